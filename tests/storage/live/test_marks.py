"""storage/live/calls.py: marks on a call."""

from collections.abc import Callable

import pytest

from storage.live.calls import Calls, Commit


def under_way(call_id: str = "CA1", *, ended: bool = False) -> Commit:
    return Commit(call_id=call_id, turn_read=0, turn=1, state="{}", reply="r", now_ms=1, ended=ended)


def test_a_mark_is_read_beside_the_turn_and_outlives_it(calls: Calls) -> None:
    calls.commit(under_way())
    assert calls.mark("CA1", "accepted", "+442079460001") == "+442079460001"
    calls.commit(Commit(call_id="CA1", turn_read=1, turn=2, state="{}", reply="r2", now_ms=2))
    read = calls.read("CA1")
    assert read is not None
    assert dict(read.marks) == {"accepted": "+442079460001"}
    assert (read.turn, read.state) == (2, "{}")


def test_a_mark_takes_no_turn(calls: Calls) -> None:
    calls.commit(under_way())
    calls.mark("CA1", "accepted", "yes")
    read = calls.read("CA1")
    assert read is not None
    assert read.turn == 1


def test_of_two_marks_the_first_stands_and_its_facts_alone_are_kept(
    calls: Calls, kept_facts: Callable[[], list[str]]
) -> None:
    calls.commit(under_way())
    assert calls.mark("CA1", "accepted", "anna", ["anna accepted"]) == "anna"
    assert calls.mark("CA1", "accepted", "ben", ["ben accepted"]) == "anna"
    assert calls.mark("CA1", "accepted", "anna", ["anna accepted"]) == "anna"
    assert kept_facts() == ["anna accepted"]


@pytest.mark.parametrize("ending", [(), (under_way(ended=True),)])
def test_a_call_that_is_unknown_or_ended_takes_no_mark(
    calls: Calls, kept_facts: Callable[[], list[str]], ending: tuple[Commit, ...]
) -> None:
    for commit in ending:
        calls.commit(commit)
    assert calls.mark("CA1", "accepted", "anna", ["anna accepted"]) is None
    assert kept_facts() == []
    read = calls.read("CA1")
    assert (read.marks if read else {}) == {}
