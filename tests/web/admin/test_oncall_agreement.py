"""The page, the proof and the phones say the same of who is on call, whatever has become of the files."""

from __future__ import annotations

from pathlib import Path

from tests.calls.conftest import At
from tests.house import House
from tests.web.admin.company import ON_CALL, put_live
from tests.web.admin.sending import opens, words
from tests.web.admin.test_oncall_changes import last_id
from tests.web.admin.test_oncall_rings import ENGINEER_2, calls

WITHOUT_3 = ON_CALL.replace('  engineer_3: {title: Engineer 3, number: "+13415550183"}\n', "").replace(
    "people: [engineer_1, engineer_2, engineer_3]", "people: [engineer_1, engineer_2, engineer_1]"
)


def test_a_change_for_somebody_who_has_left_rings_nobody_and_the_page_says_so(
    house: House, tmp_path: Path
) -> None:
    opens(house, "admin").overrides("engineer_3", "", "2026-11-24T12:00")
    house.net.clock.moves(seconds=2)
    put_live(house, WITHOUT_3, tmp_path / "shelf")
    calls(house, ENGINEER_2)
    text = opens(house, "admin").reads()
    assert "primary, until Mon 30 Nov 09:00, then Engineer 1" in text
    assert "reaches nobody" not in text
    assert "the override of primary for engineer_3 has no effect" in text
    assert "No effect: what it was made for has moved since" in text


def test_the_page_proves_the_levels_of_a_step_as_those_of_a_policy(house: House, tmp_path: Path) -> None:
    levels = "page: homeika-on-call\n    levels: [{call: [primary]}, {call: [engineer_1]}]"
    put_live(house, ON_CALL, tmp_path / "shelf", homeika_emergency=("page: homeika-on-call", levels))
    text = opens(house, "admin").reads()
    assert "the phone of engineer_1 is on level 1 and on level 2 of policy homeika-emergency/" in text
    assert "times in 365 days: 2026-12-07 09:00 PST, 2026-12-28 09:00 PST, " in text


def test_who_begins_as_the_clocks_change_is_good_to_know_and_leaves_the_year_covered(
    house: House, tmp_path: Path
) -> None:
    at_night = ON_CALL.replace('weekly, starts: "2026-01-05T09:00"', 'weekly, starts: "2026-01-04T02:30"')
    put_live(house, at_night, tmp_path / "shelf")
    text = opens(house, "admin").reads()
    assert "The next 365 days are covered" not in text  # the fallback of nights is a warning
    assert "Good to know the clocks of America/Los_Angeles go forward, and engineer_" in text


def test_a_swap_that_an_ended_override_has_shaped_holds_after_a_start_for_page_proof_and_phones(
    at: At,
) -> None:
    """Engineer 3 had the first day of the shift, so that its rest was swapped; that day is long over."""
    house = at("2026-12-01T18:00:00+00:00")
    opens(house, "admin").overrides("engineer_3", "2026-12-07T09:00", "2026-12-08T09:00")
    rest = "engineer_1~2026-12-08T17:00:00+00:00~2026-12-14T17:00:00+00:00"
    assert opens(house, "agent1").swaps(rest, "engineer_2").status_code == 303
    assert opens(house, "agent2").answers(last_id(house), "accept").status_code == 303
    house.net.clock.moves(seconds=10 * 86_400)
    calls(house, ENGINEER_2)  # whose roster reads the record for the first time
    text = opens(house, "admin").reads()
    assert "primary, until Mon 21 Dec 09:00, then Engineer 3" in text
    assert "has no effect" not in text
    assert "No effect" not in text
    opened = opens(house, "admin").loads("?view=list").text
    assert "Tue 8 Dec 09:00 Mon 14 Dec 09:00 E2 Engineer 2 Swap" in words(opened)
