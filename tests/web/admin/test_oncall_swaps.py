"""Swaps: proposed by whose shift it is, accepted or declined by whom they ask, and bound to their shift."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.calls.conftest import At
from tests.house import House
from tests.web.admin.company import ON_CALL, put_live
from tests.web.admin.sending import PAGE, SHIFT_1, SHIFT_2, SHIFT_3, Editor, opens, words
from tests.web.admin.test_oncall_changes import last_id, standing, trail
from tests.web.people import signs_in


def test_a_swap_stands_once_whom_it_asks_has_accepted(house: House) -> None:
    first, second = opens(house, "agent1"), opens(house, "agent2")
    assert first.swaps(SHIFT_1, "engineer_2", note="Wedding").status_code == 303
    assert "It waits for Engineer 2, or an administrator." in first.reads()
    assert standing(house) == []
    asked = second.loads().text
    assert f'action="{PAGE}/changes/{last_id(house)}/accept"' in asked
    assert "Engineer 2 on primary in place of Engineer 1, Mon 7 Dec 09:00 to Mon 14 Dec 09:00" in words(asked)
    assert second.answers(last_id(house), "accept").status_code == 303
    assert standing(house) == [("swap", "engineer_2", "07 17:00", "14 17:00")]
    assert trail(house) == ["agent1 proposed engineer_2", "agent2 accepted engineer_2"]


def test_an_exchange_changes_both_shifts_at_once(house: House) -> None:
    opens(house, "agent1").swaps(SHIFT_1, SHIFT_2)
    opens(house, "agent2").answers(last_id(house), "accept")
    assert standing(house) == [
        ("swap", "engineer_2", "07 17:00", "14 17:00"),
        ("swap", "engineer_1", "14 17:00", "21 17:00"),
    ]
    text = words(opens(house, "admin").loads("?month=2026-12").text)
    assert "Monday 14 December, Mon 14 Dec 09:00 to Mon 21 Dec 09:00" in text


def test_a_declined_swap_leaves_everything_as_it_was(house: House) -> None:
    opens(house, "agent1").swaps(SHIFT_1, "engineer_2")
    assert opens(house, "agent2").answers(last_id(house), "decline").status_code == 303
    assert standing(house) == []
    assert trail(house) == ["agent1 proposed engineer_2", "agent2 declined engineer_2"]


@pytest.mark.parametrize("how", ["accept", "decline"])
@pytest.mark.parametrize("login", ["agent1", "agent3", "supervisor", "ops"])
def test_nobody_but_whom_it_asks_and_administrators_answers(house: House, login: str, how: str) -> None:
    opens(house, "agent1").swaps(SHIFT_1, "engineer_2")
    somebody = opens(house, login)
    assert f"/{how}" not in somebody.text
    refused = somebody.answers(last_id(house), how)
    assert refused.status_code == 422
    assert "This waits for somebody else's answer" in words(refused.text)
    assert (standing(house), trail(house)) == ([], ["agent1 proposed engineer_2"])


def test_an_administrator_answers_for_somebody_who_does_not_sign_in(house: House) -> None:
    opens(house, "agent1").swaps(SHIFT_1, "engineer_3")
    opens(house, "admin").answers(last_id(house), "accept")
    assert standing(house) == [("swap", "engineer_3", "07 17:00", "14 17:00")]


def test_whoever_proposed_takes_it_back_until_it_is_accepted_and_then_administrators_alone(
    house: House,
) -> None:
    first = opens(house, "agent1")
    first.swaps(SHIFT_1, "engineer_2")
    first.answers(last_id(house), "withdraw")
    assert trail(house)[-1] == "agent1 withdrawn engineer_2"
    first.loads().swaps(SHIFT_1, "engineer_2")
    change = last_id(house)
    opens(house, "agent2").answers(change, "accept")
    for login in ("agent1", "agent2"):
        assert opens(house, login).answers(change, "withdraw").status_code == 422
    assert len(standing(house)) == 1
    assert opens(house, "admin").answers(change, "withdraw").status_code == 303
    assert standing(house) == []


def test_nobody_gives_away_what_is_not_theirs(house: House) -> None:
    refused = opens(house, "agent1").swaps(SHIFT_3, "engineer_2")
    assert refused.status_code == 422
    assert "Only your own shifts are yours to give away" in words(refused.text)
    assert trail(house) == []


@pytest.mark.parametrize(
    ("shift", "to", "words_of_it"),
    [
        ("", "engineer_2", "Choose the shift that changes hands."),
        ("x~y~z", "engineer_2", "Choose the shift that changes hands."),
        (f"{SHIFT_1},{SHIFT_2}", "engineer_3", "Choose the shift that changes hands."),
        (SHIFT_1, "", "Choose who takes it."),
        (SHIFT_1, "engineer_2~x~y", "Choose who takes it."),
        (SHIFT_1, "engineer_1", "Choose somebody else than whose shift it is."),
        (SHIFT_1, "nobody", "Choose somebody from the list."),
        ("engineer_1~2026-12-07T18:00:00+00:00~2026-12-08T17:00:00+00:00", "engineer_2", "has no shift from"),
        (SHIFT_2.replace("engineer_2", "engineer_1"), "engineer_2", "has no shift from"),
    ],
)
def test_what_is_no_swap_is_refused_in_words(house: House, shift: str, to: str, words_of_it: str) -> None:
    refused = opens(house, "admin").swaps(shift, to)
    assert refused.status_code == 422
    assert words_of_it in words(refused.text)
    assert trail(house) == []


def test_a_shift_that_has_begun_is_not_swapped(house: House) -> None:
    refused = opens(house, "agent2").swaps(
        "engineer_2~2026-11-23T17:00:00+00:00~2026-11-30T17:00:00+00:00", "engineer_1"
    )
    assert refused.status_code == 422
    assert "What has been is not rewritten" in words(refused.text)


def test_a_swap_whose_shift_has_moved_is_not_accepted_and_has_no_effect(house: House, tmp_path: Path) -> None:
    opens(house, "agent1").swaps(SHIFT_1, "engineer_2")
    before = last_id(house)
    admin = opens(house, "admin")
    admin.swaps(SHIFT_1, "engineer_3")
    admin.answers(last_id(house), "accept")
    moved = ON_CALL.replace("2026-01-05T09:00", "2026-01-05T10:00")
    put_live(house, moved, tmp_path / "shelf")
    refused = opens(house, "agent2").answers(before, "accept")
    assert refused.status_code == 422
    assert "no longer as it was when this was proposed" in words(refused.text)
    assert "No effect: what it was made for has moved since" in admin.reads()


def test_a_swap_of_somebody_who_is_no_longer_on_call_is_not_accepted(house: House, tmp_path: Path) -> None:
    opens(house, "agent1").swaps(SHIFT_1, "engineer_3")
    put_live(house, ON_CALL.replace("engineer_3", "engineer_9"), tmp_path / "shelf")
    assert opens(house, "admin").answers(last_id(house), "accept").status_code == 422
    assert standing(house) == []


def test_two_who_answer_at_once_get_one_answer_between_them(house: House) -> None:
    opens(house, "agent1").swaps(SHIFT_1, "engineer_2")
    change = last_id(house)
    assert opens(house, "agent2").answers(change, "decline").status_code == 303
    told = opens(house, "admin").answers(change, "accept")
    assert told.status_code == 409
    assert standing(house) == []


def test_what_nobody_proposed_is_not_found(house: House) -> None:
    admin = Editor(person=signs_in(house, "homeika", "admin"), text="")
    assert {admin.answers("occ_none", how).status_code for how in ("accept", "decline", "withdraw")} == {404}


def test_a_swap_accepted_late_takes_no_third_persons_hours_and_is_not_the_proposers_to_end(at: At) -> None:
    """Engineer 3 stands in for a day of the shift; the answer comes two hours after it has begun."""
    house = at("2026-12-07T16:00:00+00:00")
    opens(house, "admin").overrides("engineer_3", "2026-12-08T09:00", "2026-12-09T09:00")
    opens(house, "agent1").swaps(SHIFT_1, "engineer_2")
    change = last_id(house)
    house.net.clock.moves(seconds=3 * 3600)
    second = opens(house, "agent2")
    assert second.answers(change, "accept").status_code == 303
    listed = words(second.loads("?view=list").text)
    assert "Mon 7 Dec 11:00 Tue 8 Dec 09:00 E2 Engineer 2" in listed
    assert "Tue 8 Dec 09:00 Wed 9 Dec 09:00 E3 Engineer 3" in listed
    assert "Wed 9 Dec 09:00 Mon 14 Dec 09:00 E2 Engineer 2" in listed
    assert opens(house, "agent1").answers(change, "withdraw").status_code == 422
    assert opens(house, "admin").answers(change, "withdraw").status_code == 303
