from typing import Any

import pytest

from ivr.steps.ask import Ask
from ivr.steps.say import Say
from tests.ivr.steps.caller import Caller, flow, prompt, step, when


def ask(**fields: Any) -> Caller:
    question = Ask(save="it", say=prompt("What is it?"), **fields)
    return Caller(
        flow(
            step("question", question, after={"ok": "kept", "no_input": "silent", "no_match": "wrong"}),
            step("kept", Say(), say="Kept ${answers.it}."),
            step("silent", Say(), say="Silent."),
            step("wrong", Say(), say="Wrong."),
        )
    ).arrives()


def answer(caller: Caller) -> str | None:
    return caller.call.answers.get("it")


BOTH = frozenset({"keys", "speech"})
SERIAL = "[A-Z0-9]{6,20}"
NETWORKS = {"1": "2.4 GHz", "2": "5 GHz"}


@pytest.mark.parametrize("digits", ["12", "123", "12345"])
def test_as_many_digits_as_asked_for_are_kept(digits: str) -> None:
    assert answer(ask(digits=(2, 5)).presses(digits)) == digits


@pytest.mark.parametrize("digits", ["1", "123456", "12*3", "9" * 64, "٣٣"])
def test_fewer_or_more_digits_are_a_miss(digits: str) -> None:
    assert ask(digits=(2, 5)).presses(digits).heard == ["Wrong."]


def test_an_exact_number_of_digits_needs_no_hash() -> None:
    assert ask(digits=(6, 6)).gather.digits == 6
    assert ask(digits=(8, 12)).gather.digits == 0


@pytest.mark.parametrize("pressed", ["#", ""])
def test_hash_alone_skips_the_question_and_keeps_nothing(pressed: str) -> None:
    caller = ask(digits=(2, 5)).presses(pressed)
    assert caller.heard == ["Kept ."]
    assert answer(caller) is None


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("A1B2C3", "A1B2C3"),
        ("a1b2c3", "A1B2C3"),
        ("a 1 b 2 c 3", "A1B2C3"),
        ("one two three four five six", "123456"),
    ],
)
def test_a_pattern_is_tried_on_what_was_said_and_on_what_was_spelled(said: str, kept: str) -> None:
    assert answer(ask(accept=BOTH, pattern=SERIAL).says(said)) == kept


def test_speech_keeps_its_capitals_and_is_cut_at_64_characters() -> None:
    assert answer(ask().says("Zigbee and Matter")) == "Zigbee and Matter"
    assert answer(ask().says("x" * 70)) == "x" * 64


def test_a_pattern_must_match_the_whole_entry() -> None:
    assert ask(accept=BOTH, pattern=SERIAL).says("A1B2C3!").heard == ["Wrong."]


def test_choices_go_by_key_by_number_and_by_name() -> None:
    for said in ("two", "press 2", "5 GHz", "it is 5 ghz I think"):
        assert answer(ask(accept=BOTH, choices=NETWORKS).says(said)) == "5 GHz"
    assert answer(ask(choices=NETWORKS).presses("1")) == "2.4 GHz"
    assert ask(choices=NETWORKS).presses("3").heard == ["Wrong."]


def test_choices_and_digits_take_keys_alone_unless_told_otherwise() -> None:
    assert not ask(choices=NETWORKS).gather.speech
    assert not ask(digits=(2, 5)).gather.speech
    assert ask().gather.speech
    assert ask(choices=NETWORKS).says("two").heard == ["Wrong."]


def test_keys_are_no_answer_where_only_speech_is_taken() -> None:
    caller = ask(accept=frozenset({"speech"}), attempts=2)
    assert caller.gather.keys
    assert caller.presses("5").heard[0] == "Sorry, that does not look right. Please try again."


def test_attempts_are_used_up_by_silence_and_by_misses_alike() -> None:
    assert ask(digits=(2, 5), attempts=2).waits().heard == ["What is it?"]
    assert ask(digits=(2, 5), attempts=2).waits().waits().heard == ["Silent."]
    assert ask(digits=(2, 5), attempts=2).waits().presses("1").heard == ["Wrong."]


def test_a_known_answer_is_not_asked_for() -> None:
    caller = ask(skip_when=when("caller.number"))
    assert caller.heard == ["Kept ."]


def test_an_entry_is_read_back_and_kept_only_when_confirmed() -> None:
    caller = ask(digits=(2, 5), confirm=True).presses("123")
    assert caller.heard == ["You entered 1 2 3.", "If that is right, press 1. To try again, press 2."]
    assert answer(caller) is None
    assert answer(caller.presses("1")) == "123"


def test_an_entry_that_is_taken_back_is_asked_for_anew() -> None:
    caller = ask(digits=(2, 5), confirm=True).presses("123").says("no")
    assert caller.heard == ["What is it?"]
    assert answer(caller.presses("45").says("yes please")) == "45"


def test_star_repeats_the_question_to_confirm() -> None:
    assert ask(digits=(2, 5), confirm=True).presses("123").presses("*").heard[0] == "You entered 1 2 3."


def test_an_entry_that_nobody_confirms_is_not_kept() -> None:
    caller = ask(digits=(2, 5), confirm=True).presses("123").waits()
    assert caller.heard[0] == "You entered 1 2 3."
    assert answer(caller.waits()) is None
    assert caller.heard == ["Silent."]


def test_of_a_secret_only_a_mask_is_kept_anywhere_in_the_call() -> None:
    """C5: it is not read back either."""
    caller = ask(digits=(6, 6), secret=True, confirm=True).presses("271828")
    assert answer(caller) == "••••"
    assert all("271828" not in turn.call.to_json() + str(turn.facts) for _, turn in caller.turns)
