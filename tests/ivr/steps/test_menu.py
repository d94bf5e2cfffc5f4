from dataclasses import replace

import pytest

from ivr.steps.language import Language
from ivr.steps.menu import Menu, Option
from ivr.steps.say import Say
from tests.ivr.steps.caller import Caller, flow, prompt, step, when

OPTIONS = (
    Option(key="1", phrases=("visit",), say=prompt("For a visit, press 1."), next="visits"),
    Option(key="2", phrases=("bill", "cancel my visit"), say=prompt("For your bill, press 2."), next="bills"),
)


def menu(*, retries: int = 1, options: tuple[Option, ...] = OPTIONS) -> Caller:
    return Caller(
        flow(
            step("main_menu", Menu(options=options, retries=retries), say="How can we help?"),
            step("visits", Say(), say="Visits."),
            step("bills", Say(), say="Bills."),
        )
    ).arrives()


def test_options_are_spoken_in_the_order_of_the_file() -> None:
    assert menu().heard == ["How can we help?", "For a visit, press 1.", "For your bill, press 2."]


def test_a_menu_listens_for_keys_and_words_at_once() -> None:
    listens = menu().gather
    assert (listens.keys, listens.speech, listens.digits) == (True, True, 1)
    assert listens.hints == ("visit", "bill", "cancel my visit", "danger")


def test_a_key_of_two_digits_makes_the_menu_wait_for_the_whole_entry() -> None:
    long = menu(options=(*OPTIONS, Option(key="11", next="bills")))
    assert long.gather.digits == 0
    assert long.presses("11").heard == ["Bills."]


@pytest.mark.parametrize(
    ("utterance", "heard"),
    [
        ("I'd like a VISIT, please", "Visits."),
        ("cancel my visit", "Bills."),
        ("my bill and my visit", "Visits."),
        ("two", "Bills."),
        ("press 1", "Visits."),
        ("option two", "Bills."),
    ],
)
def test_the_longest_phrase_wins_and_a_spoken_number_is_a_key(utterance: str, heard: str) -> None:
    assert menu().says(utterance).heard == [heard]


@pytest.mark.parametrize("utterance", ["revisit", "I have two complaints about number nine", "", "…"])
def test_words_that_are_no_choice_choose_nothing(utterance: str) -> None:
    assert menu().says(utterance).heard[0] == "Sorry, that is not one of the choices."


def test_a_wrong_key_is_answered_before_the_menu_is_spoken_again() -> None:
    assert menu().presses("7").heard[:2] == ["Sorry, that is not one of the choices.", "How can we help?"]


def test_silence_repeats_the_menu_without_a_reproach() -> None:
    assert menu().waits().heard[0] == "How can we help?"


def test_after_its_retries_a_menu_says_what_went_wrong_last() -> None:
    assert menu().presses("7").waits().outcomes == ["no_input"]
    assert menu().waits().presses("7").outcomes == ["no_match"]
    assert menu(retries=0).presses("#").outcomes == ["no_input"]


def test_star_repeats_as_often_as_the_caller_likes() -> None:
    caller = menu(retries=0)
    for _ in range(5):
        assert caller.presses("*").heard[0] == "How can we help?"


def test_an_anywhere_key_leads_out_of_a_menu() -> None:
    assert menu().presses("0").outcomes == ["anywhere", "done"]


def language(caller: dict[str, object] | None = None) -> Caller:
    choice = Language(
        keys={"1": "en-US", "2": "de-DE"}, default="en-US", skip_when=when('caller.language == "de-DE"')
    )
    tongues = flow(
        step("tongue", choice, say="For English press 1.", after={"else": "hello"}),
        step("hello", Menu(say=prompt("Hello.", de_DE="Hallo."), options=OPTIONS)),
        languages=("en-US", "de-DE"),
    )
    return Caller(tongues, call=caller).arrives()


def test_the_chosen_language_is_spoken_from_then_on() -> None:
    caller = language().presses("2")
    assert caller.heard[0] == "Hallo."
    assert caller.gather.language == "de-DE"
    assert caller.presses("7").heard[0] == "Das steht leider nicht zur Auswahl."


def test_silence_and_two_wrong_keys_take_the_default_language() -> None:
    assert language().waits().heard[0] == "Hello."
    assert language().presses("8").presses("9").heard[0] == "Hello."


def test_a_call_that_has_a_language_is_not_asked_again() -> None:
    assert language({"language": "de-DE"}).heard[-3:-2] == ["Hallo."]


def test_without_a_store_that_counts_the_retries_there_are_none() -> None:
    """Else a menu that leads to safety, and so is spoken without a store, would be spoken for ever."""
    danger = step("danger", Menu(options=OPTIONS, retries=2), say="How can we help?", urgent=True)
    caller = Caller(flow(danger, step("visits", Say(), say="Visits."))).arrives()
    caller.world = replace(caller.world, store=False)
    assert caller.waits().outcomes == ["no_input"]
