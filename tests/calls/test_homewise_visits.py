"""Visits: told with day and window, sent as a text, changed and booked with a person."""

from __future__ import annotations

import pytest

from emulator.faults import RestTrouble
from tests.calls import doing, homewise
from tests.calls.conftest import At
from tests.calls.homewise import AS_OWNER, HOMEOWNER, NIGHT, OPEN, RENTER, STRANGER, TRADE, identified
from tests.house import HOMEWISE_MAIN, HOMEWISE_SUPPORT, House

TOLD = "Your visit is on Thursday 26 November, between 2 pm and 5 pm."
TO_MY_VISIT = (*identified(HOMEOWNER.order_number), "press 1", "press 2")


@pytest.fixture
def house(at: At) -> House:
    return at(OPEN)


@pytest.mark.parametrize(
    ("day", "hours", "told"),
    [
        ("2026-11-26", (14, 17), "on Thursday 26 November, between 2 pm and 5 pm"),
        ("2026-12-07", (8, 12), "on Monday 7 December, between 8 am and 12 noon"),
        ("2027-01-02", (12, 14), "on Saturday 2 January, between 12 noon and 2 pm"),
        ("2026-11-24", (14, 18), "on Tuesday 24 November, between 2 pm and 6 pm"),
    ],
)
def test_a_visit_is_told_with_its_day_and_its_window(
    house: House, day: str, hours: tuple[int, int], told: str
) -> None:
    """HW17: as people in Britain say it, a visit of today among them."""
    homewise.has_a_visit(house, HOMEOWNER, day, hours)
    homewise.calls(house, *TO_MY_VISIT).hears(f"Your visit is {told}.").hangs_up()


def test_a_visit_that_is_over_is_not_told(house: House) -> None:
    """HW17: the day before is the past; whoever asks finds a person."""
    homewise.has_a_visit(house, HOMEOWNER, "2026-11-23", (14, 17))
    call = homewise.calls(house, *TO_MY_VISIT).hears("I could not find that here.")
    call.hears("Let me find somebody to help you.").hears("You are next in the queue.").hangs_up()


def test_nobody_hears_of_a_visit_that_is_not_theirs(house: House) -> None:
    """HW14: whoever gives another customer's number hears that customer's things, and only those."""
    renter = homewise.calls(house, *identified(RENTER.order_number), "press 1", "press 2")
    renter.hears("I could not find that here.").does_not_hear("Your visit is on").hangs_up()


def test_whoever_heard_the_visit_and_says_no_more_has_been_helped(house: House) -> None:
    """HW2: self-service is an answer, and is asked about."""
    call = homewise.calls(house, *TO_MY_VISIT).hears(TOLD).hears(TOLD)
    call.hears("Please stay on the line for three short questions.").hangs_up()
    assert house.state(call)["tags"] == {"outcome": "self_service"}


def test_whoever_hangs_up_after_hearing_the_visit_was_served(house: House) -> None:
    """HW2: the call ends where the answer was given."""
    homewise.calls(house, *TO_MY_VISIT).hears(TOLD).hangs_up()
    (ended,) = homewise.facts_of(house, "CallEnded")
    assert (ended["step"], ended["ended_by"]) == ("homewise-support/visit_told", "customer")


def test_a_visit_is_sent_as_a_text(house: House) -> None:
    """HW17: to the phone that calls, from the line it called; promised first, and then kept."""
    call = homewise.calls(house, *TO_MY_VISIT, "press 2").hears("Your text message is on its way.")
    assert doing.promised(house, call) == ["text"]
    house.runs_errands()
    text = house.net.phone(STRANGER).receives_sms(
        "Homewise: your visit is on Thursday 26 November, between 2 pm and 5 pm."
    )
    assert text.from_ == HOMEWISE_SUPPORT
    assert house.promises(call) == ()
    assert len(homewise.facts_of(house, "TextSent")) == 1
    call.hangs_up()


def test_a_text_is_sent_once_however_often_it_is_due(house: House) -> None:
    """HW17: the doorbell may ring twice."""
    homewise.calls(house, *TO_MY_VISIT, "press 2").hears("on its way").hangs_up()
    for _ in range(3):
        house.runs_errands()
        house.net.settles(seconds=120)
    house.net.phone(STRANGER).receives_sms("your visit is on")
    assert house.net.phone(STRANGER).unread == []


def test_a_text_that_the_carrier_had_no_room_for_goes_out_later(house: House) -> None:
    """HW17: too many requests is no failure, and the text is sent a minute after."""
    house.net.faults.rest.append(RestTrouble(status=429, path_contains="/Messages"))
    homewise.calls(house, *TO_MY_VISIT, "press 2").hears("on its way").hangs_up()
    house.runs_errands()
    assert house.net.phone(STRANGER).unread == []
    house.net.settles(seconds=61)
    house.runs_errands()
    house.net.phone(STRANGER).receives_sms("your visit is on")


def test_a_text_that_may_have_gone_is_not_sent_twice(house: House) -> None:
    """HW17: the carrier failed after it sent it; that it cannot be known is noted."""
    house.net.faults.rest.append(RestTrouble(status=503, after_effect=True, path_contains="/Messages"))
    homewise.calls(house, *TO_MY_VISIT, "press 2").hears("on its way").hangs_up()
    for _ in range(3):
        house.runs_errands()
        house.net.settles(seconds=120)
    house.net.phone(STRANGER).receives_sms("your visit is on")
    assert house.net.phone(STRANGER).unread == []
    assert len(homewise.facts_of(house, "TextFailed")) == 1


def test_a_text_whose_worker_was_killed_is_not_sent_again(house: House) -> None:
    """HW17: the worker may have sent it before it was killed; that it cannot be known is noted."""
    call = homewise.calls(house, *TO_MY_VISIT, "press 2").hears("on its way").hangs_up()
    tenant = house.services.tenants["homewise"]
    (text,) = (row for row in house.promises(call) if row.kind == "text")
    assert tenant.promises.claim(text.id, house.services.clock()) is not None
    for _ in range(3):
        house.net.settles(seconds=31)
        house.runs_errands()
    assert house.net.phone(STRANGER).unread == []
    (failed,) = homewise.facts_of(house, "TextFailed")
    assert failed["why"] == "outcome unknown"
    assert house.promises(call) == ()


def test_a_caller_without_a_number_cannot_be_texted_and_finds_a_person(house: House) -> None:
    """HW17: nothing is promised that cannot be done."""
    call = house.dials(HOMEWISE_SUPPORT, number=None)
    doing.does(call, *TO_MY_VISIT, "press 2").hears("I am sorry. I could not send you a text message.")
    call.hears("Let me find somebody to help you.").hangs_up()
    assert house.promises(call) == ()


def test_a_visit_is_changed_with_a_person(house: House) -> None:
    """HW17: who hears what it is about."""
    call = homewise.calls(house, *TO_MY_VISIT, "press 1").hears("You are next in the queue.")
    assert house.state(call)["tags"] == {"case": "visit_change"}
    call.hangs_up()


def test_a_visit_is_changed_by_message_at_night(at: At) -> None:
    """HW2: nobody is promised a person who is not there."""
    house = at(NIGHT)
    call = homewise.calls(house, *identified(HOMEOWNER.order_number), "press 1", "press 1")
    call.hears("We are closed until 8 am today.").does_not_hear("Let me find somebody")
    call.presses("2").leaves_message("please come on Friday").hears("We have your message.").ends()
    assert house.state(call)["tags"] == {"case": "visit_change"}


@pytest.mark.parametrize(
    ("actions", "line"),
    [
        ((*AS_OWNER, "press 1", "press 1"), HOMEWISE_SUPPORT),
        (("wait", "press 2"), HOMEWISE_MAIN),
        ((*identified(HOMEOWNER.account), "press 1", "press 1"), HOMEWISE_SUPPORT),
    ],
    ids=["support line", "first visit, main line", "identified"],
)
def test_a_new_visit_goes_to_the_people_who_book(house: House, actions: tuple[str, ...], line: str) -> None:
    """HW7, HW21: by skill, with the case noted."""
    call = homewise.calls(house, *actions, line=line).hears("You are next in the queue.")
    (joined,) = homewise.facts_of(house, "QueueJoined")
    assert (joined["queue"], joined["skills"]) == ("tier1", ["booking"])
    assert house.state(call)["tags"] == {"case": "booking"}
    call.hangs_up()


def test_a_trade_partner_at_night_hears_of_a_visit_too(at: At) -> None:
    """HW2: what there is at night is for everybody."""
    call = homewise.calls(at(NIGHT), *identified(TRADE.order_number), "press 1")
    call.hears("I could not find that here.").hears("We are closed until 8 am today.").hangs_up()
