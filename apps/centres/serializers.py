"""Centres as the API shows them, and how guarded fields are kept from those who may not see them."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from apps.centres.models import Centre


class CentreSerializer(serializers.ModelSerializer[Centre]):
    class Meta:
        model = Centre
        fields = (
            "id", "version", "code", "name_en", "name_ko", "time_zone", "bed_capacity", "operator_en", "operator_ko",
            "created_at",
        )  # fmt: skip
        read_only_fields = fields


class GuardedSerializer(serializers.ModelSerializer[Any]):
    """Leaves the model's guarded fields out, name and all, where the reader's role may not see them.

    The context names the centres where it may: `guarded_in`. Without that nothing guarded is shown.
    """

    def centres_of(self, row: Any) -> set[UUID]:
        """The centres whose row this is."""
        raise NotImplementedError

    def to_representation(self, row: Any) -> dict[str, Any]:
        shown = super().to_representation(row)
        if self.centres_of(row).isdisjoint(self.context.get("guarded_in", ())):
            for name in guarded(self):
                shown.pop(name, None)
        return shown

    @property
    def may_be_absent(self) -> tuple[str, ...]:
        """For the schema: these are not in every answer."""
        return guarded(self)


def guarded(serializer: Any) -> tuple[str, ...]:
    """The guarded fields of the model that the serializer shows."""
    names: tuple[str, ...] = serializer.Meta.model.GUARDED
    return names


class StaffSerializer(serializers.Serializer[Any]):
    """A colleague, by name."""

    id = serializers.UUIDField()
    name = serializers.CharField()
