"""A company on call of its own for the tests of its page: Homeika's flows, with rotations that no one edits.

On Monday 2026-11-23 at 10:00 in Los Angeles Engineer 2 has had the week for an hour; Engineer 3 comes next.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

from callflows.texts import read_folder
from storage.record.engine import open_record
from storage.record.releases import Change, Releases
from storage.shelf import Shelf
from switchboard.books import Books
from tests.calls.conftest import CALLFLOWS
from tests.house import MONDAY, TENANTS, House

ON_CALL = """\
oncall: v1
people:
  engineer_1: {title: Engineer 1, number: "+13415550181", staff: agent1}
  engineer_2: {title: Engineer 2, number: "+13415550182", staff: agent2}
  engineer_3: {title: Engineer 3, number: "+13415550183"}
  night_partner: {title: Night partner, number: "+13415550184"}
  duty_manager: {title: Duty manager, number: "+13415550185"}
schedules:
  primary:
    timezone: America/Los_Angeles
    layers:
      - {handoff: weekly, starts: "2026-01-05T09:00", people: [engineer_1, engineer_2, engineer_3]}
    fallback: duty_manager
  nights:
    timezone: America/Los_Angeles
    layers:
      - {handoff: daily, starts: "2026-01-05T20:00", people: [night_partner], only: {mon-fri: 20:00-08:00}}
    fallback: duty_manager
"""
POLICIES = """\
policies:
  homeika-on-call:
    levels: [{call: [primary], ring: 15s, tries: 2}, {call: [nights], ring: 20s}]
    catch_all: [duty_manager]
  homeika-p1:
    levels: [{call: [caller.account_manager, primary], ring: 15s, strategy: simultaneous}]
    catch_all: [duty_manager]
"""
_POLICIES = re.compile(r"^policies:\n(?:[ #].*\n|\n)+", re.MULTILINE)


def texts(on_call: str = ON_CALL) -> dict[str, bytes]:
    """Return Homeika's files with these rotations."""
    files = dict(read_folder(CALLFLOWS / "homeika"))
    company = files["company.yaml"].decode("utf-8")
    changed, count = _POLICIES.subn(POLICIES, company)
    assert count == 1
    return files | {"company.yaml": changed.encode(), "oncall.yaml": on_call.encode()}


def published(filled: Path, into: Path) -> Path:
    """Return a copy of a filled database in which these rotations are live."""
    shutil.copy(filled, into)
    record = open_record(f"sqlite:///{into}")
    releases = Releases(record, "homeika")
    releases.publish(texts(), Change(by="tests", comment="rotations", base=releases.live_version()), MONDAY)
    record.close()
    return into


def books_of(database: Path) -> Books:
    record = open_record(f"sqlite:///{database}")
    found = Books({tenant: Releases(record, tenant) for tenant in TENANTS}, Shelf(database.parent))
    found.follow()
    return found


def put_live(house: House, on_call: str, shelf: Path, **flows: tuple[str, str]) -> None:
    """Publish other rotations, and let a house that is not served yet answer by them.

    flows: by name with underscores, what stands in one, and what shall stand there instead.
    """
    releases = {name: tenant.releases for name, tenant in house.services.tenants.items()}
    change = Change(by="tests", comment="other rotations", base=releases["homeika"].live_version())
    files = texts(on_call)
    for flow, (old, new) in flows.items():
        file = f"{flow.replace('_', '-')}.yaml"
        assert old in files[file].decode()
        files[file] = files[file].replace(old.encode(), new.encode(), 1)
    releases["homeika"].publish(files, change, MONDAY)
    books = Books(releases, Shelf(shelf))
    books.begin()
    house.emulated.services = replace(house.services, books=books)
    house.emulated.app.extensions["ringdown"] = house.services
