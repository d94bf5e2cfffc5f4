"""What is changed on the page is what phones do: the next emergency call rings whoever it says."""

from __future__ import annotations

from commands.assembling import follow_rosters
from tests.house import HOMEIKA_EMERGENCY, House
from tests.web.admin.sending import opens
from tests.web.admin.test_oncall_changes import last_id

ENGINEER_1, ENGINEER_2, ENGINEER_3 = "+13415550181", "+13415550182", "+13415550183"
STRANGER = "+15105550199"


def calls(house: House, number: str) -> None:
    """A stranger calls the emergency line, and this phone alone is rung and answers."""
    follow_rosters(house.services)
    house.net.phone(number).will("accept")
    call = house.dials(HOMEIKA_EMERGENCY, number=STRANGER).talks_to(number, within=20)
    legs = [leg.to for leg in house.net.exchange.calls.values() if leg.parent_sid == call.sid]
    assert legs == [number]
    call.hangs_up()


def test_an_override_rings_its_person_and_taken_back_the_rotation_rings_again(house: House) -> None:
    calls(house, ENGINEER_2)
    admin = opens(house, "admin")
    admin.overrides("engineer_1", "", "2026-11-23T12:00")
    house.net.clock.moves(seconds=2)
    calls(house, ENGINEER_1)
    admin.answers(last_id(house), "withdraw")
    calls(house, ENGINEER_2)


def test_a_temporary_schedule_rings_its_person(house: House) -> None:
    opens(house, "admin").overrides("engineer_3", "", "2026-11-23T12:00", kind="temporary")
    house.net.clock.moves(seconds=2)
    calls(house, ENGINEER_3)


def test_a_swap_that_nobody_accepted_rings_nobody(house: House) -> None:
    opens(house, "agent1").swaps(
        "engineer_1~2026-12-07T17:00:00+00:00~2026-12-14T17:00:00+00:00", "engineer_2"
    )
    calls(house, ENGINEER_2)
