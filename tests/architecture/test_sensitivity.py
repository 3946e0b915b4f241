"""Every field of every model says whether it is personal, guarded or harmless."""

import pytest
from django.apps import apps
from pghistory.models import Event

from apps.audit.grants import INSERT_ONLY_MODELS

OURS = [
    model
    for model in apps.get_models()
    if model.__module__.startswith("apps.") and not issubclass(model, Event) and not model._meta.proxy
]
DERIVED = ("patients.NameForm", "centres.StoredAnswer", "sync.UploadPart")
MUST_BE_GUARDED = {("patients", "patient", "category"), ("patients", "impairment", "cause")}


def declared(model) -> dict[str, str]:
    if hasattr(model, "sensitivity"):
        return model.sensitivity()
    kinds = ("personal", "guarded", "harmless")
    return {name: kind for kind in kinds for name in getattr(model, kind.upper(), ())}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_field_is_declared_once(model):
    fields = {field.name for field in model._meta.get_fields() if field.concrete and not field.auto_created}
    fields -= {field.name for field in model._meta.many_to_many}
    assert fields <= declared(model).keys() | {"id"}
    assert declared(model).keys() <= fields


def test_the_guarded_facts_are_guarded():
    for app, model, field in MUST_BE_GUARDED:
        assert declared(apps.get_model(app, model))[field] == "guarded"


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_of_peoples_data_is_audited(model):
    """Tables to which rows are only ever added are their own trail; what PostgreSQL derives follows its source,
    an answer that is kept for a while repeats rows that are audited, and parts of a file are gone when it is whole."""
    exempt = (*INSERT_ONLY_MODELS, *DERIVED)
    if {"personal", "guarded"} & set(declared(model).values()) and model._meta.label not in exempt:
        assert getattr(model, "pgh_event_models", None), f"{model._meta.label} is not tracked"
