"""safety-gated: danger comes before hours and identity, and stays a key away."""

from __future__ import annotations

import pytest

from tests.callflows.prove.sound import ASKS_WHO, CHOICES, Change, found, steps

WHO = "greeting -> offer -(silence)-> who"
FIRST = "greeting: {say: Good morning., next: offer}"
MENU = 'menu: {retries: 0, options: [{key: "9", phrases: [fire], next: danger}]}'
OTHER_MENU = 'menu: {retries: 0, options: [{key: "1", phrases: [hold], next: who}]}'
SAY = "say: If you are in danger, press 9. Otherwise, please hold."


def gated(place: str, step: str, path: str) -> str:
    said = f"{step} comes before the caller could say that there is danger"
    return f"small.yaml:{place}: error: {said}; path: {path} [safety-gated]"


def keyless(place: str, step: str, path: str) -> str:
    said = f"no key and no word leads from {step} to an urgent step"
    return f"small.yaml:{place}: error: {said}; path: {path} [safety-gated]"


@pytest.mark.parametrize(
    "gate",
    [
        "early: {hours: staffed, next: {open: offer, closed: message}}",
        "early: {choose: [{when: hours.staffed.open, next: offer}, {else: message}]}",
        f"early: {{{ASKS_WHO}, next: offer}}",
    ],
)
def test_danger_is_offered_before_hours_and_identity(gate: str) -> None:
    assert found((FIRST, FIRST.replace("offer", "early")), steps(gate)) == [
        gated("43:3", "early", "greeting -> early")
    ]


def test_a_look_at_the_callers_number_asks_nothing() -> None:
    look = "early: {verify: {want: recognised, factors: [{ask: ani, grants: recognised}]}, next: offer}"
    assert found((FIRST, FIRST.replace("offer", "early")), steps(look)) == []


def test_every_way_to_a_gate_passes_the_offer() -> None:
    by_plan = 'early: {choose: [{when: caller.number == "+442079460991", next: who}, {else: offer}]}'
    assert found((FIRST, FIRST.replace("offer", "early")), steps(by_plan)) == [
        gated("26:3", "who", 'greeting -> early -(caller.number == "+442079460991")-> who')
    ]


def test_a_key_of_anywhere_is_an_offer_once_the_menu_names_it() -> None:
    named = (SAY, "say: If you are in danger, press 9. To go on, press 1.")
    assert found((MENU, OTHER_MENU), named) == []
    unnamed: Change = (SAY, "say: To go on, press 1.")
    assert found((MENU, OTHER_MENU), unnamed) == [gated("26:3", "who", "greeting -> offer -(press 1)-> who")]


def test_every_step_that_takes_keys_keeps_the_danger_key() -> None:
    assert found(
        ('"0": person, "9": danger', '"0": person'), ("person: person, danger: danger", "person: person")
    ) == [
        keyless("26:3", "who", WHO),
        keyless("32:3", "choices", CHOICES),
        keyless("39:3", "person", "greeting -> offer -(press 0)-> person"),
    ]


def test_a_word_for_danger_is_not_enough_where_only_keys_are_heard() -> None:
    assert found(('"0": person, "9": danger', '"0": person')) == [
        keyless("39:3", "person", "greeting -> offer -(press 0)-> person")
    ]


def test_what_the_danger_key_leads_to_is_marked_urgent() -> None:
    lines = found(("danger: {urgent: true, tag", "danger: {tag"))
    assert gated("26:3", "who", WHO) in lines
    assert keyless("19:3", "offer", "greeting -> offer") in lines


def test_a_company_without_urgent_steps_has_no_danger_key_to_keep() -> None:
    plain = ("urgent: true, tag", "tag"), ("urgent: true, transfer", "transfer"), ("urgent: true, say", "say")
    assert found(*plain) == [gated("26:3", "who", WHO)]


@pytest.mark.parametrize(
    "gate",
    [
        "between: {hours: staffed, next: {open: duty, closed: alert}}",
        f"between: {{{ASKS_WHO}, next: duty}}",
    ],
)
def test_nothing_comes_between_the_danger_key_and_the_person(gate: str) -> None:
    assert found(("tag: {case: safety}, next: duty", "tag: {case: safety}, next: between"), steps(gate)) == [
        "small.yaml:43:3: error: between comes between the danger key and the person; "
        "path: danger -> between [safety-gated]"
    ]
