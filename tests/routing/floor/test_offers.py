"""Offers that go otherwise: desk phones, misses, races. cti-and-desktop 3.1; architecture section 4."""

import pytest

from routing.floor.conversation import Offer
from routing.floor.events import (
    Accepted,
    CallerGone,
    Declined,
    DeskRings,
    Due,
    End,
    LinkChanged,
    PresenceChosen,
    Unreachable,
)
from routing.floor.facts import OfferEnded, PresenceChanged
from routing.floor.orders import BringCaller, DropLeg, RingDesk
from tests.routing.floor.stage import CALL, NOON_MS, Stage, profile

ANN = profile("ann")
BOB = profile("bob", number="+442079460001", ring_s=30)


def ringing(who: object = ANN) -> Stage:
    stage = Stage()
    stage.seats(ANN, BOB)
    stage.offers(who)  # type: ignore[arg-type]  # a profile
    return stage


def ended(stage: Stage) -> list[tuple[str, str]]:
    return [(fact.ending, fact.cause) for fact in stage.facts if isinstance(fact, OfferEnded)]


def offer(stage: Stage) -> Offer:
    return stage.call.offers[0]


def test_a_desk_phone_is_rung_and_its_countdown_starts_when_it_rings() -> None:
    stage = ringing(BOB)
    assert stage.last.orders == (
        RingDesk(call=CALL, agent="bob", offer="off1", number="+442079460001", ring_s=30),
    )
    assert stage.work("bob") == "reserved"
    stage.does(DeskRings(agent=BOB, offer="off1", leg="desk1"), after_s=2)
    assert stage.work("bob") == "ringing"
    assert offer(stage).expires_ms == NOON_MS + 32_000
    assert stage.does(Due(kind="offer", id=f"{CALL}/off1"), after_s=28).agents == ()
    assert stage.does(Accepted(agent=BOB, offer="off1", leg="desk1")).orders == (BringCaller(call=CALL),)
    stage.joins("customer", CALL)
    assert stage.joins("bob", "desk1").orders == ()
    assert stage.call.phase == "talking"


def test_a_desk_phone_is_not_answered_in_the_page() -> None:
    assert "press 1" in ringing(BOB).does(Accepted(agent=BOB, offer="off1")).refused


def test_one_pressed_before_the_carrier_told_of_the_ringing_takes_the_call() -> None:
    stage = ringing(BOB)
    stage.does(Accepted(agent=BOB, offer="off1", leg="desk1"))
    assert stage.does(DeskRings(agent=BOB, offer="off1", leg="desk1")).orders == ()
    assert stage.work("bob") == "on_call"


def test_a_desk_phone_that_cannot_be_rung_gives_the_call_back_and_is_away_at_the_second() -> None:
    stage = ringing(BOB)
    assert stage.does(Unreachable(call=CALL, offer="off1", cause="busy")).waits_again
    assert ended(stage) == [("withdrawn", "busy")]
    assert stage.agents["bob"].display == "available"
    stage.now_ms += 60_000
    stage.offers(BOB, "off2")
    stage.does(Due(kind="offer", id=f"{CALL}/off2"), after_s=30)
    assert ended(stage)[1] == ("withdrawn", "unreachable")
    assert stage.agents["bob"].display == "away:missed"


def test_a_desk_phone_that_rang_in_vain_was_missed() -> None:
    stage = ringing(BOB)
    stage.does(DeskRings(agent=BOB, offer="off1", leg="desk1"))
    stage.does(Unreachable(call=CALL, offer="off1", cause="no_answer"))
    assert ended(stage) == [("timed_out", "no_answer")]
    assert stage.agents["bob"].display == "away:missed"


@pytest.mark.parametrize("event", ["declined", "gone", "missed"])
def test_a_desk_phone_stops_ringing_however_the_offer_ends(event: str) -> None:
    stage = ringing(BOB)
    stage.does(DeskRings(agent=BOB, offer="off1", leg="desk1"))
    outcome = {
        "declined": lambda: stage.does(Declined(agent=BOB, offer="off1")),
        "gone": lambda: stage.does(CallerGone(call=CALL, why="hung_up")),
        "missed": lambda: stage.does(Due(kind="offer", id=f"{CALL}/off1"), after_s=30),
    }[event]()
    assert outcome.orders == (DropLeg(leg="desk1"),)


@pytest.mark.parametrize(
    ("on_missed", "displays"),
    [
        ("away", ["away:missed"]),
        ("stay", ["available", "available", "available"]),
        ("away_after_2", ["available", "away:missed"]),
    ],
)
def test_a_missed_offer_does_what_the_agent_has_set(on_missed: str, displays: list[str]) -> None:
    who = profile("ann", on_missed=on_missed)
    stage = Stage()
    stage.seats(who)
    for at, display in enumerate(displays):
        stage.offers(who, f"off{at}")
        stage.does(Due(kind="offer", id=f"{CALL}/off{at}"), after_s=20)
        assert stage.agents["ann"].display == display
        assert stage.agents["ann"].idle_ms == NOON_MS
        stage.now_ms += 60_000


def test_whoever_missed_a_call_keeps_their_turn_when_they_are_back() -> None:
    stage = ringing()
    stage.does(Due(kind="offer", id=f"{CALL}/off1"), after_s=20)
    stage.does(PresenceChosen(agent=ANN, presence="available"), after_s=5)
    ann = stage.agents["ann"]
    assert (ann.is_free, ann.idle_ms, ann.missed) == (True, NOON_MS, 0)
    assert [fact.now for fact in stage.facts if isinstance(fact, PresenceChanged)][-2:] == [
        "away:missed",
        "available",
    ]


def test_a_press_after_the_countdown_still_takes_the_call_while_nobody_ended_the_offer() -> None:
    stage = ringing()
    assert stage.does(Accepted(agent=ANN, offer="off1"), after_s=25).orders == (BringCaller(call=CALL),)
    assert stage.does(Due(kind="offer", id=f"{CALL}/off1")).agents == ()


def test_accepting_twice_is_accepting_once() -> None:
    stage = ringing()
    stage.does(Accepted(agent=ANN, offer="off1"))
    again = stage.does(Accepted(agent=ANN, offer="off1"))
    assert (again.refused, again.orders, again.facts) == ("", (), ())


def test_an_offer_that_is_over_is_refused_in_words() -> None:
    stage = ringing()
    assert stage.does(Accepted(agent=BOB, offer="off1", leg="x")).refused
    stage.does(CallerGone(call=CALL, why="hung_up"))
    assert "over" in stage.does(Accepted(agent=ANN, offer="off1")).refused
    assert "over" in stage.does(Declined(agent=ANN, offer="off1")).refused


def test_a_call_is_offered_to_one_free_agent_at_a_time() -> None:
    stage = ringing()
    assert "already" in stage.offers(BOB, "off2").refused
    assert "no longer free" in stage.offers(ANN, "off3").refused


@pytest.mark.parametrize(
    ("why", "cause"), [("hung_up", "cancelled"), ("moved", "cancelled"), ("timed_out", "timed_out")]
)
def test_an_offer_is_withdrawn_when_the_caller_leaves_for_any_reason(why: str, cause: str) -> None:
    stage = ringing()
    assert stage.does(CallerGone(call=CALL, why=why)).taken
    assert ended(stage) == [("withdrawn", cause)]
    assert stage.agents["ann"].is_free


def test_ending_before_the_caller_is_there_gives_the_caller_back() -> None:
    stage = ringing()
    stage.does(Accepted(agent=ANN, offer="off1"))
    assert stage.does(End(agent=ANN)).waits_again
    assert (stage.call.phase, stage.agents["ann"].display) == ("waiting", "available")


def test_a_caller_who_does_not_come_is_asked_for_again_and_then_waits_again() -> None:
    stage = ringing()
    stage.does(Accepted(agent=ANN, offer="off1"))
    stage.joins("ann", "leg1")
    join = Due(kind="join", id=f"{CALL}/off1")
    assert stage.does(join, after_s=15).orders == (BringCaller(call=CALL),)
    outcome = stage.does(join, after_s=15)
    assert outcome.waits_again
    assert DropLeg(leg="leg1") in outcome.orders
    assert stage.agents["ann"].display == "available"


def test_a_lost_desk_in_an_offer_takes_the_agent_off_the_floor_when_it_ends() -> None:
    stage = ringing(profile("ann", on_missed="stay"))
    stage.does(LinkChanged(agent=profile("ann", on_missed="stay"), up=False))
    stage.does(Due(kind="link", id="ann"), after_s=15)
    assert stage.agents["ann"].display == "lost"
    stage.does(Due(kind="offer", id=f"{CALL}/off1"), after_s=5)
    assert stage.agents["ann"].display == "offline:disconnected"
