"""needs-level: nothing personal is told below its level, and nothing that was not found."""

from __future__ import annotations

import pytest

from tests.callflows.prove.sound import FIND, Change, after_find, found, steps

NAMED: Change = ("{open: choices, closed: message}", "{open: named, closed: message}")
IDENTIFIED = "greeting -> offer -(silence)-> who -(identified)-> by_hours -(open)->"
UNKNOWN = "greeting -> offer -(silence)-> who -(none)-> by_hours -(open)->"


def unfound(place: str, path: str) -> str:
    said = "${visit.date} is told on a way on which visit found nothing"
    return f"small.yaml:{place}: error: {said}; path: {path} [needs-level]"


@pytest.mark.parametrize("outcome", ["not_found", "error"])
def test_what_was_not_found_is_not_told(outcome: str) -> None:
    assert found(after_find(f"{{found: told, {outcome}: told, else: person}}")) == [
        unfound("37:15", f"{FIND} -({outcome})-> told")
    ]


def test_what_was_denied_is_not_told() -> None:
    """Below its level a look-up is denied, and above it never: the way is one of a caller who is unknown."""
    path = FIND.replace("identified", "none")
    assert found(after_find("{found: told, denied: told, else: person}")) == [
        unfound("37:15", f"{path} -(denied)-> told")
    ]


def test_a_later_look_up_that_fails_takes_back_what_was_found() -> None:
    again = steps("again: {lookup: visit, needs: identified, next: {else: told}}")
    assert found(after_find("{found: again, else: person}"), again) == [
        unfound("37:15", f"{FIND} -(found)-> again -(not_found)-> told")
    ]


def test_a_text_message_is_told_too_and_so_is_its_number() -> None:
    text = steps('sms: {text: {to: visit.date, say: "On ${visit.date}."}, next: {sent: end, failed: person}}')
    assert found(after_find("{found: told, error: sms, else: person}"), text) == [
        unfound("43:20", f"{FIND} -(error)-> sms")
    ]


def test_a_whisper_tells_our_people_more_than_the_caller_but_nothing_unfound() -> None:
    words = ("say: Something went wrong on our side., transfer: duty,", "transfer: duty, whisper: {},")
    assert found((words[0], words[1].format('"A call from ${caller.name}."'))) == []
    assert found((words[0], words[1].format('"A visit on ${visit.date}."'))) == [
        unfound("42:39", "greeting -(error)-> failsafe")
    ]


def test_a_name_is_personal_and_a_plan_may_be_named_to_whoever_is_recognised() -> None:
    hello = steps('named: {say: "Hello ${caller.name}.", next: choices}')
    assert found(NAMED, hello) == [
        "small.yaml:43:16: error: ${caller.name} needs identified, and the caller may be unknown here; "
        f"path: {UNKNOWN} named [needs-level]"
    ]
    guarded = "named: {choose: [{when: caller.recognised, next: hello}, {else: choices}]}"
    assert found(NAMED, steps(guarded, 'hello: {say: "Your plan is ${caller.plan}.", next: choices}')) == []


def test_whom_a_recognised_caller_is_put_to_is_told_to_none_but_those_who_are_identified() -> None:
    """HK8: the account manager is rung for whoever is recognised, and no words may say who that is."""
    guarded = "named: {choose: [{when: caller.recognised, next: hello}, {else: choices}]}"
    hello = steps(guarded, 'hello: {say: "You are with ${caller.account_manager}.", next: choices}')
    by_number = ("[{ask: order_number,", "[{ask: ani, grants: recognised}, {ask: order_number,")
    (finding,) = found(NAMED, by_number, hello)
    assert "${caller.account_manager} needs identified, and the caller may be only recognised here" in finding


def test_the_number_that_somebody_calls_from_is_theirs_to_hear() -> None:
    assert found(NAMED, steps('named: {say: "You call from ${caller.number}.", next: choices}')) == []


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("caller.identified", True),
        ('not caller.recognised or caller.plan == "gold"', False),
        ('caller.level in ["identified", "verified"]', True),
        ('caller.level == "none"', False),
        ('caller.plan == "gold" and caller.verified', True),
        ('caller.plan == "gold" or caller.verified', True),
        ('caller.name != ""', True),
        ("hours.staffed.open", False),
    ],
)
def test_a_condition_may_say_that_the_level_is_there(condition: str, holds: bool) -> None:  # noqa: FBT001
    """At `none` the directory tells nothing of a caller, not even a plan."""
    guard = f"named: {{choose: [{{when: '{condition}', next: hello}}, {{else: choices}}]}}"
    lines = found(NAMED, steps(guard, 'hello: {say: "Hello ${caller.name}.", next: choices}'))
    assert [line.partition(";")[0] for line in lines] == (
        []
        if holds
        else ["small.yaml:44:16: error: ${caller.name} needs identified, and the caller may be unknown here"]
    )


def test_a_connector_that_changes_something_is_asked_when_verified_only() -> None:
    change = "change: {lookup: rebook, needs: identified, next: {found: told, else: person}}"
    assert found(after_find("{found: change, else: person}"), steps(change)) == [
        "small.yaml:43:3: error: rebook changes something, which needs verified: the caller may be only "
        f"identified; path: {FIND} -(found)-> change [needs-level]"
    ]


@pytest.mark.parametrize(("needs", "when"), [("", "caller.verified"), ("needs: verified, ", "visit.date")])
def test_its_own_needs_or_a_condition_before_it_will_do(needs: str, when: str) -> None:
    change = f"change: {{lookup: rebook, {needs}next: {{else: person}}}}"
    gate = f"gate: {{choose: [{{when: {when}, next: change}}, {{else: told}}]}}"
    pin = "{ask: pin, say: Your PIN., secret: true, grants: verified}"
    verified = (
        ("want: identified", "want: verified"),
        ("grants: identified}]", f"grants: identified}}, {pin}]"),
    )
    assert found(*verified, after_find("{found: gate, else: person}"), steps(gate, change)) == []
