"""The recording of a talk: by policy and consent, and paused once the carrier confirms it (C17, C19)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routing.floor.conversation import Conversation
from routing.floor.events import Accepted, CallerGone, Due, Joined, Offered, RecordingAsked
from routing.floor.facts import RecordingChanged
from routing.floor.network_news import RecordingNews, RecordingTold
from routing.floor.orders import SetRecording
from routing.floor.outcome import Outcome
from tests.routing.floor.stage import ANN, CALL, ROOM, Stage
from tests.routing.floor.stage import needs as needs_of

BEGAN = RecordingNews(call=CALL, conference=ROOM, state="on")
ENDED = RecordingNews(call=CALL, conference=ROOM, state="off")
PAUSE = RecordingAsked(agent=ANN, paused=True)
RESUME = RecordingAsked(agent=ANN, paused=False)


def connecting(recording: str = "told", *, recorded: bool = True) -> Stage:
    """A caller whose agent is there first."""
    stage = Stage()
    stage.seats(ANN)
    needs = replace(needs_of(), recorded=recorded, recording=recording)
    stage.does(Offered(offer="off1", call=CALL, agent=ANN, needs=needs))
    stage.does(Accepted(agent=ANN, offer="off1"))
    stage.joins("ann", "leg-ann")
    return stage


def talking(recording: str = "told", *, recorded: bool = True) -> Stage:
    stage = connecting(recording, recorded=recorded)
    stage.joins("customer", CALL)
    return stage


def recorded() -> Stage:
    stage = talking()
    stage.does(BEGAN)
    return stage


def latest(stage: Stage, *, paused: bool) -> SetRecording:
    return SetRecording(conference=ROOM, paused=paused, number=stage.call.recording_order)


def answers(stage: Stage, state: str) -> Outcome:
    """Let the carrier answer the latest order."""
    return stage.does(RecordingTold(call=CALL, state=state, order=stage.call.recording_order))


def changes(stage: Stage) -> list[tuple[str, str]]:
    return [(fact.state, fact.reason) for fact in stage.facts if isinstance(fact, RecordingChanged)]


def test_a_talk_counts_as_recorded_from_its_first_moment_also_when_the_news_is_lost() -> None:
    stage = talking()
    assert stage.call.recording == "starting"
    assert stage.does(PAUSE).orders == (latest(stage, paused=True),)


def test_the_carriers_news_makes_it_on_once() -> None:
    stage = recorded()
    stage.does(BEGAN)
    assert (stage.call.recording, changes(stage)) == ("on", [("on", "policy")])


def test_news_that_comes_before_the_talk_is_not_undone_by_its_beginning() -> None:
    stage = connecting()
    stage.does(BEGAN)
    stage.joins("customer", CALL)
    assert stage.call.recording == "on"


@pytest.mark.parametrize(
    ("recording", "recorded", "why"),
    [
        ("", True, "not told"),
        ("refused", True, "refused"),
        ("told", False, "queue"),
        ("refused", False, "queue"),
        ("perhaps", True, "not told"),
    ],
)
def test_without_policy_and_consent_nothing_is_recorded_and_a_pause_says_why(
    recording: str, *, recorded: bool, why: str
) -> None:
    stage = talking(recording, recorded=recorded)
    outcome = stage.does(PAUSE)
    assert (stage.call.recording, outcome.orders) == ("off", ())
    assert why in outcome.refused


def test_a_recording_that_runs_where_none_is_to_is_paused_and_cannot_go_on() -> None:
    stage = talking("refused")
    assert stage.does(BEGAN).orders == (latest(stage, paused=True),)
    answers(stage, "paused")
    assert stage.call.recording == "paused"
    assert "the caller refused" in stage.does(RESUME).refused
    assert stage.call.recording == "paused"


def test_a_conversation_of_before_consents_to_nothing() -> None:
    stage = talking()
    kept = stage.call.to_json().replace(',"recorded":true,"recording":"told"', "")
    assert "told" not in kept
    assert Conversation.from_json(kept).needs.unrecorded == "policy"


def test_a_pause_counts_once_the_carrier_confirms_it() -> None:
    stage = recorded()
    assert stage.does(PAUSE).orders == (latest(stage, paused=True),)
    assert stage.call.recording == "pausing"
    assert stage.does(PAUSE).orders == ()
    assert "not confirmed" in stage.does(RESUME).refused
    answers(stage, "paused")
    answers(stage, "paused")
    assert stage.does(PAUSE).orders == ()
    assert stage.does(RESUME).orders == (latest(stage, paused=False),)
    assert stage.call.recording == "resuming"
    answers(stage, "on")
    assert stage.does(RESUME).orders == ()
    assert changes(stage) == [("on", "policy"), ("paused", "agent"), ("on", "agent")]


def test_a_pause_of_which_nothing_is_known_counts_as_recorded_and_is_asked_for_again() -> None:
    stage = recorded()
    stage.does(PAUSE)
    answers(stage, "unsure")
    assert (stage.call.recording, changes(stage)[-1]) == ("unsure", ("on", "agent"))
    assert stage.does(PAUSE).orders == (latest(stage, paused=True),)
    answers(stage, "paused")
    assert changes(stage)[-1] == ("paused", "agent")


def test_a_recording_that_may_have_gone_on_counts_as_recorded() -> None:
    stage = recorded()
    stage.does(PAUSE)
    answers(stage, "paused")
    stage.does(RESUME)
    answers(stage, "unsure")
    assert (stage.call.recording, changes(stage)[-1]) == ("unsure", ("on", "agent"))
    assert stage.does(RESUME).orders == (latest(stage, paused=False),)


def test_a_pause_whose_answer_is_lost_with_its_process_is_unconfirmed_after_five_seconds() -> None:
    stage = recorded()
    stage.does(PAUSE)
    assert stage.timers["recording", CALL].due_ms == stage.now_ms + 5_000
    stage.does(Due(kind="recording", id=CALL), after_s=5)
    assert (stage.call.recording, ("recording", CALL) in stage.timers) == ("unsure", False)
    stage.does(Due(kind="recording", id=CALL), after_s=5)
    assert changes(stage) == [("on", "policy"), ("on", "agent")]


def test_a_confirmed_pause_is_not_doubted_by_its_timer_or_by_late_news() -> None:
    stage = talking()
    stage.does(PAUSE)
    answers(stage, "paused")
    assert ("recording", CALL) not in stage.timers
    stage.does(Due(kind="recording", id=CALL))
    stage.does(BEGAN)
    assert stage.call.recording == "paused"


def test_its_end_is_told_once_and_late_news_of_its_beginning_changes_nothing() -> None:
    stage = recorded()
    stage.does(ENDED)
    stage.does(ENDED)
    stage.does(BEGAN)
    assert (stage.call.recording, changes(stage)[-1], len(changes(stage))) == ("off", ("off", "policy"), 2)
    assert "is over" in stage.does(PAUSE).refused


def test_news_of_another_conference_or_after_the_end_changes_nothing() -> None:
    stage = recorded()
    stage.does(replace(ENDED, conference="CF0"))
    assert stage.call.recording == "on"
    stage.does(CallerGone(call=CALL, why="hung_up"))
    assert stage.does(BEGAN).conversation is None
    assert answers(stage, "paused").conversation is None


def test_who_is_not_in_the_room_pauses_nothing() -> None:
    stage = recorded()
    stage.leaves("leg-ann")
    assert "not in the call" in stage.does(PAUSE).refused


def test_a_room_that_is_opened_anew_is_recorded_again() -> None:
    stage = recorded()
    stage.does(Joined(call=CALL, who="ann", leg="leg-2", conference="CF2", sequence=1))
    assert stage.call.recording == "starting"
