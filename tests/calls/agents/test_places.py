"""A caller's place in line, whatever the agents and the caller do: kept, and asked for as before."""

from __future__ import annotations

import pytest

from emulator.phone_call import PhoneCall
from routing.floor import events
from routing.floor.needs import Needs
from tests.calls import homewise
from tests.calls.agents.test_drops import drops
from tests.calls.agents.working import TENANT, Desk, Floor
from tests.house import House


def asked_for(house: House, call: PhoneCall) -> Needs:
    """Return what the router knows that the call asks for, whose place is in the order of it."""
    floor = house.services.tenants[TENANT].floor
    written = floor.read((), call.sid).needs
    assert written is not None
    needs = Needs.from_json(written)
    for demand in needs.demands:
        assert [head.call_id for head in floor.heads([demand])] == [call.sid]
    return needs


def test_a_caller_whom_we_lose_after_a_long_talk_waits_ahead_and_is_not_thrown_out(
    house: House, floor: Floor, ann: Desk, call: PhoneCall
) -> None:
    """Twenty minutes with an agent are none of the wait, whose limit is as long."""
    ann.accepts().talks_to(call)
    house.net.settles(seconds=1210)
    drops(house, ann)
    ann.sees("offline:disconnected", within=70)
    call.hears("Sorry, we lost the connection")
    house.net.settles(seconds=15)
    assert homewise.in_line(house, "tier1") == [call.sid]
    assert asked_for(house, call).priority == 99
    floor.agent("ben").goes_available().is_offered(call).accepts().talks_to(call)
    waited_s = [int(str(fact["waited_ms"])) // 1000 for fact in homewise.facts_of(house, "CallAnswered")]
    assert max(waited_s) < 60


def test_a_caller_in_two_queues_is_in_both_after_an_offer_that_came_to_nothing(
    house: House, floor: Floor
) -> None:
    ann = floor.agent("ann", queues=("complaints",)).goes_available()
    ann.does(events.PresenceChosen, presence="away", reason="lunch")
    floor.agent("zed", queues=("tier1",)).goes_available().does(
        events.PresenceChosen, presence="away", reason="lunch"
    )
    call = homewise.calls(house, *homewise.AS_OWNER, "press 5")
    house.net.settles(seconds=200)
    before = asked_for(house, call)
    assert len(before.demands) == 2
    ann.does(events.PresenceChosen, presence="available")
    ann.sees("ringing", within=60)
    ann.does(events.Accepted, offer=ann.me.offer)
    house.net.settles(seconds=45)
    assert asked_for(house, call) == before
    assert {homewise.in_line(house, queue)[0] for queue in ("tier1", "complaints")} == {call.sid}
    floor.agent("ben", queues=("tier1",)).goes_available().is_offered(call, within=60)


@pytest.mark.parametrize("when", ["after it was declined", "while it rings"])
def test_a_caller_who_chooses_the_same_line_again_keeps_their_place(
    house: House, floor: Floor, ann: Desk, call: PhoneCall, when: str
) -> None:
    place = house.state(call)["place"]
    if when == "after it was declined":
        ann.declines()
        house.net.settles(seconds=2)
    ann.does(events.PresenceChosen, presence="away", reason="lunch")
    call.presses("0")
    house.net.settles(seconds=1)
    assert homewise.in_line(house, "tier1") == [call.sid]
    assert asked_for(house, call).score == place
    floor.agent("ben").goes_available().is_offered(call)
