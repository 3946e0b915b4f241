"""Try a tablet by hand: `python -m tools.tablet FILE enrol ADDRESS CODE`, then `… FILE sync`, `… FILE show TYPE`."""

import argparse
import json
from pathlib import Path

from tools.tablet.client import Client
from tools.tablet.replica import Replica
from tools.tablet.transport import Http


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.tablet", description=__doc__)
    parser.add_argument("file", type=Path, help="where the tablet keeps what it knows (SQLite)")
    commands = parser.add_subparsers(dest="command", required=True)
    enrol = commands.add_parser("enrol", help="take the one-time code that an administrator shows")
    enrol.add_argument("address", help="of the server, as http://localhost:8000")
    enrol.add_argument("code")
    commands.add_parser("sync", help="push everything, then pull everything")
    show = commands.add_parser("show", help="the records of a type, one JSON object a line")
    show.add_argument("type")
    do = commands.add_parser("do", help="record an operation, to be sent with the next sync")
    do.add_argument("type")
    do.add_argument("action")
    do.add_argument("values", help="a JSON object")
    do.add_argument("--patient")
    do.add_argument("--id")
    given = parser.parse_args()
    replica = Replica(given.file)
    if given.command == "enrol":
        replica.set("address", given.address)
    client = Client(replica, Http(replica.get("address") or ""))
    if given.command == "enrol":
        print(json.dumps(client.enrol(given.code) | {"token": "kept"}))
    elif given.command == "sync":
        print("synced" if client.sync() else "not yet")
        for one in replica.unsettled():
            print(json.dumps(one, ensure_ascii=False))
    elif given.command == "do":
        print(replica.do(given.type, given.action, id=given.id, patient=given.patient, values=json.loads(given.values)))
    else:
        for (kind, key), data in replica.told().items():
            if kind == given.type:
                print(json.dumps({"id": key, **data}, ensure_ascii=False))


if __name__ == "__main__":
    main()
