"""Callers who are sent to wait for somebody else: refused while nobody on the floor could ever take them."""

from __future__ import annotations

import pytest

from emulator.phone_call import PhoneCall
from routing.floor import events
from tests.calls.agents.working import Desk, Floor
from tests.house import House
from tests.web.desk.feeding import listening, until
from tests.web.desk.sending import sends
from tests.web.people import Person, signs_in


@pytest.fixture
def agent(house: House, ann: Desk, call: PhoneCall) -> Person:
    """Ann's browser; Ann is of Tier 1 and talks with a caller."""
    ann.accepts().talks_to(call)
    return signs_in(house, "homewise", "ann")


def test_a_tier_that_nobody_on_the_floor_has_is_refused_and_the_talk_goes_on(
    house: House, floor: Floor, agent: Person, ann: Desk, call: PhoneCall
) -> None:
    floor.agent("ben", tier=3).goes_available().does(events.PresenceChosen, presence="offline")
    refused = sends(agent, "escalate", tier=3, reason="two visits failed")
    assert refused.status_code == 409
    assert "Nobody on the floor" in refused.get_json()["error"]
    house.net.settles(seconds=3)
    ann.talks_to(call)


@pytest.mark.parametrize(
    "profile", [{"queues": ("tier1",)}, {"languages": ("de",)}, {"supervised": True}, {"tier": 2}]
)
def test_a_queue_whose_people_cannot_take_this_caller_is_refused(
    floor: Floor, agent: Person, ann: Desk, profile: dict[str, object]
) -> None:
    floor.agent("ann", queues=("tier1",))
    floor.agent("ben", **profile).goes_available()
    refused = sends(agent, "transfer", mode="blind", kind="queue", to="complaints")
    assert refused.status_code == 409
    assert ann.display == "on_call"


def test_somebody_who_is_away_comes_back_so_the_caller_may_wait_for_them(
    floor: Floor, agent: Person, ann: Desk
) -> None:
    floor.agent("ben", tier=2).goes_available().does(events.PresenceChosen, presence="away", reason="lunch")
    assert sends(agent, "escalate", tier=2, reason="two visits failed").status_code == 200
    assert ann.display == "wrap_up"


def test_an_escalation_that_only_the_agent_who_asks_could_take_is_refused(
    floor: Floor, agent: Person, ann: Desk
) -> None:
    floor.agent("ann", tier=2)
    refused = sends(agent, "escalate", tier=2, reason="two visits failed")
    assert refused.status_code == 409
    assert "Nobody on the floor" in refused.get_json()["error"]
    assert ann.display == "on_call"


def test_a_transfer_to_a_queue_is_told_by_its_name_and_tier(
    house: House, floor: Floor, agent: Person, call: PhoneCall
) -> None:
    floor.agent("ben", tier=2).goes_available()
    with listening(signs_in(house, "homewise", "supervisor")) as heard:
        next(heard)
        assert sends(agent, "escalate", tier=2, reason="two visits failed").status_code == 200
        started, sent = until(heard, "call.transfer_started"), until(heard, "call.transferred")
    for told in (started, sent):
        assert (told.data["kind"], told.data["to"], told.data["tier"]) == ("queue", "tier1", 2)
    path = signs_in(house, "homewise", "supervisor").gets(f"/desk/calls/{call.sid}/timeline").get_json()
    assert "Ann handed the call over to Customer service" in [step["title"] for step in path["timeline"]]
