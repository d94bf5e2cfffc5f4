"""Flows that come back are followed into and out of again, each from where it was called."""

from __future__ import annotations

from callflows.graph import END
from callflows.prove.explore import Note, explore
from callflows.prove.levels import way_of
from callflows.prove.ways import Ways
from tests.callflows.prove.sound import FIND, OTHER, after_bill, after_find, company, steps

ASKS = steps(
    "ask: {call: other, at: hello, next: {agreed: person, refused: message}}",
    "second: {call: other, at: hello, next: {agreed: done, refused: unheard}}",
)


def _ways() -> Ways:
    return Ways(
        company(after_find("{found: told, else: ask}"), after_bill("second"), ASKS, other=OTHER).texts
    )


def test_a_flow_comes_back_to_the_step_that_called_it() -> None:
    """A note of which step called shows that no way back leads to the other one."""
    ways = _ways()

    def called(edge: object, _: str, note: Note) -> Note:
        origin = getattr(edge, "origin", "")
        return origin if origin in {"small/ask", "small/second"} else note

    found = explore(ways, called, note="")
    after = {
        (target.node, state.note)
        for state in found
        for edge, target in found.arcs.get(state, ())
        if edge.how == "return"
    }
    assert after == {
        ("small/person", "small/ask"),
        ("small/message", "small/ask"),
        ("small/done", "small/second"),
        ("small/unheard", "small/second"),
    }


def test_a_way_through_another_flow_is_told_from_its_caller_on() -> None:
    """The other flow is first reached from `second`; the way back to `ask` is told of from `ask`."""
    called = steps(
        "ask: {call: other, at: hello, next: {agreed: person, refused: first}}",
        "second: {call: other, at: hello, next: {agreed: person, refused: ask}}",
        "first: {tag: {outcome: refused}, next: end}",
    )
    ways = Ways(
        company(after_find("{found: told, else: ask}"), after_bill("second"), called, other=OTHER).texts
    )
    found = explore(ways, lambda edge, _, note: None if edge.how in {"error", "key", "phrase"} else note, ())
    assert [found.path(state) for state in found if state.node == "small/first"] == [
        f"{FIND} -(not_found)-> ask -> other/hello -(refused)-> first",
        f"{FIND.replace('identified', 'none')} -(denied)-> ask -> other/hello -(refused)-> first",
    ]


def test_a_return_is_left_by_the_way_of_the_called_flows_last_step() -> None:
    ways = _ways()
    backs = [way_of(edge) for edge in ways.out("other/hello") if edge.how == "return"]
    assert set(backs) == {("option", "1"), ("option", "2"), ("outcome", "no_input"), ("outcome", "no_match")}


def test_nothing_follows_the_end() -> None:
    found = explore(_ways(), lambda _, __, note: note, ())
    assert all(state.node != END or not found.arcs.get(state) for state in found)
