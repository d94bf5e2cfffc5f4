"""no-person: a key or a word leads to a person."""

from __future__ import annotations

import pytest

from tests.callflows.prove.sound import ASKS_WHO, CHOICES, OTHER, Change, after_bill, after_find, found, steps

WHO = "greeting -> offer -(silence)-> who"
NO_WORD: Change = ("{person: person, danger: danger}", "{danger: danger}")
PROVE = f"prove: {{{ASKS_WHO}, next: person}}"
MENU = '{say: "For this, press 1.", menu: {options: [{key: "1", next: %s}]}, next: message}'


def key_0(step: str) -> Change:
    return '"0": person', f'"0": {step}'


def no_way(place: str, path: str) -> str:
    return (
        f"small.yaml:{place}: error: no key and no word leads from here to a person; path: {path} [no-person]"
    )


def test_without_a_key_or_word_for_a_person_a_verification_has_none() -> None:
    assert found(('"0": person, ', ""), NO_WORD) == [no_way("26:3", WHO)]


def test_a_word_alone_will_do() -> None:
    assert found(('"0": person, ', "")) == []


def test_nobody_need_say_that_there_is_danger_to_reach_a_person() -> None:
    """The key 9 leads to the engineer on duty in every step, and it does not count."""
    lines = found(('"0": person, ', ""), NO_WORD, after_bill("message"))
    assert no_way("26:3", WHO) in lines


def test_a_person_is_not_behind_a_question_about_who_is_calling() -> None:
    lines = found(key_0("prove"), NO_WORD, after_bill("message"), steps(PROVE))
    assert lines == [
        no_way("26:3", WHO),
        no_way("32:3", CHOICES),
        no_way("43:3", "greeting -> offer -(press 0)-> prove"),
    ]


def test_a_person_may_be_behind_a_further_menu() -> None:
    assert found(key_0("which"), NO_WORD, steps(f"which: {MENU % 'person'}")) == []


def test_every_way_after_the_key_leads_to_a_person() -> None:
    plan = 'plan: {choose: [{when: caller.plan == "gold", next: person}, {else: done}]}'
    assert found(key_0("plan"), NO_WORD, steps(plan)) == [no_way("26:3", WHO)]


@pytest.mark.parametrize("closed", ["message", "closed_menu"])
def test_while_it_is_closed_a_voicemail_will_do_behind_a_menu_too(closed: str) -> None:
    when = f"when: {{hours: staffed, next: {{open: person, closed: {closed}}}}}"
    menu = f"closed_menu: {MENU % 'message'}"
    used = [when] if closed == "message" else [when, menu]
    assert found(key_0("when"), NO_WORD, steps(*used)) == []


def test_while_it_is_closed_a_goodbye_will_not_do() -> None:
    when = "when: {hours: staffed, next: {open: person, closed: done}}"
    assert found(key_0("when"), NO_WORD, steps(when)) == [
        "small.yaml:26:3: error: no key and no word leads from here to a person or a voicemail while "
        f"small/staffed is closed; path: {WHO} [no-person]"
    ]


def test_while_it_is_open_a_voicemail_will_not_do() -> None:
    lines = found(key_0("message"), NO_WORD, after_bill("message"))
    assert no_way("26:3", WHO) in lines
    assert no_way("32:3", CHOICES) in lines


def test_a_flow_that_comes_back_leads_to_what_its_caller_does_next() -> None:
    asks = "ask: {call: other, at: hello, next: {agreed: person, refused: done}}"
    alone = OTHER.replace('"0": urgent', '"5": urgent')
    assert found(after_find("{found: told, else: ask}"), steps(asks), other=alone) == []
    asks = asks.replace("agreed: person", "agreed: done")
    lines = found(after_find("{found: told, else: ask}"), steps(asks), other=alone)
    assert [line.partition(" error: ")[0] for line in lines] == ["other.yaml:11:3:"]
