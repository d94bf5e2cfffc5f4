"""GET /desk/state: what one person's desk shows, through an offer, a call and its wrap-up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from emulator.phone_call import PhoneCall
from routing.floor import events
from tests.calls.agents.working import Desk, Floor
from tests.house import House
from tests.web.people import signs_in

TENANT = "homewise"


def state(house: House, login: str) -> dict[str, Any]:
    reply = signs_in(house, TENANT, login).gets("/desk/state")
    assert reply.status_code == 200
    found: dict[str, Any] = reply.get_json()
    return found


def row_of(house: House, desk: Desk) -> Any:
    """Return somebody's row of the floor, as the supervisor sees it."""
    return next(row for row in state(house, "supervisor")["floor"] if row["id"] == desk.profile.id)


def test_an_idle_desk_shows_its_owner_and_their_queues(house: House) -> None:
    shown = state(house, "agent1")
    assert shown["me"]["display"] == "offline"
    assert (shown["offers"], shown["call"], shown["wrap"], shown["floor"]) == ([], None, None, [])
    assert {queue["name"] for queue in shown["queues"]} <= {"safety", "tier1", "complaints", "trade"}
    assert all(queue["waiting"] == 0 for queue in shown["queues"])


def test_an_offer_shows_who_calls_and_until_when_it_rings(house: House, ann: Desk, call: PhoneCall) -> None:
    shown = state(house, "ann")
    (offer,) = shown["offers"]
    assert (offer["call"], offer["queue"], offer["ring_s"]) == (call.sid, "tier1", 20)
    assert offer["expires_at"] > shown["now"]
    assert offer["pop"]["level"] == "none"
    assert offer["pop"]["path"][-1]["title"]
    assert shown["call"] is None
    assert next(queue for queue in shown["queues"] if queue["name"] == "tier1")["waiting"] == 1


def test_a_call_shows_both_parties_and_its_supervisor_sees_it(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    shown = state(house, "ann")
    assert shown["offers"] == []
    assert shown["call"]["phase"] == "talking"
    assert {party["who"] for party in shown["call"]["parties"]} == {"customer", ann.profile.id}
    row = row_of(house, ann)
    assert (row["display"], row["call"]["id"]) == ("on_call", call.sid)
    assert row["call"]["pop"]["number"].startswith("+44")


def test_a_wrap_up_shows_its_deadline_and_the_call_is_over(house: House, ann: Desk, call: PhoneCall) -> None:
    ann.accepts().talks_to(call).does(events.End)
    shown = state(house, "ann")
    assert shown["call"] is None
    assert (shown["wrap"]["call"], shown["wrap"]["extensions_left"]) == (call.sid, 2)
    assert shown["wrap"]["until"] > shown["now"]


def test_a_change_of_the_floor_is_seen_at_once(house: House, ann: Desk, call: PhoneCall) -> None:
    before, row_before = state(house, "supervisor"), row_of(house, ann)
    ann.declines()
    after, row_after = state(house, "supervisor"), row_of(house, ann)
    assert (row_before["display"], row_after["display"]) == ("ringing", "available")
    assert after["sequence"] > before["sequence"]


def test_the_floor_lists_whoever_takes_calls_also_who_is_off_it_and_when_they_were_seen_last(
    house: House, floor: Floor, ann: Desk
) -> None:
    ben = floor.agent("ben")
    rows = {row["name"]: row for row in state(house, "supervisor")["floor"]}
    assert rows.keys() == {"Ann", "Ben", *(f"Agent {number}" for number in range(1, 9))}
    assert (rows["Ann"]["display"], rows["Ben"]["display"]) == ("available", "offline")
    assert (rows["Ben"]["seen_at"], rows["Ben"]["link"]) == ("", "lost")
    ben.goes_available().does(events.PresenceChosen, presence="offline")
    left = state(house, "supervisor")["now"]
    house.net.settles(seconds=60)
    row = row_of(house, ben)
    assert (row["display"], row["link"]) == ("offline", "connected")
    ben.does(events.LinkChanged, up=False)
    house.net.settles(seconds=60)
    row, now = row_of(house, ben), state(house, "supervisor")["now"]
    assert (row["display"], row["link"]) == ("offline", "lost")
    assert left < row["seen_at"] < now


def test_an_agent_takes_calls_and_a_supervisor_without_queues_does_not(house: House) -> None:
    assert [state(house, login)["me"]["takes_calls"] for login in ("agent1", "supervisor")] == [True, False]


def test_a_supervisor_with_queues_takes_calls_and_stands_on_the_floor(house: House) -> None:
    staff = house.services.tenants[TENANT].staff
    supervisor = staff.by_login("supervisor")
    assert supervisor is not None
    staff.put([replace(supervisor, profile=replace(supervisor.profile, queues=("tier1",)))])
    assert state(house, "supervisor")["me"]["takes_calls"]
    assert supervisor.id in {row["id"] for row in state(house, "supervisor")["floor"]}


def test_an_agent_sees_nothing_of_the_floor(house: House, ann: Desk, call: PhoneCall) -> None:
    assert state(house, "agent2")["floor"] == []
    assert state(house, "agent2")["offers"] == []
