"""How a call's facts add up to what its time was spent with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from switchboard.durations import durations_of

BEGAN = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
Told = tuple[int, str, dict[str, Any]]
STARTED: Told = (0, "CallStarted", {})


def fold(*story: Told, ends_s: int) -> dict[str, int] | None:
    """story: (second, fact, fields); returns whole seconds by part, those with any."""
    facts = [
        {**fields, "at": (BEGAN + timedelta(seconds=at)).isoformat(), "fact": kind}
        for at, kind, fields in (*story, (ends_s, "CallEnded", {}))
    ]
    spent = durations_of(facts, BEGAN + timedelta(seconds=ends_s))
    return None if spent is None else {part: ms // 1000 for part, ms in spent.items() if ms}


def joined(queue: str = "support") -> dict[str, Any]:
    return {"queue": queue}


def left(reason: str, queue: str = "support") -> dict[str, Any]:
    return {"queue": queue, "reason": reason}


def offer(purpose: str = "take") -> dict[str, Any]:
    return {"offer": "off_1", "purpose": purpose}


def ended(ending: str) -> dict[str, Any]:
    return {"offer": "off_1", "ending": ending}


def test_a_call_whose_beginning_is_lost_has_no_durations() -> None:
    assert fold((3, "QueueJoined", joined()), ends_s=9) is None


def test_an_agent_who_never_comes_is_ringing_and_the_wait_goes_on() -> None:
    story = (
        STARTED,
        (10, "QueueJoined", joined()),
        (30, "OfferMade", offer()),
        (35, "QueueLeft", left("taken")),
        (45, "OfferEnded", ended("timed_out")),
        (45, "QueueJoined", joined()),
    )
    assert fold(*story, ends_s=60) == {"ivr_ms": 10, "queue_ms": 35, "ring_ms": 15}


def test_waiting_in_two_queues_at_once_counts_once() -> None:
    story = (
        STARTED,
        (5, "QueueJoined", joined()),
        (5, "QueueJoined", joined("billing")),
        (25, "QueueLeft", left("moved")),
        (45, "QueueLeft", left("moved", "billing")),
    )
    assert fold(*story, ends_s=50) == {"ivr_ms": 10, "queue_ms": 40}


def test_facts_of_after_the_end_and_out_of_order_change_nothing() -> None:
    talk: tuple[Told, ...] = ((20, "CallAnswered", {}), (50, "ConversationEnded", {}))
    assert fold(*talk, STARTED, ends_s=40) == {"ivr_ms": 20, "talk_ms": 20}


def test_a_colleague_who_rings_during_a_talk_is_no_wait() -> None:
    story: tuple[Told, ...] = (STARTED, (20, "CallAnswered", {}), (30, "OfferMade", offer("consult")))
    assert fold(*story, ends_s=40) == {"ivr_ms": 20, "talk_ms": 20}


@pytest.mark.parametrize(
    ("dial", "spent"),
    [
        ({"screened": True, "at": 25, "accepted": True}, {"ivr_ms": 20, "ring_ms": 15, "talk_ms": 15}),
        ({"screened": True, "at": 0, "accepted": False}, {"ivr_ms": 20, "ring_ms": 30}),
        ({"screened": False, "at": 0, "accepted": True}, {"ivr_ms": 20, "talk_ms": 30}),
        ({"screened": False, "at": 0, "accepted": False}, {"ivr_ms": 20, "ring_ms": 30}),
    ],
)
def test_an_outside_line_rings_until_somebody_presses_1(dial: dict[str, Any], spent: dict[str, int]) -> None:
    pressed: list[Told] = [(dial["at"], "TransferAccepted", {})] if dial["at"] else []
    began: Told = (10, "TransferBegan", dial)
    assert fold(STARTED, began, *pressed, (40, "TransferEnded", dial), ends_s=50) == spent


def test_a_page_rings_from_its_first_dial_and_is_a_talk_from_the_accept() -> None:
    """kpi.md 1.2: ringing, whisper and voicemail are no answer."""
    dial: dict[str, Any] = {"channel": "dial"}
    story: tuple[Told, ...] = (
        STARTED,
        (5, "PageRang", dial),
        (25, "PageRingEnded", {}),
        (25, "PageRang", dial),
        (35, "PageAccepted", dial),
        (60, "PageRingEnded", {}),
    )
    assert fold(*story, ends_s=70) == {"ivr_ms": 15, "ring_ms": 30, "talk_ms": 25}


def test_who_is_rung_by_calls_of_their_own_does_not_talk_to_a_caller_at_the_tone() -> None:
    rest: dict[str, Any] = {"channel": "rest"}
    story: tuple[Told, ...] = (STARTED, (5, "PageRang", rest), (15, "PageAccepted", rest))
    assert fold(*story, ends_s=20) == {"ivr_ms": 20}


def test_a_caller_who_hangs_up_while_an_unscreened_line_is_dialled_was_rung_for() -> None:
    assert fold(STARTED, (10, "TransferBegan", {"screened": False}), ends_s=30) == {
        "ivr_ms": 10,
        "ring_ms": 20,
    }
