"""What goes on now, on the page of on-call schedules: pages that ring, clocks that run, no callers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.live.client import LiveClient
from tests.calls.paging.conftest import works
from tests.house import HOMEIKA_EMERGENCY, House
from tests.web.admin.sending import PAGE, opens, words
from tests.web.admin.test_oncall_rings import ENGINEER_2, STRANGER
from tests.web.people import signs_in


def looks(house: House, login: str = "admin") -> str:
    """Return what the part of the page says that is looked at again."""
    found = signs_in(house, "homeika", login).gets(f"{PAGE}/going-on")
    assert found.status_code == 200
    return words(found.text)


def test_where_nothing_goes_on_the_page_says_so(house: House) -> None:
    text = opens(house, "admin").reads()
    assert "Going on now Pages Nobody is being rung. Clocks No clock runs. As of 10:00:00." in text


@pytest.mark.parametrize("login", ["admin", "agent1", "agent3", "supervisor", "ops"])
def test_everybody_sees_whom_a_page_rings_and_who_is_next_and_nothing_of_the_caller(
    house: House, login: str
) -> None:
    house.net.phone(ENGINEER_2).will("no answer")
    call = house.dials(HOMEIKA_EMERGENCY, number=STRANGER)
    house.net.settles(seconds=8)
    text = looks(house, login)
    assert "Homeika emergency line since Mon 23 Nov 10:00, 0 min ago Rings E2 Engineer 2" in text
    assert (
        "homeika-on-call, round 1, level 1, the caller is on the line. If nobody accepts, Engineer 2." in text
    )
    assert STRANGER not in text
    house.net.settles(seconds=50)
    assert "Rings DM Duty manager homeika-on-call, round 1, level 2" in looks(house, login)
    call.hangs_up()


def test_who_has_taken_a_page_is_named_until_the_talk_is_over(house: House) -> None:
    house.net.phone(ENGINEER_2).will("accept")
    call = house.dials(HOMEIKA_EMERGENCY, number=STRANGER).talks_to(ENGINEER_2, within=20)
    assert "Taken by E2 Engineer 2" in looks(house)
    call.hangs_up()
    house.net.settles(seconds=5)
    assert "Nobody is being rung." in looks(house)


def test_a_page_goes_on_for_a_caller_who_has_hung_up(house: House) -> None:
    works(house)
    house.net.phone(ENGINEER_2).will("no answer")
    call = house.dials(HOMEIKA_EMERGENCY, number=STRANGER)
    house.net.settles(seconds=8)
    call.hangs_up()
    house.net.settles(seconds=10)
    text = looks(house)
    assert "Rings E2 Engineer 2 homeika-on-call, round 1, level 1, the caller is called back" in text
    assert "If nobody accepts, Duty manager at 10:01:14." in text


def test_between_two_rings_the_page_says_who_is_next_and_when(house: House) -> None:
    house.net.phone(ENGINEER_2).will("no answer")
    call = house.dials(HOMEIKA_EMERGENCY, number=STRANGER)
    house.net.settles(seconds=8)
    call.hangs_up()
    text = looks(house)
    assert "Between two rings homeika-on-call, " in text
    assert "the caller is called back. Next, Engineer 2 at 10:00:" in text


def test_while_redis_is_away_the_page_says_what_it_does_not_show(house: House) -> None:
    away = LiveClient("redis://127.0.0.1:1", timeout_s=0.2)
    house.emulated.app.extensions["ringdown"] = replace(house.services, live=away)
    assert "callers who are still on the line are not shown" in looks(house)


def test_a_clock_is_shown_with_its_deadline(house: House) -> None:
    house.net.phone(ENGINEER_2).will("no answer")
    call = house.dials(HOMEIKA_EMERGENCY, number=STRANGER)
    house.net.settles(seconds=8)
    assert "Incident acknowledged Homeika emergency line, since Mon 23 Nov 10:00" in looks(house)
    assert "Due Mon 23 Nov 11:00: 59 min left" in looks(house)
    call.hangs_up()
