from dataclasses import replace

import pytest

from ivr.facts import SurveyAnswered, SurveyOffered
from ivr.steps.survey import Question, Survey
from tests.ivr.steps.caller import Caller, flow, prompt, step

QUESTIONS = (
    Question(save="csat", say=prompt("From 1 to 10?"), low=1, high=10),
    Question(save="nps", say=prompt("From 0 to 10?"), low=0, high=10),
    Question(save="resolved", say=prompt("1 for yes, 2 for no?"), low=1, high=2),
)


def survey(*questions: Question) -> Caller:
    return Caller(flow(step("csat", Survey(questions=questions or QUESTIONS)))).arrives()


def scores(caller: Caller) -> list[tuple[str, int, str]]:
    return [(fact.question, fact.score, fact.scale) for fact in caller.facts(SurveyAnswered)]


def test_each_answer_is_a_fact_with_its_scale() -> None:
    caller = survey().presses("10").presses("0").presses("2")
    assert scores(caller) == [("csat", 10, "1-10"), ("nps", 0, "0-10"), ("resolved", 2, "1-2")]
    assert caller.call.answers == {"csat": "10", "nps": "0", "resolved": "2"}
    assert caller.outcomes == ["done"]
    assert caller.facts(SurveyOffered) == [SurveyOffered(questions=("csat", "nps", "resolved"))]


def test_ten_is_two_keys_and_the_second_may_take_two_seconds() -> None:
    assert (survey().gather.digits, survey().gather.wait_s) == (2, 2)
    assert survey(QUESTIONS[2]).gather.digits == 1


@pytest.mark.parametrize("said", ["ten", "10", "a ten"])
def test_an_answer_may_be_spoken(said: str) -> None:
    assert scores(survey().says(said)) == [("csat", 10, "1-10")]


@pytest.mark.parametrize(("said", "score"), [("yes it is", 1), ("no, not really", 2), ("two", 2)])
def test_yes_and_no_answer_a_question_of_two(said: str, score: int) -> None:
    assert scores(survey(QUESTIONS[2]).says(said)) == [("resolved", score, "1-2")]


def test_yes_is_no_answer_on_a_longer_scale() -> None:
    assert survey().says("yes").heard == ["Sorry, that is not one of the choices.", "From 1 to 10?"]


def test_silence_goes_on_to_the_next_question() -> None:
    caller = survey().waits()
    assert caller.heard == ["From 0 to 10?"]
    assert caller.waits().waits().outcomes == ["done"]
    assert scores(caller) == []


@pytest.mark.parametrize("wrong", ["0", "11", "99", "#1", "••••"])
def test_an_answer_off_the_scale_is_asked_for_once_more(wrong: str) -> None:
    caller = survey().presses(wrong)
    assert caller.heard == ["Sorry, that is not one of the choices.", "From 1 to 10?"]
    assert caller.presses(wrong).heard == ["From 0 to 10?"]


def test_star_repeats_the_question_and_anywhere_keys_are_off() -> None:
    """Flow-language 5: 0 is an answer here, not the way to a person."""
    caller = survey().presses("8").presses("*")
    assert caller.heard == ["From 0 to 10?"]
    assert scores(caller.presses("0")) == [("csat", 8, "1-10"), ("nps", 0, "0-10")]


def test_an_answer_given_before_a_hang_up_stands() -> None:
    assert scores(survey().presses("9").hangs_up()) == [("csat", 9, "1-10")]


def test_without_a_store_a_survey_is_over() -> None:
    """Which question the caller answers is not known: no answer is kept rather than a wrong one."""
    caller = survey()
    caller.world = replace(caller.world, store=False)
    assert caller.presses("9").outcomes == ["done"]
    assert scores(caller) == []
