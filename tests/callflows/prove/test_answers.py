"""undefined-answer: an answer is read only where it may have been asked for."""

from __future__ import annotations

from tests.callflows.prove.sound import BILL, FIND, after_bill, after_find, found, steps

ASK = "ask_town: {ask: {save: town, say: Which town?}, next: town}"
WORDS = 'town: {say: "In ${answers.town}.", next: person}'
CHOICE = 'town: {choose: [{when: answers.town == "Bath", next: person}, {else: message}]}'


def test_words_read_an_answer_that_is_asked_for_on_every_way() -> None:
    assert found(after_bill("ask_town"), steps(WORDS, ASK)) == []
    assert found(
        after_bill("ask_town"), after_find("{found: told, not_found: town, else: person}"), steps(WORDS, ASK)
    ) == [
        "small.yaml:43:15: warning: answers.town is read where nobody has asked for it; "
        f"path: {FIND} -(not_found)-> town [undefined-answer]"
    ]


def test_a_condition_may_ask_whether_it_was_asked() -> None:
    assert (
        found(
            after_bill("ask_town"),
            after_find("{found: told, not_found: town, else: person}"),
            steps(CHOICE, ASK),
        )
        == []
    )


def test_a_condition_that_can_never_hold_is_found() -> None:
    after = "ask_town: {ask: {save: town, say: Which town?}, next: person}"
    first = CHOICE.replace("else: message", "else: ask_town")
    assert found(after_bill("town"), steps(first, after)) == [
        "small.yaml:43:26: warning: answers.town is read where nobody has asked for it; "
        f"path: {BILL} town [undefined-answer]"
    ]


def test_a_survey_asks_too() -> None:
    survey = "town: {survey: {questions: [{save: csat, say: From 1 to 5?, keys: 1-5}]}, next: thanks}"
    assert found(after_bill("town"), steps(survey, 'thanks: {say: "A ${answers.csat}.", next: end}')) == []
