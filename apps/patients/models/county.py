"""The country's counties, cities and city districts, as data: a list can be added to, and what it lacks is typed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.bilingual import Bilingual


class Province(models.TextChoices):
    PYONGYANG = "pyongyang", _("Pyongyang")
    SOUTH_PYONGAN = "south-pyongan", _("South Pyongan")
    NORTH_PYONGAN = "north-pyongan", _("North Pyongan")
    CHAGANG = "chagang", _("Chagang")
    RYANGGANG = "ryanggang", _("Ryanggang")
    NORTH_HAMGYONG = "north-hamgyong", _("North Hamgyong")
    SOUTH_HAMGYONG = "south-hamgyong", _("South Hamgyong")
    KANGWON = "kangwon", _("Kangwon")
    NORTH_HWANGHAE = "north-hwanghae", _("North Hwanghae")
    SOUTH_HWANGHAE = "south-hwanghae", _("South Hwanghae")
    RASON = "rason", _("Rason")
    NAMPO = "nampo", _("Nampo")
    KAESONG = "kaesong", _("Kaesong")


class CountyKind(models.TextChoices):
    COUNTY = "county", _("County")
    CITY = "city", _("City")
    DISTRICT = "district", _("City district")


class County(Bilingual, models.Model):  # noqa: DJ008  (Bilingual has it)
    """A division of a province. `key` is stable, e.g. `north-hwanghae/songrim`; names change, keys do not."""

    HARMLESS: ClassVar[tuple[str, ...]] = ("key", "province", "kind", "name_ko", "name_en", "ended")

    key = models.CharField(max_length=60, primary_key=True)
    province = models.CharField(_("province"), max_length=20, choices=Province)
    kind = models.CharField(max_length=10, choices=CountyKind)
    name_ko = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    ended = models.BooleanField(default=False, help_text=_("No longer offered; what was recorded stays."))

    class Meta:
        ordering = ("province", "name_ko")
        constraints = (
            models.UniqueConstraint(fields=("province", "name_ko"), name="one_county_of_a_name_in_a_province"),
            models.CheckConstraint(condition=Q(kind__in=CountyKind.values), name="county_kind_is_known"),
            models.CheckConstraint(condition=Q(province__in=Province.values), name="county_province_is_known"),
        )
