"""ends-with-nothing: nobody is hung up on who got nothing."""

from __future__ import annotations

import pytest

from tests.callflows.prove.sound import CHOICES, FIND, NO_TAG, Change, after_find, found, steps

TOLD = '  told: {say: "Your visit is on ${visit.date}.", next: done}'
NO_UNHEARD: Change = ("  unheard: {tag: {outcome: nothing_heard}, next: end}\n", "")


def nothing(place: str, step: str, path: str) -> str:
    return (
        f"small.yaml:{place}: error: a caller can come to the end at {step} with nothing: "
        f"no person, promise or answer; path: {path} [ends-with-nothing]"
    )


def test_a_voicemail_with_nothing_on_it_gives_nothing() -> None:
    assert found(("empty: unheard", "empty: end"), NO_UNHEARD) == [
        nothing(
            "40:3", "message", "greeting -> offer -(press 0)-> person -(timed_out)-> message -(empty)-> end"
        )
    ]


def test_a_voicemail_that_alerts_somebody_gives_something_even_if_nothing_is_said() -> None:
    alerts = ("next: {saved: end, empty: unheard}", "alert: {page: on-call}, next: end")
    assert found(alerts, NO_UNHEARD) == []


def test_an_empty_queue_gives_nothing() -> None:
    busy = ("else: message}}\n  message", "else: busy}}\n  message")
    assert found(busy, steps("busy: {say: Everybody is busy. Goodbye., next: end}")) == [
        nothing("43:3", "busy", "greeting -> offer -(press 0)-> person -(timed_out)-> busy -> end")
    ]


def test_words_are_an_answer_only_once_they_are_tagged_as_one() -> None:
    assert found(("next: done}", "next: end}"), NO_TAG) == [
        nothing("37:3", "told", f"{FIND} -(found)-> told -> end")
    ]


def test_a_tag_without_an_outcome_is_no_answer() -> None:
    assert found(("tag: {outcome: told}", "tag: {case: told}")) == [
        nothing("38:3", "done", f"{FIND} -(found)-> told -> done -> end")
    ]


def test_a_survey_shows_that_there_was_an_answer() -> None:
    survey = "{survey: {questions: [{save: csat, say: From 1 to 5?, keys: 1-5}]}, next: end}"
    assert found(("{tag: {outcome: told}, next: end}", survey)) == []


def test_a_hang_up_of_ours_is_an_end() -> None:
    assert found(("{tag: {outcome: told}, next: end}", "{hangup: true}")) == [
        nothing("38:3", "done", f"{FIND} -(found)-> told -> done")
    ]


def test_silence_and_wrong_keys_are_ways_to_the_end() -> None:
    assert found(("    next: {else: person}\n", "    next: {no_input: person, no_match: end}\n")) == [
        nothing("32:3", "choices", f"{CHOICES} -(wrong key)-> end")
    ]


def test_so_is_a_verification_that_was_tried_too_often() -> None:
    assert found(("next: {locked: person, else: by_hours}", "next: {locked: end, else: by_hours}")) == [
        nothing("26:3", "who", "greeting -> offer -(silence)-> who -(locked)-> end")
    ]


def test_so_are_errors() -> None:
    assert found(("else: alert}}\ntests", "else: end}}\ntests")) == [
        nothing("42:3", "failsafe", "greeting -(error)-> failsafe -(failed)-> end")
    ]


@pytest.mark.parametrize(("edges", "is_found"), [("{sent: end, failed: person}", False), ("end", True)])
def test_a_text_message_is_a_promise_once_it_is_sent(edges: str, is_found: bool) -> None:  # noqa: FBT001
    text = f'  told: {{text: {{to: caller.number, say: "On ${{visit.date}}."}}, next: {edges}}}'
    expected = [nothing("37:3", "told", f"{FIND} -(found)-> told -(failed)-> end")]
    assert found((TOLD, text), NO_TAG) == (expected if is_found else [])


def test_what_was_given_before_counts_to_the_end() -> None:
    thanks = ("{tag: {outcome: told}, next: end}", "{tag: {outcome: told}, next: thanks}")
    assert found(thanks, steps("thanks: {say: Goodbye., next: end}")) == []


def test_each_step_that_ends_a_call_so_is_told_of_once() -> None:
    lines = found(after_find("{found: told, error: told, else: end}"), ("next: done}", "next: end}"), NO_TAG)
    assert [line.split(":")[1] for line in lines if "ends-with-nothing" in line] == ["36", "37"]
