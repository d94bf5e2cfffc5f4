"""Homeika asks how it went on a scale of 1 to 5, and each answer keeps its scale (HK5)."""

from __future__ import annotations

from tests.calls import homeika
from tests.calls.conftest import At
from tests.calls.homeika_ways import goes_to

CSAT = "homeika-support/csat"


def _answers(facts: list[dict[str, object]]) -> list[tuple[object, object, object]]:
    return [(fact["question"], fact["score"], fact["scale"]) for fact in facts]


def test_answers_by_key_are_facts_with_their_scales(at: At) -> None:
    """HK5: satisfaction 1 to 5, fixed 1 to 2, recommendation 0 to 10."""
    house, call = goes_to(at, CSAT)
    call.hears("From 1 to 5").presses("4").hears("Is it fixed?").presses("1")
    call.hears("From 0 to 10").presses("10").hears("Thank you for calling Homeika. Goodbye").ends()
    answered = homeika.facts_of(house, "SurveyAnswered")
    assert _answers(answered) == [("csat", 4, "1-5"), ("resolved", 1, "1-2"), ("nps", 10, "0-10")]


def test_answers_may_be_spoken(at: At) -> None:
    """HK5: a number, and yes or no where that is the question."""
    house, call = goes_to(at, CSAT)
    call.hears("From 1 to 5").says("five").hears("Is it fixed?").says("no, not really")
    call.hears("From 0 to 10").says("nine").ends()
    answered = homeika.facts_of(house, "SurveyAnswered")
    assert _answers(answered) == [("csat", 5, "1-5"), ("resolved", 2, "1-2"), ("nps", 9, "0-10")]


def test_the_scale_ends_at_five(at: At) -> None:
    """HK5: 6 is no score; it is asked for once more and then left."""
    house, call = goes_to(at, CSAT)
    call.hears("From 1 to 5").presses("6").hears("Sorry, that is not one of the choices")
    call.hears("From 1 to 5").presses("0").hears("Is it fixed?").presses("1").hangs_up()
    assert _answers(homeika.facts_of(house, "SurveyAnswered")) == [("resolved", 1, "1-2")]


def test_a_zero_is_an_answer_where_the_scale_begins_at_zero(at: At) -> None:
    """HK5: the worst recommendation counts."""
    house, call = goes_to(at, CSAT)
    call.presses("1").presses("2").hears("From 0 to 10").presses("0#").hears("Goodbye").ends()
    answered = homeika.facts_of(house, "SurveyAnswered")
    assert _answers(answered) == [("csat", 1, "1-5"), ("resolved", 2, "1-2"), ("nps", 0, "0-10")]


def test_what_was_answered_before_a_hang_up_counts(at: At) -> None:
    """HK5: the first answer is kept when the caller has had enough; the offer is a fact of its own."""
    house, call = goes_to(at, CSAT)
    call.presses("3").hears("Is it fixed?").hangs_up()
    facts = homeika.facts_of(house, "SurveyOffered", "SurveyAnswered")
    assert facts[0]["questions"] == ["csat", "resolved", "nps"]
    assert _answers(facts[1:]) == [("csat", 3, "1-5")]
