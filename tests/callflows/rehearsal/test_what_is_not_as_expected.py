"""A test that fails says where, what was expected, the way the call took, and what was said."""

from collections.abc import Callable

import pytest

from callflows.book import Book
from callflows.rehearse import print_report, print_trace, rehearse
from tests.callflows.rehearsal.conftest import TOY, Try

#: Where a test that follows the flow stands.
_PLACE = f"toy.yaml:{len((TOY / 'toy.yaml').read_text().splitlines()) + 1}:"


@pytest.mark.parametrize(
    ("expect", "text"),
    [
        ("{visits: [by_hours, find]}", "expected to visit find;"),
        ("{lacks: [main]}", "expected not to visit main;"),
        ("{path_ends: [who, main]}", "expected the path to end with who > main;"),
        ("{level: verified}", "expected the level verified, not none;"),
        ("{says: your order is}", 'expected to hear "your order is";'),
        ("{answers: {note: '77'}}", 'expected the answer note to be "77", not null;'),
        ("{tags: {outcome: told}}", 'expected the tag outcome to be "told", not null;'),
        ("{prefers: agent_7}", "expected a queue that tries agent_7 first;"),
    ],
)
def test_each_expectation_that_is_not_met_is_a_failure(rehearsed: Try, expect: str, text: str) -> None:
    (failure,) = rehearsed("['press #']", expect).failures
    assert failure.startswith(_PLACE)
    assert f"error: it: {text} path: who > by_hours > main; said: " in failure
    assert failure.endswith('press 4." [test-failed]')


def test_a_failure_points_at_the_key_that_failed(rehearsed: Try) -> None:
    (failure,) = rehearsed("['press #']", "{lacks: [who], visits: [main]}").failures
    line = "  - {name: it, call: {}, given: {}, do: ['press #'], expect: {lacks: [who], visits: [main]}}"
    assert failure.startswith(f"{_PLACE}{line.index('[who]') + 1}: ")


def test_an_expectation_that_is_met_is_none(rehearsed: Try) -> None:
    met = "{visits: [who, main], lacks: [desk], path_ends: [by_hours, main], level: none, says: ORDER number}"
    assert rehearsed("['press #']", met).failures == ()


def test_digits_in_a_fact_are_told(rehearsed: Try) -> None:
    """The queue's fact says whom it prefers, which this flow reads from a note that was keyed."""
    (failure,) = rehearsed("['press #', press 3, 'press 7777#']", "{trace_lacks: digits}").failures
    assert "no digits in the trace" in failure


def test_digits_of_a_number_and_a_pin_are_in_no_fact(rehearsed: Try) -> None:
    assert rehearsed("['press 12345678#', press 123456]", "{trace_lacks: digits}").failures == ()


def test_lines_left_over_are_a_failure(rehearsed: Try) -> None:
    (failure,) = rehearsed("['press #', hang up, press 1]").failures
    assert 'the call was over before "press 1"' in failure


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("{queue.dsek: waits}", '"queue.dsek" is nothing a test can give'),
        ("{queue.desk: busy}", '"queue.desk" is one of answered, no_agents, timed_out, waits'),
        ("{lookup.order: broken}", "or a map of values"),
        ("{lookup.parcel: error}", '"lookup.parcel" is nothing a test can give'),
        ("{caller: Pat}", "a caller is a map"),
        ("{breaks: nowhere}", 'there is no step "nowhere"'),
        ("{tansfer: accepted}", '"tansfer" is nothing a test can give'),
    ],
)
def test_what_cannot_be_given_is_a_failure(rehearsed: Try, given: str, text: str) -> None:
    outcome = rehearsed("[]", given=given)
    (failure,) = outcome.failures
    assert failure.startswith(_PLACE)
    assert text in failure
    assert outcome.played is None


def test_a_time_that_is_none_is_a_failure(rehearsed: Try) -> None:
    (failure,) = rehearsed("[]", call="{at: noon}").failures
    assert '"noon" is no time' in failure


_TWO = """\
  - {name: one, do: ['press #'], expect: {visits: [main]}}
  - {name: two, do: ['press #', press 1], expect: {visits: [find], lacks: [desk]}}
"""


def test_the_report_has_a_line_a_failure_and_counts_tests(toy: Callable[[str], Book]) -> None:
    *failures, summary = print_report(rehearse(toy(_TWO))).splitlines()
    assert [failure.partition(": path")[0].partition("expected ")[2][:8] for failure in failures] == [
        "to visit",
        "not to v",
    ]
    assert summary.startswith("1 of 2 tests passed, ")
    assert summary.endswith(" calls a second")


def test_the_trace_tells_every_turn(toy: Callable[[str], Book]) -> None:
    told = print_trace(rehearse(toy(_TWO)), "two").splitlines()
    assert told[:4] == ["toy: two", '  "Your order number."', "> press #", "  toy/who (verify): none"]
    assert "> press 1" in told
    assert "  waits at toy/how" in told
    assert told[-1].endswith("[test-failed]")


def test_the_trace_of_no_test_says_so(toy: Callable[[str], Book]) -> None:
    assert print_trace(rehearse(toy(_TWO)), "three") == 'there is no test "three"'
