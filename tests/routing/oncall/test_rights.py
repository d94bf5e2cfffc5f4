"""Nobody but an administrator puts another person on call, or takes back what they counted on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from routing.oncall.rights import LONGEST_OWN, Asked, Editor, may_answer, may_withdraw, refusal

ADMIN = Editor(id="agt_admin", role="admin")
ENGINEER = Editor(id="agt_1", role="agent", people=frozenset({"engineer_1"}))
STRANGER = Editor(id="agt_9", role="supervisor")
OWN = Asked(
    kind="override", person="engineer_1", people=frozenset({"engineer_1", "engineer_2"}), lasts=LONGEST_OWN
)
EVERYTHING = [
    OWN,
    replace(OWN, person="engineer_2"),
    replace(OWN, kind="temporary"),
    replace(OWN, kind="swap", person="engineer_2", replaces="engineer_1"),
    replace(OWN, kind="swap", replaces="engineer_2"),
]
#: What only an administrator does in a schedule in which others have turns, or for so long.
OTHERS = [
    replace(OWN, people=frozenset({"engineer_2"})),
    replace(OWN, lasts=LONGEST_OWN + timedelta(minutes=1)),
    replace(OWN, kind="swap", person="partner", replaces="engineer_1"),
]


@pytest.mark.parametrize("asked", [*EVERYTHING, *OTHERS])
def test_an_administrator_may_make_every_change(asked: Asked) -> None:
    assert refusal(ADMIN, asked) == ""


@pytest.mark.parametrize("asked", EVERYTHING)
def test_whoever_is_not_on_call_may_make_none_whatever_their_role(asked: Asked) -> None:
    for role in ("agent", "supervisor", "ops"):
        assert "not on call" in refusal(Editor(id="agt_9", role=role), asked)


def test_somebody_on_call_takes_hours_and_gives_their_own_shifts_away_and_no_more() -> None:
    allowed = [asked for asked in EVERYTHING if refusal(ENGINEER, asked) == ""]
    assert allowed == [EVERYTHING[0], EVERYTHING[3]]


@pytest.mark.parametrize("asked", OTHERS)
def test_nobody_puts_themselves_on_call_where_they_have_no_turn_or_for_long(asked: Asked) -> None:
    assert "Only an administrator" in refusal(ENGINEER, asked)


@pytest.mark.parametrize("asked", [EVERYTHING[1], EVERYTHING[2], EVERYTHING[4]])
def test_every_refusal_says_what_can_be_done_instead(asked: Asked) -> None:
    assert any(word in refusal(ENGINEER, asked) for word in ("Propose a swap", "make an override"))


def test_a_swap_is_answered_by_whom_it_asks_or_an_administrator() -> None:
    assert may_answer(ADMIN, "engineer_2")
    assert may_answer(ENGINEER, "engineer_1")
    assert not may_answer(ENGINEER, "engineer_2")
    assert not may_answer(STRANGER, "")


def test_what_somebody_made_they_take_back_but_no_swap_that_was_accepted() -> None:
    assert may_withdraw(ENGINEER, "agt_1", accepted=False)
    assert not may_withdraw(ENGINEER, "agt_1", accepted=True)
    assert not may_withdraw(ENGINEER, "agt_2", accepted=False)
    assert may_withdraw(ADMIN, "agt_1", accepted=True)
