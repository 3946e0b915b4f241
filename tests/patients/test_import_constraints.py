"""What PostgreSQL keeps true of an import, whatever is written."""

import pytest
from django.db import IntegrityError, transaction

from apps.core.clock import now
from apps.patients.actions import imports
from apps.patients.models import ImportRow, RegisterImport

pytestmark = pytest.mark.django_db


@pytest.fixture
def brought(people):
    return imports.bring(centre=people.rakrang, file_name="r.csv", content=b"x", by=people.manager, at=now())


def a_row(brought, **details):
    return ImportRow.objects.create(
        register_import=brought, **{"number": 2, "values": {}, "outcome": "ready", **details}
    )


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("import_phase_is_known", lambda brought: RegisterImport.objects.update(phase="lost")),
        ("registerimport_gives_up_after_five_attempts", lambda brought: RegisterImport.objects.update(attempts=6)),
        ("one_import_row_per_line", lambda brought: [a_row(brought), a_row(brought)]),
        ("import_outcome_is_known", lambda brought: a_row(brought, outcome="perhaps")),
        ("entered_row_has_a_patient", lambda brought: a_row(brought, outcome="entered")),
    ],
)
def test_what_cannot_be_is_refused(brought, name, write):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write(brought)
