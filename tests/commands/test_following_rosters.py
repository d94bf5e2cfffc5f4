"""Every process takes up by itself who is on call: what is published, and what people change."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from commands.answering import application
from commands.serving import prepare
from commands.settings import Settings, read_settings
from storage.record.engine import Record, open_record
from storage.record.oncall_changes import Deed, NewChange, OnCallChanges
from storage.roster_file import RosterFiles
from switchboard.services import Services
from tests.commands.toys import NOW, changed, files_of, put_live, write
from tests.house import ACCOUNT, PUBLIC_URL, TOKEN
from web.assembled import services_of

ONCALL = """\
oncall: v1
people:
  engineer_1: {title: Engineer 1, number: "+442079460801"}
  engineer_2: {title: Engineer 2, number: "+442079460802"}
schedules:
  primary:
    timezone: Europe/London
    layers: [{handoff: daily, starts: "2026-01-05T09:00", people: [engineer_1]}]
    fallback: engineer_1
"""
PAGED = "policies: {duty: {levels: [{call: [primary]}], catch_all: [duty]}}"
FILES = changed(files_of("toy"), ("company.yaml", "policies: {duty: {duty: duty}}", PAGED)) | {
    "oncall.yaml": ONCALL.encode()
}
#: A process looks every two seconds; a busy machine may be slower.
WITHIN_S = 60.0


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    write(tmp_path / "flows", "toy", FILES)
    made = read_settings(
        {
            "PUBLIC_URL": PUBLIC_URL,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "SECRET_KEY": "a-key-for-tests-of-no-worth",
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "DATABASE_URL": f"sqlite:///{tmp_path / 'record.sqlite'}",
            "CALLFLOWS_DIR": str(tmp_path / "flows"),
            "RINGDOWN_DATA": str(tmp_path / "data"),
        }
    )
    prepare(made, lambda: NOW)
    return made


@pytest.fixture
def record(settings: Settings) -> Iterator[Record]:
    opened = open_record(settings.database_url)
    yield opened
    opened.close()


@contextmanager
def worker(settings: Settings) -> Iterator[Services]:
    """A web worker, as it starts; its threads go on looking until the tests end."""
    services = services_of(application(settings, lambda: NOW, demo=False))
    yield services
    services.record.close()


def on_call(services: Services) -> str:
    person = services.rosters.of(services.books.live("toy"), NOW).on_call("primary", NOW)
    assert person is not None
    return person.number


def until(holds: Callable[[], bool]) -> None:
    ends, pause = time.monotonic() + WITHIN_S, threading.Event()
    while not holds():
        assert time.monotonic() < ends, "it did not come to that"
        pause.wait(0.05)


def test_two_workers_and_the_disk_have_an_override_and_a_release_without_being_told(
    settings: Settings, record: Record
) -> None:
    disk = RosterFiles(settings.data / "rosters", settings.secret_keys)
    with worker(settings) as one, worker(settings) as other:
        assert on_call(one) == on_call(other) == "+442079460801"
        new = NewChange(
            schedule="primary",
            kind="override",
            person="engineer_2",
            since=NOW - timedelta(minutes=1),
            until=NOW + timedelta(hours=1),
        )
        OnCallChanges(record, "toy").make([new], Deed(by="admin", now=NOW))
        until(lambda: on_call(one) == on_call(other) == "+442079460802")
        put_live(record, "toy", changed(FILES, ("oncall.yaml", "+442079460802", "+442079460803")))
        until(lambda: on_call(one) == on_call(other) == "+442079460803")
        until(lambda: _number_on(disk, "engineer_2") == "+442079460803")


def _number_on(disk: RosterFiles, person: str) -> str:
    kept = disk.read("toy")
    return "" if kept is None else kept.roster.people[person].number
