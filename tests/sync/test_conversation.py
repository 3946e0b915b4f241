"""The conversation of docs/sync.md is held with the product, as it stands there."""

import json
import re

from apps.core.clock import now
from apps.patients.actions import patients
from apps.patients.models import Patient
from apps.sync import tokens
from apps.sync.actions import epochs, tablets
from apps.sync.models import RevokeAction, Tablet
from tests.architecture.source import ROOT
from tests.people import a_patient
from tests.sync.tablets import offered

BLOCK = re.compile(r"```http\n(.*?)```|<!-- meanwhile: (.*?) -->", re.S)
SAID_LAST = ("$TOKEN", "$CURSOR", "$EPOCH")  # taken from the answer; everything else is held against it


def conversation():
    """What is written: (first line, headers, body) of requests and answers in turn, or the text of what happens."""
    for block, meanwhile in BLOCK.findall((ROOT / "docs/sync.md").read_text()):
        head, _gap, body = block.partition("\n\n")
        first, *lines = head.strip().split("\n") if block else ("",)
        yield meanwhile or (first.split(), dict(line.split(": ", 1) for line in lines), body.strip())


def holds(said, wanted, known):
    """Whether an answer says what is written; of a list, that each written element is in it."""
    if isinstance(wanted, dict):
        return isinstance(said, dict) and all(name in said and holds(said[name], one, known)
                                              for name, one in wanted.items())  # fmt: skip
    if isinstance(wanted, list):
        return all(any(holds(each, one, known) for each in said) for one in wanted) and (bool(wanted) or not said)
    if wanted in SAID_LAST:
        known[wanted] = said
        return bool(said)
    return said == known.get(wanted, wanted)


def happens(what, people):
    match what:
        case "the desk corrects the name":
            patient = Patient.objects.get(name_romanised="Kim Yong Su")
            patients.correct(patient=patient, by=people.receptionist, name_romanised="Kim Yong Ho")
        case "the server is restored":
            epochs.begin(at=now())
        case "the tablet is revoked":
            tablet, wipe = Tablet.objects.get(), RevokeAction.WIPE
            tablets.revoke(tablet=tablet, action=wipe, reason="Left in a bus", by=people.administrator, at=now())


def test_the_conversation_goes_as_it_is_written(client, people):
    known = {"$PATIENT": str(a_patient(people).pk), "$CODE": tokens.code_of(offered(people).pk)}

    def filled(text):
        return re.sub(r"\$[A-Z]+", lambda found: known[found.group()], text)

    asked = None
    for part in conversation():
        if isinstance(part, str):
            happens(part, people)
        elif asked is None:
            (method, path), headers, body = part
            headers = {"Accept-Language": "en", **{name: filled(value) for name, value in headers.items()}}
            asked = client.generic(method, filled(path), filled(body), "application/json", headers=headers)
        else:
            (_http, status), promised, body = part
            assert asked.status_code == int(status), asked.content.decode()
            assert promised.items() <= dict(asked.headers).items()
            assert holds(asked.json(), json.loads(body), known), (body, asked.content.decode()[-2000:])
            asked = None


def test_it_is_long_enough_to_show_something():
    assert len(list(conversation())) > 20
