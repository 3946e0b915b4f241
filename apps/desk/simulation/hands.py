"""What somebody does with a tablet: each thing by its weight, of what the tablet shows, now and then wrongly."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

from apps.centres.models import Centre, Role
from apps.desk.bench import population
from apps.desk.simulation.book import Book
from apps.desk.simulation.ground import Carried, named, phone
from apps.desk.simulation.workshop import Bench
from tools.tablet.replica import Replica

BACK = 50  # days before today in which things are said to have been done
WELL_KNOWN = 8  # people whom everybody talks about
CARE = {"person": 7, "facts": 9, "appointment": 6, "moved": 2, "noted": 3, "episode": 2}
HALL = {"session": 42, "group": 3, "score": 8, "amended": 4, "voided": 3, "assessment": 2, "goal": 2, "limb": 2}
SHOP = {"device": 30}
Values = dict[str, Any]


@dataclass
class Hands:
    """`replica` is another one after each loss of power; what the person has in mind stays."""

    carried: Carried
    replica: Replica
    book: Book
    dice: Random
    clock: Callable[[], datetime]
    foreign: list[UUID]
    bench: Bench

    def act(self) -> None:
        """Do one thing. Whatever cannot be done with what is on the tablet is a session with a new person instead."""
        if self.dice.random() < 0.03:
            return self.blunder()
        weights = self.weights()
        verb = getattr(self, self.dice.choices(list(weights), list(weights.values()))[0])
        if not verb():
            self.person()
        return None

    def weights(self) -> dict[str, int]:
        roles = self.carried.roles
        hall = HALL if Role.PHYSIOTHERAPIST in roles else {}
        return {**CARE, **hall, **(SHOP if Role.TECHNICIAN in roles else {})}

    # -- what the tablet shows

    @property
    def centre(self) -> Centre:
        return self.carried.place.centre

    def keys(self, kind: str) -> list[str]:
        rows = self.replica.db.execute(
            "SELECT id FROM record WHERE type = ? AND shown IS NOT NULL ORDER BY id", (kind,)
        )
        return [key for (key,) in rows]

    def one(self, kind: str, fits: Callable[[Values], bool] = bool) -> tuple[str, Values] | None:
        """A record of the kind that fits; None when a few tries find none."""
        keys = self.keys(kind)
        for _try in range(6 if keys else 0):
            key = self.dice.choice(keys)
            shown = self.replica.shown(kind, key)
            if shown is not None and fits(shown):
                return key, shown
        return None

    def somebody(self) -> str | None:
        keys = self.keys("patient")
        return self.dice.choice(keys[:WELL_KNOWN] if self.dice.random() < 0.3 else keys) if keys else None

    def own(self, shown: Values) -> bool:
        """Whether a record that stands is the centre's own, as the server told it."""
        return shown.get("centre") == str(self.centre.pk) and not shown.get("voided_at")

    def by_key(self, kind: str, key: str) -> str:
        return next(one for one in self.keys(kind) if (self.replica.shown(kind, one) or {}).get("key") == key)

    # -- when

    def day(self, *, since: date | None = None) -> date:
        """A day lately, rather today than long ago, by this tablet's clock."""
        today = self.clock().astimezone(self.centre.zone).date()
        back = int(BACK * self.dice.random() ** 2)
        day = today - timedelta(days=back)
        return min(today, max(day, since)) if since is not None else day

    def at(self, day: date | None = None) -> str:
        return self.centre.noon(day or self.day()).astimezone(UTC).isoformat()

    # -- doing

    def do(self, type: str, action: str, *, wrong: bool = False, **said: Any) -> str:
        """Keep it on the tablet; once that is done, the user has seen it kept."""
        key = said.pop("id", None) or str(uuid4())
        if wrong:  # before the power fails
            self.book.wrong[self.carried.name].add(key)
        made = self.replica.do(type, action, id=key, at=self.clock(), **said)
        row = self.replica.db.execute("SELECT op_id FROM operation ORDER BY op_seq DESC LIMIT 1").fetchone()
        self.book.kept[self.carried.name].append(row[0])
        self.book.count("made", f"{type} {action}")
        return made

    def session(self, **more: Any) -> bool:
        patient = self.somebody()
        if patient is None:
            return False
        values = {"at": self.at(), "minutes": self.dice.randint(10, 90), "techniques": ["gait-training"],
                  "note": f"걷기 {self.dice.randint(1, 999)} m", **more}  # fmt: skip
        self.do("session", "create", patient=patient, values=values)
        return True

    def group(self) -> bool:
        keys = self.keys("patient")
        if len(keys) < 2:
            return False
        people = self.dice.sample(keys, self.dice.randint(2, min(6, len(keys))))
        values = {"at": self.at(), "minutes": 45, "patients": people, "absent": people[:1], "title": "Balance"}
        self.do("group", "create", values=values)
        return True

    def score(self) -> bool:
        patient = self.somebody()
        if patient is None:
            return False
        values = {"at": self.at(), "instrument": self.by_key("instrument", "tug"),
                  "total": round(self.dice.uniform(5, 60), 1)}  # fmt: skip
        self.do("score", "create", patient=patient, values=values)
        return True

    def amended(self) -> bool:
        found = self.one("session", self.own)
        if found is None:
            return False
        key, shown = found
        values = {"amends": key, "reason": "Longer than noted.", "minutes": self.dice.randint(10, 90)}
        self.do("session", "amend", patient=shown["patient"], values=values)
        return True

    def voided(self) -> bool:
        kind = self.dice.choice(("session", "score", "session"))
        found = self.one(kind, self.own)
        if found is not None:
            self.do(kind, "void", id=found[0], patient=found[1]["patient"], values={"void_reason": "Noted twice."})
        return found is not None

    def person(self) -> bool:
        (facts,) = named(self.dice, 1)
        key, birth = str(uuid4()), facts.pop("birth_date")
        values = {**facts, "birth_date": birth.isoformat(), "on": self.day().isoformat()}
        self.do("patient", "create", id=key, patient=key, values=values)
        return True

    def facts(self) -> bool:
        """A contact, and sometimes a name: of the same few people often."""
        key = self.somebody()
        if key is None:
            return False
        number = self.dice.randint(1, 999)
        change = self.dice.choice(
            (
                {"phone": phone(self.dice)}, {"address": f"{number} 번지"}, {"village": f"마을 {number}"},
                {"name_hangul": population.name(self.dice, "F")[0] or "리영희"}, {"caregiver_phone": phone(self.dice)},
                {"phone": phone(self.dice), "sex": self.dice.choice("MF")},
            )
        )  # fmt: skip
        self.do("patient", "change", id=key, patient=key, changes=change)
        return True

    def appointment(self) -> bool:
        patient = self.somebody()
        if patient is not None:
            values = {"kind": "physiotherapy", "starts_at": self.later(), "minutes": 30}
            self.do("appointment", "create", patient=patient, values=values)
        return patient is not None

    def later(self) -> str:
        """A time in the days to come."""
        return (self.clock() + timedelta(days=self.dice.randint(2, 40))).isoformat()

    def moved(self) -> bool:
        found = self.one("appointment", lambda shown: self.own(shown) and shown.get("state") == "booked")
        if found is not None:
            change = self.dice.choice(({"starts_at": self.later()}, {"minutes": self.dice.randint(10, 90)}))
            self.do("appointment", "change", id=found[0], patient=found[1]["patient"], changes=change)
        return found is not None

    def noted(self) -> bool:
        found = self.one("appointment", self.own)
        if found is not None:
            state = self.dice.choice(("cancelled", "booked"))
            self.do("appointment", "note", id=found[0], patient=found[1]["patient"], values={"state": state})
        return found is not None

    def episode(self) -> bool:
        patient = self.somebody()
        if patient is not None:
            values = {"reason": "follow-up", "opened_on": self.day().isoformat()}
            self.do("episode", "create", patient=patient, values=values)
        return patient is not None

    def assessment(self) -> bool:
        found = self.one("episode", self.own)
        if found is not None:
            day = self.day(since=date.fromisoformat(found[1]["opened_on"]))
            values = {"episode": found[0], "at": self.at(day), "decision": "serve", "findings": "Walks with a stick."}
            self.do("assessment", "create", patient=found[1]["patient"], values=values)
        return found is not None

    def goal(self) -> bool:
        found = self.one("episode", self.own)
        if found is not None:
            day = self.day(since=date.fromisoformat(found[1]["opened_on"]))
            values = {"episode": found[0], "text": "Walks to the market.", "set_on": day.isoformat()}
            self.do("goal", "create", patient=found[1]["patient"], values=values)
        return found is not None

    def limb(self) -> bool:
        patient = self.somebody()
        if patient is not None:
            values = {"kind": "amputation", "level": "transtibial", "side": self.dice.choice("LR")}
            self.do("impairment", "create", patient=patient, values=values)
        return patient is not None

    def device(self) -> bool:
        return self.bench.work(self)

    def blunder(self) -> None:
        """What the server has to refuse: somebody of another centre, nobody, a day to come, nonsense."""
        patient = self.somebody() or str(uuid4())
        stranger = str(self.dice.choice(self.foreign) if self.foreign else uuid4())
        soon = self.at(self.day() + timedelta(days=BACK + 5))
        for_whom, values = self.dice.choice(
            (
                (stranger, {"at": self.at(), "minutes": 30}), (str(uuid4()), {"at": self.at(), "minutes": 30}),
                (patient, {"at": soon, "minutes": 30}), (patient, {"at": self.at(), "minutes": -3}),
                (patient, {"at": "1890-01-01T09:00:00+00:00", "minutes": 30}), (patient, {"minutes": "long"}),
            )
        )  # fmt: skip
        if self.dice.random() < 0.2:
            self.do("patient", "change", id=stranger, patient=stranger, changes={"phone": "1"}, wrong=True)
        else:
            self.do("session", "create", patient=for_whom, values=values, wrong=True)
