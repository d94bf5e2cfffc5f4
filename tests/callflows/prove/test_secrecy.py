"""secret-spoken: a secret goes to a connector that verifies, and nowhere else."""

from __future__ import annotations

import pytest

from tests.callflows.prove.sound import BILL, after_bill, found, steps

ASK = (
    "word: {ask: {save: word, say: Your password., secret: true, digits: 6}, next: {ok: then, else: person}}"
)
MENU = 'menu: {options: [{key: "1", next: person}]}, next: person'


@pytest.mark.parametrize(
    ("then", "column"),
    [
        ('then: {say: "You said ${answers.word}.", next: person}', 15),
        ('then: {say: "For ${answers.word}, press 1.", %s}', 15),
        ("then: {set: {kept: answers.word}, next: person}", 22),
        ("then: {lookup: rebook, with: {pin: answers.word}, needs: verified, next: person}", 38),
        ('then: {text: {to: caller.number, say: "${answers.word}"}, next: person}', 41),
        ("then: {text: {to: answers.word, say: Hello.}, next: person}", 21),
        ('then: {transfer: duty, whisper: "${answers.word}", next: {answered: end, else: person}}', 35),
        ("then: {queue: support, prefer: {agent: answers.word}, next: {answered: end, else: message}}", 42),
    ],
)
def test_a_secret_is_read_nowhere_else(then: str, column: int) -> None:
    assert found(after_bill("word"), steps(ASK, then.replace("%s", MENU))) == [
        f"small.yaml:44:{column}: error: answers.word is secret and must not be read here; "
        f"path: {BILL} word -(ok)-> then [secret-spoken]"
    ]


@pytest.mark.parametrize(
    "then",
    [
        "then: {lookup: vault, with: {pin: answers.word}, next: person}",
        "then: {choose: [{when: answers.word, next: person}, {else: message}]}",
    ],
)
def test_a_verifying_connector_takes_it_and_a_condition_may_see_that_it_is_there(then: str) -> None:
    assert found(after_bill("word"), steps(ASK, then)) == []


def test_a_name_that_is_not_secret_yet_may_be_read() -> None:
    """On the way to the secret question the name holds nothing; that is told of as undefined."""
    then = 'then: {say: "Hello ${answers.word}.", next: word}'
    lines = found(after_bill("then"), steps(ASK.replace("ok: then", "ok: person"), then))
    assert [line.rpartition("[")[2] for line in lines] == ["undefined-answer]"]


def test_asking_for_it_openly_later_does_not_make_it_less_secret() -> None:
    openly = (
        "openly: {ask: {save: word, say: A word., accept: [speech]}, next: {ok: told_back, else: person}}"
    )
    back = 'told_back: {say: "You said ${answers.word}.", next: person}'
    lines = found(after_bill("word"), steps(ASK.replace("ok: then", "ok: openly"), openly, back))
    assert lines == [
        "small.yaml:45:20: error: answers.word is secret and must not be read here; "
        f"path: {BILL} word -(ok)-> openly -(ok)-> told_back [secret-spoken]"
    ]
