"""Legs that leave without End: the customer is held at once, and nobody is lost."""

from __future__ import annotations

from emulator.faults import RestTrouble
from emulator.phone_call import PhoneCall
from routing.floor import events
from tests.calls import homewise
from tests.calls.agents.working import Desk, Floor, hearers, in_room
from tests.house import House


def drops(house: House, desk: Desk) -> None:
    """Close the browser; the carrier notices after a while."""
    assert desk.leg is not None
    desk.leg.drops().ends()
    house.net.settles(seconds=1)


def test_a_browser_that_was_closed_rejoins_the_same_call(house: House, ann: Desk, call: PhoneCall) -> None:
    ann.accepts().talks_to(call)
    drops(house, ann)
    assert call.leg.heard[-1].text.endswith("/audio/hold/0.wav")
    ann.sees("on_call").dials_in().talks_to(call)
    ann.does(events.End)
    call.hears("How did we do")


def test_a_refresh_that_is_faster_than_the_carrier_keeps_one_leg(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    old = ann.leg
    assert old is not None
    old.drops()
    ann.dials_in().talks_to(call)
    house.net.settles(seconds=8)
    assert old.is_over
    assert ann.leg is not None
    assert hearers(ann.leg) == [call.leg]


def test_an_agent_who_does_not_come_back_loses_no_caller(
    house: House, floor: Floor, ann: Desk, call: PhoneCall
) -> None:
    """cti-and-desktop 3.2: the priority queue with an apology."""
    ann.accepts().talks_to(call)
    drops(house, ann)
    ann.sees("offline:disconnected", within=70)
    call.hears("Sorry, we lost the connection")
    assert homewise.in_line(house, "tier1") == [call.sid]
    floor.agent("ben").goes_available().is_offered(call).accepts().talks_to(call)
    floor.desks["ben"].does(events.End)
    call.hears("How did we do")
    joined = homewise.facts_of(house, "QueueJoined")
    assert [fact["queue"] for fact in joined] == ["tier1", "tier1"]


def test_a_caller_who_hangs_up_while_the_agent_is_gone_ends_the_call(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    drops(house, ann)
    call.hangs_up()
    house.net.settles(seconds=2)
    ann.sees("wrap_up")
    ann.dials_in()
    assert ann.leg is not None
    ann.leg.hears("There is no call for you")


def test_the_caller_is_brought_by_the_hold_round_where_rest_fails(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    """The second way in (architecture 4)."""
    house.net.faults.rest.append(_refusal())
    ann.accepts()
    assert not in_room(call)
    ann.talks_to(call, within=12)
    house.net.faults.rest.append(_refusal())
    ann.does(events.End)
    ann.sees("wrap_up")
    call.hears("How did we do", within=15)


def _refusal() -> RestTrouble:
    return RestTrouble(status=503, code=20_503)
