"""What a test says of the world, and what holds when it says nothing."""

import pytest

from callflows.rehearse import Outcome
from ivr.call import Call
from ivr.facts import TransferEnded
from ivr.page_facts import PageEnded
from tests.callflows.rehearsal.conftest import Try


def call(outcome: Outcome) -> Call:
    assert outcome.played is not None
    assert outcome.failures == ()
    return outcome.played.call


def path(outcome: Outcome) -> list[str]:
    assert outcome.played is not None
    assert outcome.failures == ()
    return outcome.played.path


def test_nobody_is_known_unless_it_is_said(rehearsed: Try) -> None:
    assert call(rehearsed("[]")).level == "none"
    assert not call(rehearsed("[]")).attested


def test_a_known_caller_is_recognised_and_tells_no_name(rehearsed: Try) -> None:
    recognised = call(rehearsed("[]", given="{caller: {plan: gold, name: Pat}}"))
    assert (recognised.level, dict(recognised.caller)) == ("recognised", {"plan": "gold"})


def test_a_known_caller_with_a_number_tells_the_name(rehearsed: Try) -> None:
    known = call(rehearsed("['press 12345678#', wait]", given="{caller: {name: Pat}}"))
    assert (known.level, known.caller["name"]) == ("identified", "Pat")


@pytest.mark.parametrize(("given", "level"), [("order_ok: false", "none"), ("pin_ok: false", "none")])
def test_a_wrong_number_and_a_wrong_pin_grant_nothing(rehearsed: Try, given: str, level: str) -> None:
    tries = "['press 12345678#', press 123456, 'press 12345678#', press 123456]"
    assert call(rehearsed(tries, given=f"{{{given}}}")).level == level


def test_a_locked_number_leads_out(rehearsed: Try) -> None:
    outcome = rehearsed("['press 12345678#', press 123456]", given="{pin_ok: locked}")
    assert path(outcome)[:2] == ["who", "desk"]


@pytest.mark.parametrize(
    ("given", "after"),
    [
        ("{}", "desk"),
        ("{lookup.order: not_found}", "desk"),
        ("{lookup.order: error}", "desk"),
        ("{lookup.order: {state: packed}}", "told"),
    ],
)
def test_a_look_up_answers_as_given(rehearsed: Try, given: str, after: str) -> None:
    steps = path(rehearsed("['press 12345678#', press 123456, press 2]", given=given))
    assert steps[steps.index("find") + 1] == after


def test_what_a_look_up_finds_is_spoken(rehearsed: Try) -> None:
    rehearsed_well = rehearsed(
        "['press 12345678#', press 123456, press 2]",
        "{says: your order is packed, tags: {outcome: told}}",
        given="{lookup.order: {state: packed}}",
    )
    assert rehearsed_well.failures == ()


@pytest.mark.parametrize(
    ("given", "after"),
    [("{}", "how"), ("{queue.desk: timed_out}", "post"), ("{queue.desk: no_agents}", "post")],
)
def test_a_queue_ends_as_given(rehearsed: Try, given: str, after: str) -> None:
    assert path(rehearsed("['press #', press 1]", given=given))[-1] == after


def test_nobody_picks_up_only_when_it_is_said(rehearsed: Try) -> None:
    taken = rehearsed("['press #', press 9]")
    assert path(taken)[-1] == "how"
    assert taken.played is not None
    assert [fact.accepted for fact in taken.played.facts if isinstance(fact, TransferEnded)] == [True]
    assert path(rehearsed("['press #', press 9]", given="{transfer: exhausted}"))[-1] == "post"


def test_somebody_on_call_accepts_unless_it_is_said_that_nobody_does(rehearsed: Try) -> None:
    taken = rehearsed("['press #', say engineer]")
    assert path(taken)[-2:] == ["engineer", "how"]
    assert taken.played is not None
    assert [fact.outcome for fact in taken.played.facts if isinstance(fact, PageEnded)] == ["accepted"]
    nobody = rehearsed("['press #', say engineer]", given="{page: exhausted}")
    assert path(nobody)[-2:] == ["engineer", "post"]


def test_a_text_is_sent_unless_it_fails_or_nobody_can_get_it(rehearsed: Try) -> None:
    assert path(rehearsed("['press #', press 4]"))[-1] == "how"
    assert path(rehearsed("['press #', press 4]", given="{text: failed}"))[-2:] == ["desk", "how"]
    withheld = rehearsed("['press #', press 4]", call="{from: withheld}")
    assert path(withheld)[-2:] == ["desk", "how"]


def test_our_side_breaks_once_where_it_is_said(rehearsed: Try) -> None:
    outcome = rehearsed("['press #', press 1]", given="{breaks: main}")
    assert path(outcome) == ["who", "by_hours", "sorry"]
    assert call(outcome).ended


@pytest.mark.parametrize(
    ("at", "after"),
    [
        ("2026-11-24T16:59:59", "main"),
        ("2026-11-24T17:00", "post"),
        ("2026-07-07T16:30Z", "post"),
        ("2026-07-07T16:30", "main"),
    ],
)
def test_a_time_is_local_to_the_hours_and_z_is_utc(rehearsed: Try, at: str, after: str) -> None:
    assert path(rehearsed("['press #']", call=f"{{at: '{at}'}}"))[-1] == after


def test_the_caller_may_be_named_by_number(rehearsed: Try) -> None:
    assert call(rehearsed("[]", call="{from: '+442079460123'}")).number == "+442079460123"
    assert call(rehearsed("[]", call="{from: withheld}")).number == ""
