"""Statements that are put together once read what the managers read."""

import pytest

from apps.accounts.models import User
from apps.centres import access
from apps.centres.models import Centre, Membership, Role
from apps.core.ids import new_id
from apps.core.reading import Joined, by_key
from apps.devices.models import Device
from tests.people import People, a_device, a_patient

pytestmark = pytest.mark.django_db


def values(record):
    return {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}


def test_records_side_by_side_are_those_the_managers_read(people: People):
    both = Joined(
        "SELECT {role}, {centre} FROM centres_membership role JOIN centres_centre centre ON centre.id = role.centre_id"
        " WHERE role.user_id = %s",
        role=Membership, centre=Centre,
    )  # fmt: skip
    ((role, centre),) = both.rows([people.technician.pk])
    assert values(role) == values(Membership.objects.get(user=people.technician))
    assert values(centre) == values(people.rakrang)
    assert not role._state.adding
    assert list(both.rows([None])) == []


def test_roles_are_read_once_by_centre_and_with_it(people: People, django_assert_num_queries):
    manager = User.objects.get(pk=people.manager.pk)
    with django_assert_num_queries(1):
        roles = access.roles_of(manager)
        assert [(role.centre.code, role.role) for role in roles] == [("RAK", Role.MANAGER)]
        assert access.roles_of(manager) is roles


def test_records_by_their_keys_are_those_the_managers_read(people: People, django_assert_num_queries):
    devices = [a_device(people, a_patient(people)) for _number in range(3)]
    with django_assert_num_queries(1):
        found = by_key(Device, [devices[0].pk, devices[2].pk, new_id()])
    assert set(found) == {devices[0].pk, devices[2].pk}
    for key, device in found.items():
        assert values(device) == values(Device.objects.get(pk=key))
