"""What the trail keeps of accounts: that a password changed, never the password."""

import pytest
from django.apps import apps

pytestmark = pytest.mark.django_db


def test_a_changed_password_leaves_an_event_without_the_password(people):
    people.technician.set_password("another password of tests")
    people.technician.save(update_fields=["password"])
    trail = apps.get_model("accounts", "UserAuditEvent")
    assert trail.objects.filter(pgh_obj_id=people.technician.pk, pgh_label="update").count() == 1
    assert "password" not in {field.name for field in trail._meta.fields}
