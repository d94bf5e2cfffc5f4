"""A pause that is asked for while the recording goes on: nobody knows which of the two is done last (C17)."""

from __future__ import annotations

import pytest

from routing.floor.events import Due, RecordingAsked
from routing.floor.facts import RecordingChanged
from routing.floor.network_news import RecordingTold
from routing.floor.orders import SetRecording
from tests.routing.floor.stage import ANN, CALL, Stage
from tests.routing.floor.test_recording import PAUSE, RESUME, changes, latest, recorded


def asks(stage: Stage, event: RecordingAsked) -> int:
    """Press it; returns the number of the order."""
    (order,) = stage.does(event).orders
    assert order == latest(stage, paused=event.paused)
    assert isinstance(order, SetRecording)
    return order.number


def answered(stage: Stage, order: int, state: str) -> None:
    stage.does(RecordingTold(call=CALL, state=state, order=order))


@pytest.fixture
def paused() -> Stage:
    stage = recorded()
    answered(stage, asks(stage, PAUSE), "paused")
    return stage


def test_a_recording_that_is_to_go_on_counts_as_one_at_once(paused: Stage) -> None:
    resume = asks(paused, RESUME)
    assert (paused.call.recording, changes(paused)[-1]) == ("resuming", ("on", "agent"))
    assert paused.does(RESUME).orders == ()
    answered(paused, resume, "on")
    assert (paused.call.recording, len(paused.told(RecordingChanged))) == ("on", 3)


@pytest.mark.parametrize("first", ["resume", "pause"])
def test_a_pause_that_crosses_a_going_on_counts_once_it_was_confirmed_alone(
    paused: Stage, first: str
) -> None:
    resume = asks(paused, RESUME)
    pause = asks(paused, PAUSE)
    if first == "pause":
        answered(paused, pause, "paused")
        assert paused.call.recording == "pausing"
    answered(paused, resume, "on")
    (again,) = paused.last.orders
    assert again == latest(paused, paused=True)
    answered(paused, pause, "paused")
    assert paused.call.recording == "pausing"
    assert isinstance(again, SetRecording)
    answered(paused, again.number, "paused")
    assert paused.call.recording == "paused"
    assert changes(paused)[1:] == [("paused", "agent"), ("on", "agent"), ("paused", "agent")]


@pytest.mark.parametrize("after", [(), ("pause",)])
def test_a_going_on_of_which_nothing_is_heard_is_unsure_after_five_seconds(
    paused: Stage, after: tuple[str, ...]
) -> None:
    asks(paused, RESUME)
    for _ in after:
        asks(paused, PAUSE)
    paused.does(Due(kind="recording", id=CALL), after_s=5)
    assert paused.call.recording == "unsure"
    answered(paused, asks(paused, RecordingAsked(agent=ANN, paused=True)), "paused")
    assert paused.call.recording == "paused"


def test_the_answer_to_an_older_order_changes_nothing(paused: Stage) -> None:
    resume = asks(paused, RESUME)
    answered(paused, resume, "on")
    pause = asks(paused, PAUSE)
    answered(paused, resume, "on")
    assert paused.call.recording == "pausing"
    answered(paused, pause, "paused")
    assert paused.call.recording == "paused"


def test_a_recording_that_did_not_go_on_is_paused_again(paused: Stage) -> None:
    answered(paused, asks(paused, RESUME), "paused")
    assert (paused.call.recording, changes(paused)[-1]) == ("paused", ("paused", "agent"))
