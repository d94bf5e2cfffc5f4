"""Presence, the desk's link, and wrap-up: cti-and-desktop 3.1 to 3.3."""

from typing import Any

import pytest

from routing.floor.events import (
    CallerGone,
    Due,
    Hold,
    LinkChanged,
    PresenceChosen,
    SignedOut,
    WrapExtended,
    Wrapped,
)
from routing.floor.facts import LinkTold, PresenceChanged, Wrapup
from routing.floor.match import standing
from routing.floor.outcome import Outcome
from routing.floor.people import Presence
from tests.routing.floor.stage import ANN, CALL, NOON_MS, Stage, seated, talking

LINK, WRAP = Due(kind="link", id="ann"), Due(kind="wrap", id="ann")


def chooses(stage: Stage, presence: Presence, reason: str = "", **changes: Any) -> Outcome:
    return stage.does(PresenceChosen(agent=ANN, presence=presence, reason=reason, **changes))


def wrapping() -> Stage:
    stage = talking()
    stage.does(CallerGone(call=CALL, why="hung_up"))
    return stage


def display(stage: Stage) -> str:
    return stage.agents["ann"].display


def test_idle_time_begins_with_being_available() -> None:
    stage = seated()
    stage.now_ms += 5_000
    chooses(stage, "away", "lunch")
    assert display(stage) == "away:lunch"
    stage.now_ms += 5_000
    chooses(stage, "available")
    assert stage.agents["ann"].idle_ms == NOON_MS + 10_000
    assert chooses(stage, "available").facts == ()


@pytest.mark.parametrize(
    ("presence", "reason"), [("away", "lunch"), ("transfers_only", ""), ("available", "")]
)
def test_a_choice_during_work_is_applied_after_it(presence: Presence, reason: str) -> None:
    stage = talking()
    chosen = f"{presence}:{reason}" if reason else presence
    chooses(stage, presence, reason)
    assert (display(stage), stage.agents["ann"].next_presence) == ("on_call", chosen)
    assert chooses(stage, presence, reason).facts == ()
    stage.does(CallerGone(call=CALL, why="hung_up"))
    stage.does(Wrapped(agent=ANN))
    assert (display(stage), stage.agents["ann"].next_presence) == (chosen, "")


def test_signing_out_of_a_call_needs_a_supervisor() -> None:
    stage = talking()
    assert "supervisor" in chooses(stage, "offline").refused
    chooses(stage, "offline", by="supervisor")
    assert (stage.agents["ann"].presence, stage.work("ann")) == ("offline", "on_call")
    stage.does(CallerGone(call=CALL, why="hung_up"))
    stage.does(WRAP, after_s=60)
    assert display(stage) == "offline"


def test_signing_out_in_wrap_up_waits_for_its_end() -> None:
    stage = wrapping()
    chooses(stage, "offline")
    assert display(stage) == "wrap_up"
    stage.does(WRAP, after_s=60)
    assert display(stage) == "offline"


def test_a_stream_that_comes_back_within_15_s_is_no_loss() -> None:
    stage = seated()
    stage.does(LinkChanged(agent=ANN, up=False))
    assert standing(stage.agents["ann"]) == {}
    stage.does(LinkChanged(agent=ANN, up=False), after_s=5)
    stage.does(LinkChanged(agent=ANN, up=True), after_s=5)
    assert stage.does(LINK, after_s=5).agents == ()
    assert stage.agents["ann"].is_free
    assert [fact.now for fact in stage.facts if isinstance(fact, LinkTold)] == [
        "connected",
        "reconnecting",
        "connected",
    ]


def test_an_agent_whose_browser_is_gone_is_off_the_floor_after_15_s() -> None:
    """Peers 3.2: no calls are offered all night."""
    stage = seated()
    stage.does(LinkChanged(agent=ANN, up=False))
    assert stage.does(LINK, after_s=14.9).agents == ()
    stage.does(LINK, after_s=0.1)
    assert display(stage) == "offline:disconnected"
    stage.does(LinkChanged(agent=ANN, up=True), after_s=60)
    assert display(stage) == "offline:disconnected"
    chooses(stage, "available")
    assert stage.agents["ann"].is_free


def test_a_desk_that_fell_silent_is_lost_27_s_after_it_was_heard_and_not_15_s_after_that_was_seen() -> None:
    stage = seated()
    stage.does(LinkChanged(agent=ANN, up=False, heard_ms=NOON_MS), after_s=20)
    assert stage.does(LINK, after_s=6.9).agents == ()
    stage.does(LINK, after_s=0.1)
    assert display(stage) == "offline:disconnected"


def test_a_stream_that_closed_a_moment_after_a_sign_of_life_is_lost_15_s_later() -> None:
    stage = seated()
    stage.does(LinkChanged(agent=ANN, up=False, heard_ms=stage.now_ms - 1_000))
    assert stage.timers["link", "ann"].due_ms == stage.now_ms + 15_000


def test_signing_out_takes_an_idle_agent_off_the_floor() -> None:
    stage = seated()
    stage.does(SignedOut(agent=ANN))
    assert display(stage) == "offline"
    assert stage.does(SignedOut(agent=ANN)).facts == ()


def test_signing_out_of_a_call_is_refused_and_a_sign_in_that_ends_in_it_counts_after_it() -> None:
    stage = talking()
    assert "End it" in stage.does(SignedOut(agent=ANN)).refused
    stage.does(SignedOut(agent=ANN, by="system"))
    assert stage.does(SignedOut(agent=ANN, by="system")).facts == ()
    assert (display(stage), stage.agents["ann"].next_presence) == ("on_call", "offline")
    stage.does(CallerGone(call=CALL, why="hung_up"))
    stage.does(WRAP, after_s=60)
    assert display(stage) == "offline"


@pytest.mark.parametrize("by", ["agent", "system"])
def test_signing_out_in_wrap_up_saves_it_as_it_is(by: str) -> None:
    stage = wrapping()
    chooses(stage, "available")
    stage.does(SignedOut(agent=ANN, by=by))
    assert [fact.auto for fact in stage.facts if isinstance(fact, Wrapup)] == [True]
    assert (display(stage), stage.agents["ann"].next_presence) == ("offline", "")


def test_signing_out_while_it_rings_lets_the_call_go_to_the_next_one_at_once() -> None:
    stage = seated()
    stage.offers(ANN)
    stage.does(SignedOut(agent=ANN))
    assert (display(stage), stage.call.phase, stage.last.waits_again) == ("offline", "waiting", True)


def test_available_without_a_stream_ends_when_none_comes() -> None:
    stage = Stage()
    chooses(stage, "available")
    assert display(stage) == "available"
    stage.does(LINK, after_s=15)
    assert display(stage) == "offline:disconnected"


def test_a_link_lost_in_a_call_keeps_the_work() -> None:
    stage = talking()
    stage.does(LinkChanged(agent=ANN, up=False))
    stage.does(LINK, after_s=15)
    assert [display(stage), stage.work("ann")] == ["lost", "on_call"]
    stage.does(LinkChanged(agent=ANN, up=True))
    assert not stage.does(Hold(agent=ANN, on=True)).refused


def test_wrap_up_is_extended_twice_by_half_a_minute_and_then_saved_by_the_timer() -> None:
    stage = wrapping()
    stage.does(WrapExtended(agent=ANN))
    stage.does(WrapExtended(agent=ANN))
    assert "twice" in stage.does(WrapExtended(agent=ANN)).refused
    assert stage.does(WRAP, after_s=60).agents == ()
    assert stage.timers["wrap", "ann"].due_ms == stage.now_ms + 60_000
    stage.does(WRAP, after_s=60)
    (wrapped,) = [fact for fact in stage.facts if isinstance(fact, Wrapup)]
    assert (wrapped.disposition, wrapped.resolved, wrapped.wrap_ms, wrapped.auto) == (
        "",
        "unsure",
        120_000,
        True,
    )
    assert stage.agents["ann"].is_free
    assert stage.agents["ann"].idle_ms == stage.now_ms


def test_save_and_stay_away_is_away_whatever_was_chosen_before() -> None:
    stage = wrapping()
    chooses(stage, "transfers_only")
    stage.does(Wrapped(agent=ANN, stay_away=True))
    assert display(stage) == "away"
    assert [fact.now for fact in stage.facts if isinstance(fact, PresenceChanged)][-1] == "away"


def test_a_wrap_up_that_was_saved_cannot_be_saved_or_extended_again() -> None:
    stage = wrapping()
    stage.does(Wrapped(agent=ANN))
    assert "no wrap-up" in stage.does(Wrapped(agent=ANN)).refused
    assert "no wrap-up" in stage.does(WrapExtended(agent=ANN)).refused
    assert stage.does(WRAP, after_s=60).agents == ()
    assert len(stage.told(Wrapup)) == 1
