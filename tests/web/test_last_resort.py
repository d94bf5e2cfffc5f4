"""When answering fails altogether: once more, then a person, then a message that somebody is told of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from callflows.book import Book
from emulator.phone_call import PhoneCall
from switchboard.books import Books
from tests.house import HOMEIKA_EMERGENCY, HOMEIKA_SUPPORT, HOMEWISE_MAIN, House
from tests.on_call import HOMEIKA

MESSAGE = "My lock is hot and I do not know what to do about it."
FAILSAFES = {
    HOMEIKA_SUPPORT: "+13415550192",
    HOMEIKA_EMERGENCY: "+13415550193",
    HOMEWISE_MAIN: "+442079460902",
}


class BrokenBooks(Books):
    """A program error in the middle of the trunk: the flow of a call cannot be had, so many times."""

    times = 1_000

    def pinned(self, *_args: object) -> Book:
        if self.times:
            self.times -= 1
            raise RuntimeError("a program error")
        return self.live("homeika")


def breaks(house: House, *, times: int = 1_000) -> None:
    """Let the program fail at its next webhooks."""
    books = BrokenBooks.__new__(BrokenBooks)
    vars(books).update(vars(house.services.books))
    books.times = times
    house.emulated.app.extensions["ringdown"] = replace(house.services, books=books)


@pytest.mark.parametrize("line", FAILSAFES)
def test_a_caller_is_put_through_to_the_number_behind_the_line(house: House, line: str) -> None:
    breaks(house)
    house.net.phone(FAILSAFES[line]).will("accept")
    call = house.dials(line, number=None)
    call.hears("one moment").hears("one moment").hears("Putting you through now")
    call.talks_to(FAILSAFES[line]).hangs_up()
    assert house.net.app.raised == []


def test_a_machine_that_picks_up_is_no_person(house: House) -> None:
    """D6: only the key 1 bridges; the caller then leaves a message."""
    breaks(house)
    house.net.phone(FAILSAFES[HOMEIKA_SUPPORT]).will("voicemail")
    call = house.dials(HOMEIKA_SUPPORT).hears("Putting you through now").hears("please leave a message")
    call.hangs_up()


def test_a_message_left_so_is_promised_and_people_on_call_are_told(house: House) -> None:
    """By text while the program fails, which needs no webhook of ours; and rung, once it is mended."""
    breaks(house)
    house.net.phone(FAILSAFES[HOMEIKA_EMERGENCY]).will("no answer")
    call = house.dials(HOMEIKA_EMERGENCY, number="+14155550133").leaves_message(MESSAGE)
    call.hears("We have your message").ends()
    house.net.settles(seconds=30)
    rows = {row.kind: row for row in house.promises(call)}
    assert set(rows) == {"voicemail", "page", "alert"}
    assert rows["voicemail"].recording_sid is not None
    house.runs_errands()
    HOMEIKA.texted(house.net).receives_sms("+14155550133")
    house.emulated.app.extensions["ringdown"] = house.services
    house.runs_errands("page")
    house.net.phone(HOMEIKA.desk).answers().hears("Emergency call from 4 1 5, 5 5 5, 0 1 3 3").hangs_up()


def test_a_failure_in_the_middle_of_a_call_is_survived_at_the_second_try(house: House) -> None:
    call: PhoneCall = house.dials(HOMEIKA_SUPPORT).stays_silent().hears("order number")
    breaks(house, times=1)
    call.presses("#").hears("one moment")
    call.hears("order number").presses("#").hears("What can we help with?").hangs_up()


def test_a_danger_key_after_a_failure_reaches_the_engineer(house: House) -> None:
    call = house.dials(HOMEIKA_SUPPORT).hears("press 9 now")
    breaks(house, times=1)
    engineer = HOMEIKA.will(house.net, "accept")
    call.presses("9").hears("one moment").hears("Calling our engineer now").talks_to(engineer.number)
    call.hangs_up()
