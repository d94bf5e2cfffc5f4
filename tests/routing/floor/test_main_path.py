"""A call from its offer to the end of wrap-up: cti-and-desktop 3.1, row by row where all goes well."""

import pytest

from routing.floor.events import Accepted, CallerGone, Declined, Due, End, Wrapped
from routing.floor.facts import CallAnswered, ConversationEnded, OfferEnded, OfferMade, WorkChanged, Wrapup
from routing.floor.orders import BringCaller, CloseRoom, DropLeg
from tests.routing.floor.stage import ANN, CALL, NOON_MS, ROOM, Stage, seated


def work(stage: Stage) -> list[str]:
    return [fact.now for fact in stage.facts if isinstance(fact, WorkChanged)]


def test_a_call_goes_from_offer_to_wrap_up_and_the_agent_is_free_again() -> None:
    stage = seated()
    stage.offers(ANN)
    assert stage.last.claimed
    assert stage.does(Accepted(agent=ANN, offer="off1"), after_s=4).orders == (BringCaller(call=CALL),)
    stage.joins("ann", "leg-ann")
    assert stage.joins("customer", CALL).taken
    assert stage.call.phase == "talking"
    assert stage.told(CallAnswered) == [CallAnswered(agent="ann", queue="support", waited_ms=5_000)]
    assert set(stage.does(End(agent=ANN), after_s=60).orders) == {
        BringCaller(call=CALL),
        DropLeg(leg="leg-ann"),
    }
    assert stage.told(ConversationEnded) == [
        ConversationEnded(cause="normal", ended_by="agent", talk_ms=60_000, hold_ms=0)
    ]
    stage.does(Wrapped(agent=ANN, disposition="sold", resolved="yes"), after_s=20)
    (wrapped,) = stage.told(Wrapup)
    assert wrapped == Wrapup(
        agent="ann",
        disposition="sold",
        resolved="yes",
        answered_ms=stage.now_ms - 80_000,
        talk_ms=60_000,
        hold_ms=0,
        wrap_ms=20_000,
        auto=False,
        queue="support",
    )
    assert work(stage) == ["reserved", "ringing", "on_call", "wrap_up", "idle"]
    assert stage.agents["ann"].is_free


def test_an_offer_ends_accepted_once_its_leg_has_joined_and_counts_to_the_press() -> None:
    stage = seated()
    stage.offers(ANN)
    stage.does(Accepted(agent=ANN, offer="off1"), after_s=4)
    assert stage.told(OfferEnded) == []
    stage.joins("ann", "leg-ann")
    assert stage.told(OfferEnded) == [
        OfferEnded(offer="off1", agent="ann", ending="accepted", after_ms=4_000)
    ]
    assert len(stage.told(OfferMade)) == 1


def test_a_decline_keeps_presence_and_turn_and_bars_the_call_for_a_minute() -> None:
    stage = seated()
    stage.offers(ANN)
    assert stage.does(Declined(agent=ANN, offer="off1", reason="toilet"), after_s=3).waits_again
    ann = stage.agents["ann"]
    assert (ann.display, ann.idle_ms, ann.declined) == ("available", NOON_MS, {CALL: NOON_MS + 63_000})
    assert stage.call.phase == "waiting"
    assert stage.offers(ANN, "off2").refused
    stage.now_ms += 60_000
    assert not stage.offers(ANN, "off3").refused


def test_a_missed_offer_makes_away_and_the_caller_waits_on() -> None:
    stage = seated()
    stage.offers(ANN)
    assert stage.does(Due(kind="offer", id=f"{CALL}/off1"), after_s=20).waits_again
    assert stage.agents["ann"].display == "away:missed"
    assert [fact.ending for fact in stage.facts if isinstance(fact, OfferEnded)] == ["timed_out"]


def test_a_caller_who_hangs_up_while_it_rings_is_nobodys_fault() -> None:
    stage = seated()
    stage.offers(ANN)
    stage.does(CallerGone(call=CALL, why="hung_up"), after_s=5)
    assert stage.agents["ann"].display == "available"
    assert stage.agents["ann"].missed == 0
    assert [(f.ending, f.cause) for f in stage.facts if isinstance(f, OfferEnded)] == [
        ("withdrawn", "cancelled")
    ]
    assert stage.call.phase == "ended"


def test_a_caller_who_hangs_up_in_mid_call_closes_the_room_and_begins_wrap_up() -> None:
    stage = seated()
    stage.talks(ANN)
    outcome = stage.does(CallerGone(call=CALL, why="hung_up"), after_s=30)
    assert outcome.orders == (CloseRoom(conference=ROOM),)
    assert stage.work("ann") == "wrap_up"
    stage.does(Due(kind="wrap", id="ann"), after_s=60)
    assert stage.agents["ann"].is_free
    assert [fact.auto for fact in stage.facts if isinstance(fact, Wrapup)] == [True]


@pytest.mark.parametrize("order", [("customer", "ann"), ("ann", "customer")])
def test_when_both_are_there_nobody_is_waited_for_any_more(order: tuple[str, str]) -> None:
    stage = seated()
    stage.offers(ANN)
    stage.does(Accepted(agent=ANN, offer="off1"))
    for who in order:
        stage.joins(who, CALL if who == "customer" else "leg1")
    assert stage.call.phase == "talking"
    assert not [about for kind, about in stage.timers if kind == "join"]


def test_an_accepted_call_whose_leg_never_joins_goes_back_to_the_old_place() -> None:
    """Architecture section 4: withdrawn, and the agent is away until they say that they are back."""
    stage = seated()
    stage.offers(ANN)
    stage.does(Accepted(agent=ANN, offer="off1"), after_s=1)
    stage.joins("customer", CALL)
    outcome = stage.does(Due(kind="join", id=f"{CALL}/off1"), after_s=15)
    assert outcome.waits_again
    assert outcome.orders == (BringCaller(call=CALL),)
    assert stage.call.needs.score == NOON_MS
    assert (stage.call.phase, stage.call.again) == ("waiting", "not_joined")
    assert stage.agents["ann"].display == "away:missed"
    assert [(f.ending, f.cause) for f in stage.facts if isinstance(f, OfferEnded)] == [
        ("withdrawn", "unreachable")
    ]
