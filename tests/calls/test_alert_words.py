"""An alert tells who called, when by the line's own clock, which line it was, and why: in one message."""

from __future__ import annotations

import pytest

from callflows.book import load_book
from callflows.texts import read_folder
from switchboard.alert_words import ONE_MESSAGE, alert_text, circumstances, code_of
from switchboard.setting import Caller
from tests.calls import doing, homeika, homewise
from tests.calls.conftest import CALLFLOWS, At
from tests.calls.homeika_ways import goes_to
from tests.commands.toys import NOW, NUMBERS, changed, files_of
from tests.house import HOMEIKA_EMERGENCY, HOMEWISE_MAIN, HOMEWISE_SUPPORT, House
from tests.on_call import Texted


def told(house: House, texted: Texted) -> str:
    house.net.settles(seconds=60)
    house.runs_errands()
    text = texted.receives_sms("URGENT").body
    assert len(text) <= ONE_MESSAGE
    assert text.isascii()
    return text


def test_an_emergency_at_night_is_told_in_the_companys_own_time(at: At) -> None:
    """HK3: 11:00 UTC is three in the morning where the engineer sleeps; for four minutes all phones rang."""
    house = at(homeika.NIGHT)
    homeika.on_call(house, "no answer")
    call = homeika.rings_in(house, homeika.PREMIUM, HOMEIKA_EMERGENCY)
    doing.nobody_comes(call).leaves_message("it burns").ends()
    assert told(house, homeika.texted(house)) == (
        "URGENT: call from +12125550100 at 03:04 PST 24 Nov to Homeika emergency line: critical, "
        f"not answered. Call back, and reply OK {code_of(call.sid)} to take it."
    )


@pytest.mark.parametrize(
    ("moment", "clock"),
    [("2026-07-01T23:30:00+00:00", "00:34 BST 2 Jul"), ("2026-12-25T03:00:00+00:00", "03:04 GMT 25 Dec")],
)
def test_summer_time_is_told_as_such(at: At, moment: str, clock: str) -> None:
    """HW5: the caller dialled the office, and chose the flood."""
    house = at(moment)
    homewise.on_call(house, "no answer")
    call = homewise.calls(house, "press 9", line=HOMEWISE_SUPPORT)
    doing.nobody_comes(call).leaves_message("water everywhere").ends()
    text = told(house, homewise.texted(house))
    assert f"{clock} to Homewise support line: safety, not answered." in text


def test_the_line_is_the_one_that_was_dialled(at: At) -> None:
    house = at(homewise.CHRISTMAS)
    homewise.on_call(house, "no answer")
    call = homewise.calls(house, "press 8", line=HOMEWISE_MAIN)
    doing.nobody_comes(call).leaves_message("gas in the kitchen").ends()
    assert "to Homewise main line: safety" in told(house, homewise.texted(house))


def test_a_caller_without_a_number_who_hangs_up_fits_one_message_too(at: At) -> None:
    house = at(homeika.NIGHT)
    call = house.dials(HOMEIKA_EMERGENCY, number=None)
    homeika.first(house).rings()
    call.hangs_up()
    assert told(house, homeika.texted(house)) == (
        "URGENT: call from a withheld number at 03:00 PST 24 Nov to Homeika emergency line: critical, "
        f"the caller hung up. No number shown. Reply OK {code_of(call.sid)} to take it."
    )


def test_a_failure_of_ours_is_told_as_such(at: At) -> None:
    house, call = goes_to(at, "homeika-emergency/failsafe")
    call.hangs_up()
    assert "our system failed, the caller hung up." in told(house, homeika.texted(house))


def test_an_alert_that_an_earlier_release_has_written_is_told_in_utc() -> None:
    body = {"number": homewise.STRANGER, "from": HOMEWISE_SUPPORT, "at": "2026-11-23T10:00:00+00:00"}
    assert alert_text(body) == (
        f"URGENT: call from {homewise.STRANGER} at 2026-11-23 10:00 UTC to {HOMEWISE_SUPPORT}: urgent, "
        "not answered. Call back, and reply OK to take it."
    )


@pytest.mark.parametrize(
    ("zone", "clock"),
    [("Asia/Dubai", "14:00 UTC+04 23 Nov"), ("Asia/Kathmandu", "15:45 UTC+05:45 23 Nov")],
)
def test_a_zone_without_letters_is_told_by_its_distance(zone: str, clock: str) -> None:
    texts = read_folder(CALLFLOWS / "homeika")
    files = changed(texts, ("homeika-support.yaml", "timezone: America/Los_Angeles", f"timezone: {zone}"))
    caller = Caller(call_id="CA1", number="", dialled=HOMEIKA_EMERGENCY)
    assert circumstances(load_book(files), caller, NOW)["local_at"] == clock


def test_a_company_without_hours_is_told_in_utc() -> None:
    caller = Caller(call_id="CA1", number="", dialled=NUMBERS["toy"])
    assert circumstances(load_book(files_of("toy")), caller, NOW)["local_at"] == "10:00 UTC 23 Nov"


def test_a_long_title_and_a_long_reason_are_cut_to_one_message() -> None:
    body = {
        "number": "+442079460321",
        "from": HOMEWISE_SUPPORT,
        "at": "2026-11-23T10:00:00+00:00",
        "local_at": "15:45 UTC+05:45 23 Nov",
        "line": "Homewise support line for everybody who has a home of their own or rents one",
        "reason": "a_burst_pipe_in_the_cellar_of_the_house",
    }
    for hung_up in ({}, {"hung_up": "yes"}):
        text = alert_text(body | hung_up)
        assert len(text) <= ONE_MESSAGE
        assert "to Homewise support" in text
        assert text.endswith("and reply OK.")
