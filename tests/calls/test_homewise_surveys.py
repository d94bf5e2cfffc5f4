"""How did we do: one to ten, nought to ten, and whether it is solved; each answer with its scale."""

from __future__ import annotations

import pytest

from emulator.phone_call import PhoneCall
from tests.calls import homewise
from tests.calls.conftest import At
from tests.calls.homewise import OPEN
from tests.calls.homewise_ways import SURVEYS, goes_to
from tests.house import House

(CSAT,) = SURVEYS
SCALES = {"csat": "1-10", "nps": "0-10", "resolved": "1-2"}


@pytest.fixture
def asked(at: At) -> tuple[House, PhoneCall]:
    """A caller who has heard of their visit, and is asked how it went."""
    house, call = goes_to(at, CSAT)
    homewise.facts_of(house)
    return house, call.hears("From 1 to 10, how did we do?")


def _answers(house: House) -> dict[object, object]:
    facts = homewise.facts_of(house, "SurveyAnswered")
    assert all(SCALES[str(fact["question"])] == fact["scale"] for fact in facts)
    return {fact["question"]: fact["score"] for fact in facts}


@pytest.mark.parametrize("score", range(1, 11))
def test_every_mark_from_1_to_10_is_kept_with_its_scale(asked: tuple[House, PhoneCall], score: int) -> None:
    """HW8: ten is two keys, and is not taken for one."""
    house, call = asked
    call.presses(str(score)).hears("From 0 to 10, how likely are you to recommend us?").hangs_up()
    assert _answers(house) == {"csat": score}


@pytest.mark.parametrize("score", range(11))
def test_every_mark_from_0_to_10_is_kept_with_its_scale(asked: tuple[House, PhoneCall], score: int) -> None:
    """HW8: nought is a mark, and a bad one."""
    house, call = asked
    call.presses("8").hears("From 0 to 10").presses(str(score)).hears("Is it solved?").hangs_up()
    assert _answers(house) == {"csat": 8, "nps": score}


@pytest.mark.parametrize(("key", "solved"), [("1", 1), ("2", 2)])
def test_whether_it_is_solved_is_kept_and_the_call_ends(
    asked: tuple[House, PhoneCall], key: str, solved: int
) -> None:
    """HW8: three answers, and thanks."""
    house, call = asked
    call.presses("10").hears("From 0 to 10").presses("0").hears("Is it solved? 1 for yes, 2 for no.").presses(
        key
    )
    call.hears("Thank you for calling Homewise. Goodbye.").ends()
    assert _answers(house) == {"csat": 10, "nps": 0, "resolved": solved}
    assert house.state(call)["answers"] == {"csat": "10", "nps": "0", "resolved": key}


def test_answers_may_be_said(asked: tuple[House, PhoneCall]) -> None:
    """HW8: as numbers, and yes or no for whether it is solved."""
    house, call = asked
    call.says("ten").hears("From 0 to 10").says("a nine").hears("Is it solved?").says("no, not yet")
    call.hears("Goodbye.").ends()
    assert _answers(house) == {"csat": 10, "nps": 9, "resolved": 2}


def test_silence_and_hash_leave_a_question_out(asked: tuple[House, PhoneCall]) -> None:
    """HW8: nobody is asked twice for what they do not want to say, and no mark is made up."""
    house, call = asked
    call.stays_silent().hears("From 0 to 10").presses("#").hears("Is it solved?").stays_silent()
    call.hears("Goodbye.").ends()
    assert _answers(house) == {}


def test_a_hang_up_in_the_middle_keeps_what_was_answered(asked: tuple[House, PhoneCall]) -> None:
    """HW8: two answers are two answers."""
    house, call = asked
    call.presses("6").hears("From 0 to 10").presses("3").hears("Is it solved?").hangs_up()
    assert _answers(house) == {"csat": 6, "nps": 3}


def test_the_first_key_is_given_time_for_a_second(asked: tuple[House, PhoneCall]) -> None:
    """HW8: one, and a moment later nought, is ten."""
    house, call = asked
    call.presses("1").waits(seconds=1.5).presses("0").hears("From 0 to 10").hangs_up()
    assert _answers(house) == {"csat": 10}


def test_only_who_was_helped_is_asked(at: At) -> None:
    """HW8: a caller who left a message has nothing to judge yet."""
    house = at(OPEN)
    call = homewise.calls(house, *homewise.AS_OWNER, "press 7").leaves_message("please ring me")
    call.hears("Thank you. We have your message.").ends()
    assert homewise.facts_of(house, "SurveyOffered") == []
