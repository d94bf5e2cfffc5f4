"""What a desk asks for beside its state: targets, history, the customer of a call, its story."""

from __future__ import annotations

from datetime import date
from typing import Any

from emulator.phone_call import PhoneCall
from routing.floor import events
from storage.record.roles import VISITED
from tests.calls.agents.working import Desk, Floor
from tests.house import House
from tests.web.desk.calls import changed
from tests.web.people import signs_in

TENANT = "homewise"
SCRIPT = "<script>alert(1)</script>"


def asked(house: House, login: str, path: str) -> Any:
    reply = signs_in(house, TENANT, login).gets(path)
    assert reply.status_code == 200, path
    return reply.get_json()


def test_targets_are_colleagues_on_the_floor_queues_that_are_served_and_outside_lines(
    house: House, floor: Floor, ann: Desk
) -> None:
    floor.agent("ben").goes_available()
    targets = asked(house, "ann", "/desk/targets")["targets"]
    assert [target["name"] for target in targets if target["kind"] == "agent"] == ["Ben"]
    queues = {target["to"]: target for target in targets if target["kind"] == "queue"}
    assert (queues["tier1"]["free_agents"], queues["tier1"]["waiting"]) == (2, 0)
    assert {target["to"] for target in targets if target["kind"] == "number"} >= {"+442079460901"}
    assert [target["name"] for target in asked(house, "ann", "/desk/targets?q=BEN")["targets"]] == ["Ben"]


def test_a_colleague_in_a_call_cannot_be_asked_now(
    house: House, floor: Floor, ann: Desk, call: PhoneCall
) -> None:
    floor.agent("ben").goes_available()
    (found,) = asked(house, "ben", "/desk/targets?q=Ann")["targets"]
    assert (found["display"], found["busy"]) == ("ringing", True)


def test_the_story_of_a_call_has_its_steps_its_offers_and_its_end_in_order(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call).does(events.End)
    rows = asked(house, "ann", f"/desk/calls/{call.sid}/timeline")["timeline"]
    names = [row["name"] for row in rows]
    for earlier, later in (("call.started", "call.queued"), ("call.queued", "offer.created")):
        assert names.index(earlier) < names.index(later)
    assert "offer.accepted" in names
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)
    assert "Ann" in next(row["title"] for row in rows if row["name"] == "offer.created")


def test_a_call_that_is_not_ones_own_is_not_found(house: House, ann: Desk, call: PhoneCall) -> None:
    for path in (f"/desk/calls/{call.sid}/timeline", f"/desk/customers/{call.sid}"):
        assert signs_in(house, TENANT, "agent2").gets(path).status_code == 404
        assert signs_in(house, "homeika", "supervisor").gets(path).status_code == 404
        assert signs_in(house, TENANT, "supervisor").gets(path).status_code == 200


def test_a_customer_is_read_by_reference_with_what_they_have(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    assert asked(house, "ann", f"/desk/customers/{call.sid}")["customer"] is None
    changed(house, call, customer=VISITED, level="identified")
    card = asked(house, "ann", f"/desk/customers/{call.sid}")["customer"]
    assert card["kind"] == "homeowner"
    assert date.fromisoformat(card["visit"]["date"]) >= house.services.clock().date()
    assert card["visit"]["from"].endswith(("am", "pm", "noon"))
    assert not [name for name in card["visit"] if name == "id" or name.endswith("_iso")]
    assert not [name for name in card if "pin" in name]


def test_hostile_words_stay_words(house: House, ann: Desk, call: PhoneCall) -> None:
    hostile = SCRIPT + "\x00\x1b[31m\u202e" + "x" * 10_000
    changed(house, call, answers={"device.serial": hostile}, number=hostile, tags={"case": hostile})
    (offer,) = asked(house, "ann", "/desk/state")["offers"]
    for shown in (offer["pop"]["answers"]["device.serial"], offer["pop"]["number"], offer["pop"]["reason"]):
        assert len(shown) <= 200
        assert shown.isprintable()
        assert "<script>" in shown.casefold()


def test_the_last_calls_come_with_what_they_came_to(house: House, ann: Desk, call: PhoneCall) -> None:
    ann.accepts().talks_to(call)
    house.net.settles(seconds=5)
    answered = asked(house, "ann", "/desk/state")["call"]["answered_at"]
    ann.does(events.End)
    assert asked(house, "ann", "/desk/history")["calls"] == []
    dispositions = asked(house, "ann", "/desk/state")["wrap"]["dispositions"]
    command = {
        "id": "8b0e9d1c-0f0e-4a55-9a52-0d6d5d3d8a11",
        "do": "wrap",
        "disposition": dispositions[0]["id"],
        "resolved": "yes",
        "notes": "",
        "follow_up": "",
        "stay_away": False,
    }
    assert signs_in(house, TENANT, "ann").posts("/desk/commands", json=command).status_code == 200
    (last,) = asked(house, "ann", "/desk/history")["calls"]
    assert (last["call"], last["disposition_title"]) == (call.sid, dispositions[0]["title"])
    assert last["answered_at"] == answered < last["ended_at"]
    assert last["talk_s"] in (5, 6)
    assert signs_in(house, TENANT, "ann").gets(f"/desk/calls/{call.sid}/timeline").status_code == 200
