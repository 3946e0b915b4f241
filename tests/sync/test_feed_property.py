"""Whatever happens in whatever order, and however it is pulled: replica and scope are the same in the end."""

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from apps.core.clock import now
from apps.patients.actions import merges, transfers
from apps.patients.models import Patient, PatientAccess
from apps.physio.models import PhysioSession
from tests.merges import a_merge
from tests.people import a_device, a_lost_leg, a_patient, a_session, a_transfer
from tests.sync.feed_checks import follows
from tests.sync.follower import a_follower

PERSONS = st.integers(0, 2)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["session", "leg", "device", "move", "share", "forbid", "rename", "void", "delete"]),
                  PERSONS),
        st.tuples(st.just("merge"), st.permutations(range(3))),
        st.tuples(st.just("pull"), st.tuples(st.booleans(), st.integers(1, 9))),
    ),
    min_size=8, max_size=16,
)  # fmt: skip


class World:
    """Three people of Rakrang and a tablet of each centre."""

    def __init__(self, people):
        self.people = people
        self.patients = [a_patient(people) for _one in range(3)]
        self.merges = []
        self.followers = [a_follower(people), a_follower(people, songrim=True)]

    def pull(self, how):
        songrim, limit = how
        self.followers[songrim].pull(limit)

    def session(self, who):
        a_session(self.people, self.of(who))

    def leg(self, who):
        if not self.of(who).impairments.exists():
            a_lost_leg(self.people, self.of(who))

    def device(self, who):
        a_device(self.people, self.of(who))

    def rename(self, who):
        Patient.objects.filter(pk=self.of(who).pk).update(village="Somewhere")

    def void(self, who):
        rows = PhysioSession.objects.filter(patient=self.of(who), voided_at=None)
        rows.update(voided_at=now(), voided_by=self.people.manager, void_reason="Twice.")

    def delete(self, who):
        self.of(who).impairments.filter(devices=None).delete()

    def move(self, who, kind="move"):
        seen = {one.centre for one in PatientAccess.objects.filter(patient=self.of(who), active=True)}
        unseen = {self.people.rakrang, self.people.songrim} - seen
        if len(seen) == 1 and unseen:
            way = {"from_centre": seen.pop(), "to_centre": unseen.pop(), "kind": kind}
            wanted = a_transfer(self.people, self.of(who), **way)
            transfers.answer(transfer=wanted, accept=True, by=self.people.songrim_manager, at=now())

    def share(self, who):
        self.move(who, kind="share")

    def forbid(self, who):
        PatientAccess.objects.filter(patient=self.of(who), centre=self.people.songrim).delete()

    def merge(self, order):
        """Merges two of them, or undoes the last merge."""
        if self.merges:
            merges.undo(merge=self.merges.pop(), reason="No.", by=self.people.physio, at=now())
        else:
            survivor, loser = (Patient.objects.get(pk=self.patients[one].pk) for one in order[:2])
            self.merges.append(a_merge(self.people, survivor, loser))

    def of(self, who):
        """The person, or into whom they were merged."""
        found = Patient.objects.get(pk=self.patients[who].pk)
        return found.merged_into or found


def test_two_replicas_end_as_the_scope_of_their_centres(people):
    """MUST 11–14, 16: random writes and pulls in turn, in pages of random length.

    What fails is not made smaller: every example is committed, and trying thousands would take an hour.
    """
    phases, checks = [Phase.generate], list(HealthCheck)

    @settings(max_examples=8, deadline=None, database=None, phases=phases, suppress_health_check=checks)
    @given(STEPS)
    def happens(steps):
        world = World(people)
        for step, given_to in steps:
            getattr(world, step)(given_to)
        for follower in world.followers:
            follows(follower)
            assert follower.numbers == sorted(follower.numbers)

    happens()
