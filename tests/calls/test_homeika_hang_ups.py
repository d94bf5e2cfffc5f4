"""A caller may hang up anywhere: it is noted where, and what was promised stays promised."""

from __future__ import annotations

import pytest

from ivr.steps.verify import Verify
from switchboard.books import Books
from tests.calls import doing, homeika
from tests.calls.conftest import At
from tests.calls.homeika_ways import MESSAGES, PLACES, QUEUES, WAYS, goes_to

FLOWS = ("homeika-support", "homeika-emergency")
ALERTED = frozenset(
    {
        "homeika-support/danger_voicemail",
        "homeika-support/on_call_voicemail",
        "homeika-support/failsafe_voicemail",
        "homeika-emergency/on_call_voicemail",
    }
)


@pytest.mark.parametrize("step", WAYS)
def test_a_hang_up_at_any_step_ends_the_call_there(at: At, step: str) -> None:
    """HK1, DC6: every place where a call of either line can stand still; nobody is left in a queue."""
    house, call = goes_to(at, step)
    call.hangs_up()
    (ended,) = homeika.facts_of(house, "CallEnded")
    assert (ended["ended_by"], ended["step"]) == ("customer", step)
    assert house.state(call)["ended"] == "customer"
    assert house.state(call)["queues"] == []
    queues = house.services.tenants["homeika"].queues
    assert [queues.waiting(name, 9) for name in ("support", "premium", "enterprise")] == [(), (), ()]


def test_the_ways_lead_to_every_place_where_a_call_stands_still(books: Books) -> None:
    """HK1: a step that waits for the caller and is missing in homeika_ways.py fails here."""
    flows = books.live("homeika").flows
    standing = {
        kind: {
            f"{flow}/{step.id}"
            for flow in FLOWS
            for step in flows[flow].steps.values()
            if step.kind == kind and not _asks_nothing(step.action)
        }
        for kind in PLACES
    }
    assert standing == {kind: set(ways) for kind, ways in PLACES.items()}


def _asks_nothing(action: object) -> bool:
    return isinstance(action, Verify) and all(factor.ask == "ani" for factor in action.factors)


@pytest.mark.parametrize("step", MESSAGES)
def test_a_hang_up_before_the_tone_keeps_the_promise(at: At, step: str) -> None:
    """The row was written before the caller heard of it; the engineer's boxes alert besides."""
    house, call = goes_to(at, step)
    before = doing.promised(house, call)
    call.hangs_up()
    assert doing.promised(house, call) == before
    assert before.count("alert") == (step in ALERTED)
    assert "voicemail" in before


@pytest.mark.parametrize("step", MESSAGES)
def test_a_hang_up_in_the_middle_of_a_message_keeps_what_was_said(at: At, step: str) -> None:
    """The recording ends with the call and is told of after it: the promise gets it all the same."""
    house, call = goes_to(at, step)
    call.leaves_message("my lock is hot and").hangs_up()
    house.net.settles()
    kept = [row for row in house.promises(call) if row.kind == "voicemail" and row.recording_sid]
    assert len(kept) == 1
    assert kept[0].recording_s


@pytest.mark.parametrize("step", QUEUES)
def test_a_hang_up_in_line_counts_as_abandoned(at: At, step: str) -> None:
    """DC6: the wait is noted with its length, and the place in line is given up."""
    house, call = goes_to(at, step)
    call.waits(seconds=20).hangs_up()
    (left,) = homeika.facts_of(house, "QueueLeft")
    assert left["reason"] == "abandoned"
    assert 20_000 <= int(str(left["waited_ms"])) < 40_000
