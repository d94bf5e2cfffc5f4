"""A publish moves a number while people are on the line: nobody who came by the old one is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from callflows.book import Book
from callflows.texts import read_folder
from storage.record.releases import Change
from storage.shelf import Shelf
from switchboard.books import Books
from tests.calls.conftest import CALLFLOWS
from tests.calls.homeika import STRANGER
from tests.commands.toys import changed
from tests.house import HOMEIKA_EMERGENCY, House
from tests.on_call import HOMEIKA

NEW = "+18885551829"
EMERGENCY_FAILSAFE = "+13415550193"
MESSAGE = "My lock is hot and I do not know what to do about it."

Move = Callable[[House], None]


class BrokenBooks(Books):
    """A program error in the middle of the trunk: the flow of a call cannot be had."""

    def pinned(self, *_args: object) -> Book:
        raise RuntimeError("a program error")


@pytest.fixture
def move(tmp_path: Path) -> Move:
    """Publish the emergency line under another number, and let every later turn fail."""

    def moved(house: House) -> None:
        releases = {name: tenant.releases for name, tenant in house.services.tenants.items()}
        texts = changed(
            read_folder(CALLFLOWS / "homeika"),
            ("company.yaml", HOMEIKA_EMERGENCY, NEW),
            ("homeika-emergency.yaml", HOMEIKA_EMERGENCY, NEW),
        )
        homeika = releases["homeika"]
        change = Change(by="tests", comment="moved", base=homeika.live_version())
        homeika.publish(texts, change, datetime(2026, 11, 23, tzinfo=UTC))
        books = BrokenBooks(releases, Shelf(tmp_path / "shelf"))
        books.begin()
        assert books.line(HOMEIKA_EMERGENCY) is None
        house.emulated.app.extensions["ringdown"] = replace(house.services, books=books)

    return moved


def test_a_caller_whose_line_was_moved_is_put_through_when_all_else_fails(house: House, move: Move) -> None:
    HOMEIKA.will(house.net, "no answer")
    call = house.dials(HOMEIKA_EMERGENCY, number=STRANGER).hears("Calling our engineer now")
    move(house)
    house.net.phone(EMERGENCY_FAILSAFE).will("accept")
    call.hears("Putting you through now").talks_to(EMERGENCY_FAILSAFE).hangs_up()


def test_a_message_left_on_a_line_that_was_moved_is_promised_and_its_alert_acknowledged(
    house: House, move: Move
) -> None:
    HOMEIKA.will(house.net, "no answer")
    call = house.dials(HOMEIKA_EMERGENCY, number=STRANGER).hears("Calling our engineer now")
    move(house)
    house.net.phone(EMERGENCY_FAILSAFE).will("no answer")
    call.leaves_message(MESSAGE).hears("We have your message").ends()
    house.net.settles(seconds=30)
    assert {row.kind for row in house.promises(call)} == {"voicemail", "alert", "page"}
    house.runs_errands()
    engineer = HOMEIKA.texted(house.net)
    engineer.receives_sms(STRANGER)
    engineer.sends_sms(HOMEIKA_EMERGENCY, "OK")
    engineer.receives_sms("It is yours")
    assert {row.kind for row in house.promises(call)} == {"voicemail", "page"}
