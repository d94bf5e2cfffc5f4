"""no-exit and loop-without-input: no call goes round for ever."""

from __future__ import annotations

import pytest

from callflows.prove.circles import loop_without_input, no_exit
from callflows.prove.ways import Ways
from tests.callflows.prove.sound import (
    BILL,
    CHOICES,
    FIND,
    OTHER,
    Change,
    after_bill,
    after_find,
    company,
    found,
    steps,
)

ROUND = steps(
    'round: {say: "For the menu, press 1.", menu: {options: [{key: "1", next: round}]}, next: {else: again}}',
    "again: {say: Once more., next: round}",
)
NO_KEYS: tuple[Change, ...] = (
    ('keys: {"*": repeat, "0": person, "9": danger}', 'keys: {"*": repeat}'),
    ("{person: person, danger: danger}", "{}"),
)


def test_a_circle_without_a_way_out_is_found_with_the_way_into_it() -> None:
    ways = Ways(company(after_bill("round"), ROUND, *NO_KEYS).texts)
    assert [str(finding) for finding in no_exit(ways)] == [
        "small.yaml:43:3: error: there is no way out of this circle; "
        f"path: {BILL} round -(press 1)-> round [no-exit]"
    ]


def test_a_key_is_a_way_out_but_not_for_a_caller_who_says_nothing() -> None:
    assert found(after_bill("round"), ROUND) == [
        "small.yaml:43:3: error: a caller who says nothing goes round for ever; "
        f"path: {BILL} round -(silence)-> again -> round [no-exit]"
    ]


def test_a_menu_may_be_heard_again_after_a_wrong_key() -> None:
    assert found(("    next: {else: person}\n", "    next: {no_match: choices, no_input: person}\n")) == []


def test_a_menu_may_not_be_heard_again_after_silence() -> None:
    assert found(("    next: {else: person}\n", "    next: {no_input: choices, no_match: person}\n")) == [
        "small.yaml:32:3: error: a caller who says nothing goes round for ever; "
        f"path: {CHOICES} -(silence)-> choices [no-exit]"
    ]


def test_nobody_is_identified_by_silence() -> None:
    again = (
        "next: {locked: person, else: by_hours}",
        "next: {identified: by_hours, none: again, else: person}",
    )
    assert found(again, steps("again: {say: Once more., next: who}")) == [
        "small.yaml:26:3: error: a caller who says nothing goes round for ever; "
        "path: greeting -> offer -(silence)-> who -(none)-> again -> who [no-exit]"
    ]


def test_a_circle_may_go_through_a_flow_that_comes_back() -> None:
    asks = steps("ask: {call: other, at: hello, next: {agreed: person, refused: ask}}")
    assert found(after_find("{found: told, else: ask}"), asks, other=OTHER) == [
        "small.yaml:43:3: error: a caller who says nothing goes round for ever; "
        f"path: {FIND} -(not_found)-> ask -> other/hello -(refused)-> ask [no-exit]"
    ]


def test_a_circle_that_waits_for_nobody_is_found() -> None:
    again = after_find("{found: told, denied: person, else: retry}")
    assert found(again, steps("retry: {say: Let me look again., next: find}")) == [
        "small.yaml:36:3: error: these steps go round without waiting for the caller, up to 100; "
        f"path: {FIND} -(not_found)-> retry -> find [loop-without-input]"
    ]


def test_a_queue_that_nobody_is_staffed_for_does_not_wait() -> None:
    busy = ("else: message}}\n  message", "else: busy}}\n  message")
    assert found(busy, steps("busy: {say: Everybody is busy., next: person}")) == [
        "small.yaml:39:3: error: these steps go round without waiting for the caller, up to 100; "
        "path: greeting -> offer -(press 0)-> person -(no_agents)-> busy -> person [loop-without-input]"
    ]


@pytest.mark.parametrize(("skip_when", "is_found"), [(", skip_when: caller.kind", True), ("", False)])
def test_a_question_waits_unless_it_may_be_skipped(skip_when: str, is_found: bool) -> None:  # noqa: FBT001
    which = f"which: {{ask: {{save: town, say: Which town?{skip_when}}}, next: {{ok: find, else: person}}}}"
    ways = Ways(company(after_find("{found: told, else: which}"), steps(which)).texts)
    expected = [
        "small.yaml:36:3: error: these steps go round without waiting for the caller, up to 100; "
        f"path: {FIND} -(not_found)-> which -(ok)-> find [loop-without-input]"
    ]
    assert [str(finding) for finding in loop_without_input(ways)] == (expected if is_found else [])


def test_a_verification_waits_for_whoever_it_is_asked_of() -> None:
    """A look-up is denied below its level only, and there the number is asked for."""
    assert found(after_find("{found: told, denied: who, else: person}")) == []


def test_a_verification_that_has_nothing_to_ask_does_not_wait() -> None:
    once = "once: {verify: {want: identified, factors: [{ask: ani, grants: recognised}]}, next: find}"
    ways = Ways(company(after_find("{found: told, denied: once, else: person}"), steps(once)).texts)
    assert [str(finding).rpartition("; ")[2] for finding in loop_without_input(ways)] == [
        "path: greeting -> offer -(silence)-> who -(none)-> by_hours -(open)-> choices -(press 1)-> "
        "find -(denied)-> once -(none)-> find [loop-without-input]"
    ]
