"""What people do with a tablet, as operations: sessions alone, or a day's mixture of everything."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

from apps.core.clock import now
from apps.core.ids import new_id
from apps.desk.bench.population import name, phone
from apps.desk.bench.tablets import Op
from apps.physio.models import Instrument, Technique

AGO = 25  # days before today in which things are said to have been done
NOTES = ("걷기 {} m.", "계단 {} 층, 손잡이 없이.", "평행봉 안에서 {} 분, 아픔 없음.", "")
# How often each is done, of a hundred.
DAY = {"session": 60, "score": 12, "contact": 8, "appointment": 8, "episode": 4, "person": 3, "amended": 3, "voided": 2}


class Work:
    """Operations about `people` from chance `dice`; what is corrected was recorded by it before, in an earlier push."""

    def __init__(self, people: Sequence[UUID], dice: Random) -> None:
        self.people, self.dice = people, dice
        self.tug = str(Instrument.objects.get(key="tug").pk)
        self.logged: list[tuple[str, str]] = []  # session, patient

    def sessions(self, count: int) -> list[Op]:
        """Individual sessions, with techniques and a note in Korean."""
        made = [self.session() for _number in range(count)]
        self.logged += [(one["id"], one["patient"]) for one in made]
        return made

    def mixture(self, count: int) -> list[Op]:
        """As they come on a day, in any order."""
        verbs = self.dice.choices(list(DAY), list(DAY.values()), k=count)
        found = [getattr(self, verb)() for verb in verbs]
        self.logged += [(one["id"], one["patient"]) for one in found if one["type"] == "session"
                        and one["action"] == "create"]  # fmt: skip
        return found

    # -- each

    def session(self) -> Op:
        techniques = self.dice.sample(Technique.values, self.dice.randint(1, 3))
        note = self.dice.choice(NOTES).format(self.dice.randint(1, 400))
        values = {"at": self.at(), "minutes": self.dice.randint(15, 90), "techniques": techniques, "note": note}
        return self.said("session", "create", values=values)

    def score(self) -> Op:
        values = {"at": self.at(), "instrument": self.tug, "total": round(self.dice.uniform(5, 60), 1)}
        return self.said("score", "create", values=values)

    def contact(self) -> Op:
        patient = self.somebody()
        changes = {"phone": ["", phone(self.dice)], "village": ["", f"마을 {self.dice.randint(1, 99)}"]}
        return self.said("patient", "change", id=patient, patient=patient, base_version=1, changes=changes)

    def appointment(self) -> Op:
        starts = (self.now() + timedelta(days=self.dice.randint(2, 40))).isoformat()
        values = {"kind": "physiotherapy", "starts_at": starts, "minutes": 30}
        return self.said("appointment", "create", values=values)

    def episode(self) -> Op:
        values = {"reason": "follow-up", "opened_on": self.at()[:10]}
        return self.said("episode", "create", values=values)

    def person(self) -> Op:
        key, sex = str(new_id()), self.dice.choice("MF")
        hangul, romanised = name(self.dice, sex)
        values = {"name_hangul": hangul, "name_romanised": romanised, "sex": sex, "birth_date": "1980-05-01",
                  "birth_precision": "day", "on": self.at()[:10]}  # fmt: skip
        return self.said("patient", "create", id=key, patient=key, values=values)

    def amended(self) -> Op:
        return self.of_logged("amend", lambda key: {"amends": key, "reason": "더 길었습니다.", "minutes": 60})

    def voided(self) -> Op:
        return self.of_logged("void", lambda _key: {"void_reason": "두 번 적었습니다."})

    def of_logged(self, action: str, values: Callable[[str], object]) -> Op:
        if not self.logged:
            return self.session()
        key, patient = self.logged.pop(self.dice.randrange(len(self.logged)))
        about = {"id": key} if action == "void" else {}
        return self.said("session", action, patient=patient, values=values(key), **about)

    def said(self, type: str, action: str, **more: object) -> Op:
        usual = {"op_id": str(uuid4()), "type": type, "action": action, "id": str(new_id()),
                 "patient": self.somebody(), "recorded_at": self.now().isoformat()}  # fmt: skip
        return usual | more

    def somebody(self) -> str:
        return str(self.dice.choice(self.people))

    def at(self) -> str:
        return (self.now() - timedelta(minutes=self.dice.randint(60, AGO * 24 * 60))).isoformat()

    def now(self) -> datetime:
        return now()
