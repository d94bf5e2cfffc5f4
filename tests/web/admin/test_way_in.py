"""The PIN of a conference, on the page of on-call schedules: for those who may be needed in it."""

from __future__ import annotations

from tests.calls import homeika
from tests.calls.bridge.bridge import joins, opens, row_of
from tests.calls.paging.conftest import works
from tests.house import House
from tests.web.admin.test_going_on import looks
from tests.web.admin.test_oncall_rings import ENGINEER_2


def test_people_on_call_and_those_who_lead_read_how_to_come_into_a_conference(house: House) -> None:
    works(house)
    homeika.on_call(house, "no answer")
    call = opens(house)
    house.net.settles(seconds=2)
    pin = row_of(house, call).body["bridge"]["pin"]
    said = f"To come into the conference: dial +18445551822, PIN {pin}."
    assert said in looks(house)
    engineer = joins(house, ENGINEER_2)
    house.net.settles(seconds=20)
    for login in ("admin", "supervisor", "ops", "agent2"):
        assert said in looks(house, login)
    call.hangs_up()
    engineer.hangs_up()
    house.net.settles(seconds=5)
    assert "PIN" not in looks(house)


def test_an_agent_who_is_never_on_call_reads_no_pin(house: House) -> None:
    works(house)
    homeika.on_call(house, "no answer")
    call = opens(house)
    engineer = joins(house, ENGINEER_2)
    house.net.settles(seconds=20)
    text = looks(house, "agent3")
    assert "In the conference: 2 people" in text
    assert "PIN" not in text
    call.hangs_up()
    engineer.hangs_up()
