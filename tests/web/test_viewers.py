"""web/viewers.py: who may see which event, and what becomes of a reader that is too slow."""

from __future__ import annotations

import pytest

from cti.events import Event
from web.viewers import QUEUED, Parts, Stream, Viewer, may_see, parts_before

ANN = Viewer(id="agt_1", role="agent", queues=frozenset({"support"}))
BOSS = Viewer(id="agt_9", role="supervisor", queues=frozenset())


def event(name: str, *agents: str, call: str = "CA1", queue: str = "", hidden: bool = False) -> Event:
    return Event(
        name=name, number=1, tenant="t", text="{}", call=call, queue=queue, agents=agents, hidden=hidden
    )


@pytest.mark.parametrize(
    ("heard", "has_part", "sees"),
    [
        (event("offer.created", "agt_1"), False, True),
        (event("offer.created", "agt_2"), False, False),
        (event("offer.created", "agt_2"), True, True),
        (event("call.step"), False, False),
        (event("call.step"), True, True),
        (event("agent.work_changed", "agt_1"), False, True),
        (event("agent.work_changed", "agt_2"), True, False),
        (event("call.supervised", "agt_9"), True, True),
        (event("call.supervised", "agt_9", hidden=True), True, False),
        (event("queue.stats", call="", queue="support"), False, True),
        (event("queue.stats", call="", queue="premium"), False, False),
        (event("call.queued", queue="support"), False, False),
    ],
)
def test_agents_see_what_is_theirs_and_supervisors_everything(
    heard: Event,
    has_part: bool,  # noqa: FBT001 - a column of the table
    sees: bool,  # noqa: FBT001 - a column of the table
) -> None:
    parts = Parts()
    if has_part:
        parts.add("CA1", "agt_1")
    assert may_see(ANN, heard, parts) is sees
    assert may_see(BOSS, heard, parts)


def test_a_part_in_a_call_begins_with_an_offer_and_ends_with_the_wrap_up() -> None:
    parts = Parts()
    told = []
    for each in (
        event("call.step"),
        event("offer.created", "agt_1"),
        event("call.step"),
        event("call.wrapped", "agt_1"),
        event("agent.work_changed", "agt_1"),
        event("call.step"),
    ):
        parts.hear(each)
        told.append(may_see(ANN, each, parts))
        parts.heard(each)
    assert told == [False, True, True, True, True, False]


@pytest.mark.parametrize("ending", ["offer.declined", "offer.timed_out", "offer.withdrawn", "leg.ended"])
def test_a_part_ends_with_ones_own_offer_or_leg_and_no_later_word_of_a_hand_over_renews_it(
    ending: str,
) -> None:
    parts = Parts()
    for each in (
        event("offer.created", "agt_1"),
        event("leg.connected", "agt_2"),
        event(ending, "agt_1"),
        event("call.transferred", "agt_1"),
    ):
        parts.hear(each)
        parts.heard(each)
    assert not may_see(ANN, event("leg.held"), parts)
    assert parts.of("agt_2") == {"CA1"}


@pytest.mark.parametrize(
    ("missed", "has_part_now", "had_part"),
    [
        ((event("leg.ended", "agt_1"),), False, True),
        ((event("offer.created", "agt_1"), event("offer.declined", "agt_1")), False, False),
        ((event("offer.declined", "agt_2"),), False, False),
        ((event("offer.declined", "agt_2"),), True, True),
        ((event("offer.created", "agt_1"),), True, False),
    ],
)
def test_what_is_told_of_a_part_first_says_whether_it_was_there_before(
    missed: tuple[Event, ...],
    has_part_now: bool,  # noqa: FBT001 - a column of the table
    had_part: bool,  # noqa: FBT001 - a column of the table
) -> None:
    now = Parts()
    if has_part_now:
        now.add("CA1", "agt_1")
    assert parts_before(ANN, missed, now).has("CA1", "agt_1") is had_part


def test_a_reader_that_is_too_slow_is_marked_and_holds_nobody_up() -> None:
    stream = Stream(tenant="t", viewer=ANN, since=0)
    for _ in range(QUEUED):
        stream.put(event("call.step"))
    in_time = stream.is_behind
    stream.put(event("call.step"))
    assert (in_time, stream.is_behind) == (False, True)
    assert stream.take(0.01) is not None
