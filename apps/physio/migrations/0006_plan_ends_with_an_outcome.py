"""An outcome needs the day on which the plan ended: the condition of 0003 let an open plan have one."""

from django.db import migrations, models
from django.db.models import F, Q

OUTCOMES = ["completed", "earlier", "stopped", "changed", "medical"]


class Migration(migrations.Migration):
    dependencies = [("physio", "0005_same_patient")]

    operations = [
        migrations.RemoveConstraint("treatmentplan", "plan_ends_with_an_outcome"),
        migrations.AddConstraint(
            "treatmentplan",
            models.CheckConstraint(
                condition=Q(ended_on=None, outcome="")
                | Q(ended_on__isnull=False, ended_on__gte=F("started_on"), outcome__in=OUTCOMES),
                name="plan_ends_with_an_outcome",
            ),
        ),
    ]
