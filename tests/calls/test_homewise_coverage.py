"""What Homewise's callers get when fewer people are there, and when nobody is."""

from __future__ import annotations

import pytest

from tests.calls import doing, homewise
from tests.calls.conftest import At
from tests.calls.homewise import (
    AS_OWNER,
    AS_RENTER,
    BANK_HOLIDAY,
    CHRISTMAS,
    HOMEOWNER,
    NIGHT,
    OWING,
    SUNDAY,
    identified,
)
from tests.house import HOMEWISE_MAIN

REDUCED = pytest.mark.parametrize("moment", [SUNDAY, BANK_HOLIDAY], ids=["Sunday", "bank holiday"])


@REDUCED
def test_fewer_people_offer_visits_a_call_back_or_a_wait(at: At, moment: str) -> None:
    """HW3: said openly, and nobody is turned away."""
    house = at(moment)
    call = homewise.calls(house, *AS_OWNER)
    call.hears("We have fewer people today. To book, change or track a visit, press 1.")
    call.hears("For a call back on a working day, press 2. To wait for a person, press 3.").presses("3")
    call.hears("You are next in the queue.").hangs_up()
    assert "owner_menu" not in house.path(call)


@REDUCED
def test_a_visit_is_booked_and_told_with_fewer_people_too(at: At, moment: str) -> None:
    """HW3, HW17: by the people who book, or by the machine."""
    house = at(moment)
    homewise.calls(house, *AS_OWNER, "press 1", "press 1").hears("You are next in the queue.").hangs_up()
    (joined,) = homewise.facts_of(house, "QueueJoined")
    assert joined["skills"] == ["booking"]
    homewise.has_a_visit(house, HOMEOWNER, "2027-01-05", (8, 12))
    told = homewise.calls(house, *identified(HOMEOWNER.order_number), "press 1", "press 2")
    told.hears("Your visit is on Tuesday 5 January, between 8 am and 12 noon.").hangs_up()


@REDUCED
def test_a_call_back_is_a_message_that_somebody_answers(at: At, moment: str) -> None:
    """HW2: what is promised is a row before it is said."""
    house = at(moment)
    call = homewise.calls(house, *AS_RENTER, "press 2")
    call.hears("Please leave your name, your number and a good time to call, after the tone.")
    assert doing.promised(house, call) == ["voicemail"]
    call.hears("One of our team will listen to it and ring you back.")
    call.leaves_message("after five please").hears("Thank you. We have your message. Goodbye.").ends()
    (kept,) = house.promises(call)
    assert (kept.body["box"], kept.body["number"]) == ("tier1", homewise.STRANGER)


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        (NIGHT, "8 am today"),
        ("2026-11-24T21:00:00+00:00", "8 am tomorrow"),
        ("2026-11-28T21:00:00+00:00", "10 am tomorrow"),
        (CHRISTMAS, "10 am today"),
        ("2026-12-25T17:00:00+00:00", "10 am tomorrow"),
        ("2026-12-28T17:00:00+00:00", "8 am tomorrow"),
        ("2026-07-07T19:30:00+00:00", "8 am tomorrow"),
    ],
)
def test_whoever_calls_when_we_are_closed_hears_when_we_open(at: At, moment: str, until: str) -> None:
    """HW3: the next opening, whichever rule gives it, by the clock on the wall."""
    homewise.calls(at(moment), *AS_OWNER).hears(f"We are closed until {until}.").hangs_up()


def test_a_visit_is_told_at_night(at: At) -> None:
    """HW2: self-service at any hour; whoever has no number yet is asked for it."""
    house = at(NIGHT)
    call = homewise.calls(house, *AS_OWNER, "press 1").hears("To find your visit")
    call.presses(f"{HOMEOWNER.order_number}#").hears("Your visit is on").hangs_up()


def test_a_bill_is_told_at_night(at: At) -> None:
    """HW2, HW16: and whoever wants to pay it then may leave a message."""
    house = at(NIGHT)
    call = homewise.calls(house, *identified(OWING.order_number), "press 4", f"press {OWING.pin}")
    call.hears("You have £35.99 to pay").presses("1")
    call.hears(
        "We are closed until 8 am today. Please leave your name, number and a short message after the tone."
    )
    call.leaves_message("I want to pay").hears("We have your message.").ends()
    assert house.state(call)["tags"]["case"] == "payment"
    assert doing.promised(house, call) == ["voicemail"]


def test_a_complaint_at_night_starts_its_clock_and_takes_a_message(at: At) -> None:
    """HW19: the hour to acknowledge it is an hour of business, and is counted from now on."""
    house = at(NIGHT)
    call = homewise.calls(house, *AS_OWNER, "press 5").hears("We are closed until 8 am today.")
    call.leaves_message("nobody came").hears("We have your message.").ends()
    assert homewise.clocks(house) == ["complaint-ack-1h"]
    assert doing.promised(house, call) == ["voicemail"]


@pytest.mark.parametrize("key", ["2", "3"], ids=["call back", "message"])
def test_a_message_at_night_is_promised_before_the_tone(at: At, key: str) -> None:
    """HW2: and kept with its recording and the number that called."""
    house = at(NIGHT)
    call = homewise.calls(house, *AS_OWNER, f"press {key}").hears("after the tone")
    assert doing.promised(house, call) == ["voicemail"]
    call.leaves_message("please ring me about my boiler").hears("Thank you. We have your message.").ends()
    house.net.settles()
    (kept,) = house.promises(call)
    assert kept.recording_sid
    assert kept.recording_s


def test_a_new_booking_at_night_is_told_when_we_open(at: At) -> None:
    """HW2: the main line's choice leads to the choices of the night, not into an empty queue."""
    call = homewise.calls(at(NIGHT), "wait", "press 2", line=HOMEWISE_MAIN)
    call.hears("We are closed until 8 am today. To hear about a booked visit, press 1.").hangs_up()


def test_closing_time_does_not_throw_out_who_waits(at: At) -> None:
    """HW2: whoever was in the queue at 20:00 keeps waiting, and is offered a message at the end."""
    house = at("2026-11-24T19:55:00+00:00")
    call = homewise.calls(house, *AS_OWNER, "press 0").hears("You are next in the queue.")
    call.waits(seconds=420)
    assert homewise.in_line(house, "tier1") == [call.sid]
    call.hears("We are closed until 8 am tomorrow. Please leave your name", within=1200)
    call.leaves_message("nobody came to the phone").hears("We have your message.").ends()
    assert doing.promised(house, call) == ["voicemail"]
