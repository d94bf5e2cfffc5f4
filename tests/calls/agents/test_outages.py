"""The phone network takes no orders for a minute and a half: nobody is left in an empty room for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from commands.following import SILENT
from emulator.faults import RestTrouble
from emulator.phone_call import PhoneCall
from routing.floor import events
from routing.floor.needs import Demand, Needs
from switchboard.agent import obey
from switchboard.stuck import free_stuck
from tests.calls import homewise
from tests.calls.agents.working import Desk, Floor, dies_after, in_room
from tests.house import House

OUTAGE_S, LONG_TALK_S, SOON_S = 90, 70, 45


@pytest.fixture
def talking(house: House, ann: Desk, call: PhoneCall) -> Desk:
    """An agent who has talked for longer than a caller in a queue may be silent."""
    ann.accepts().talks_to(call)
    house.net.settles(seconds=LONG_TALK_S)
    return ann


def outage(house: House) -> RestTrouble:
    trouble = RestTrouble(times=1_000_000, status=503, code=20_503)
    house.net.faults.rest.append(trouble)
    return trouble


def follows(house: House, desk: Desk, seconds: int) -> None:
    """Let time pass, with what a follower does beside the floor's rounds."""
    for _ in range(seconds // 10):
        house.net.settles(seconds=10)
        free_stuck(house.services, desk.tenant)
        sweeps(house, desk)


def sweeps(house: House, desk: Desk) -> None:
    now_ms = int(house.services.clock().timestamp() * 1000)
    for queue in house.services.books.queues("homewise"):
        assert desk.tenant.queues.sweep(queue, now_ms, int(SILENT.total_seconds() * 1000)) == ()


def elsewhere(floor: Floor, call: PhoneCall, house: House) -> dict[str, Any]:
    """Say how the call is sent to complaints, as the desk does."""
    now_ms = int(house.services.clock().timestamp() * 1000)
    before = floor.conversation(call).needs
    demand = replace(Demand.from_key(before.demand), queue="complaints", complaint=True, skills=()).key
    needs: Needs = replace(before, demand=demand, joined_ms=now_ms, score=now_ms, prefers="", also="")
    return {"mode": "blind", "kind": "queue", "to": demand, "needs": needs}


def hangs_up(desk: Desk) -> None:
    """Let the page end its own line, which needs nothing of us."""
    assert desk.leg is not None
    desk.leg.hangs_up()


def test_a_caller_whose_talk_was_ended_in_an_outage_goes_on_when_it_is_over(
    house: House, talking: Desk, call: PhoneCall
) -> None:
    trouble = outage(house)
    talking.does(events.End)
    hangs_up(talking)
    follows(house, talking, OUTAGE_S)
    assert in_room(call)
    trouble.times = 0
    call.hears("How did we do", within=SOON_S)


@pytest.mark.parametrize("how", ["sent", "dropped", "freed", "not joined"])
def test_a_caller_who_waits_again_since_an_outage_keeps_their_place_and_is_offered(
    house: House, floor: Floor, ann: Desk, call: PhoneCall, how: str
) -> None:
    if how == "not joined":
        ann.does(events.Accepted, offer=ann.me.offer)
        house.net.runs_until(lambda: in_room(call), 5)
        house.net.settles(seconds=1)
        trouble = outage(house)
    else:
        ann.accepts().talks_to(call)
        house.net.settles(seconds=LONG_TALK_S)
        trouble = outage(house)
        loses(floor, ann, call, how)
    follows(house, ann, OUTAGE_S + (60 if how == "dropped" else 0))
    assert in_room(call)
    trouble.times = 0
    queue = "complaints" if how == "sent" else "tier1"
    assert homewise.in_line(house, queue) == [call.sid]
    follows(house, ann, SOON_S)
    assert not in_room(call)
    assert homewise.in_line(house, queue) == [call.sid]
    ann.does(events.PresenceChosen, presence="offline")
    floor.agent("ben").goes_available().is_offered(call).accepts().talks_to(call)


def loses(floor: Floor, desk: Desk, call: PhoneCall, how: str) -> None:
    assert desk.leg is not None
    match how:
        case "sent":
            desk.does(events.TransferBegun, **elsewhere(floor, call, desk.house))
            hangs_up(desk)
        case "dropped":
            desk.leg.drops()
        case _:
            desk.does(events.Freed, by="supervisor")
            hangs_up(desk)


def test_a_caller_who_hangs_up_in_the_empty_room_is_asked_for_no_more(
    house: House, floor: Floor, talking: Desk, call: PhoneCall
) -> None:
    trouble = outage(house)
    talking.does(events.TransferBegun, **elsewhere(floor, call, house))
    hangs_up(talking)
    house.net.settles(seconds=OUTAGE_S)
    call.hangs_up()
    house.net.settles(seconds=1)
    assert homewise.in_line(house, "complaints") == []
    trouble.times = 0
    house.net.settles(seconds=SOON_S)
    assert floor.conversation(call).parties == ()
    asked = len(house.emulated.rest.sent)
    house.net.settles(seconds=OUTAGE_S)
    assert len(house.emulated.rest.sent) == asked


def test_an_agent_who_accepts_in_the_outage_talks_to_the_caller_in_the_room(
    house: House, floor: Floor, talking: Desk, call: PhoneCall
) -> None:
    trouble = outage(house)
    loses(floor, talking, call, "freed")
    talking.does(events.PresenceChosen, presence="offline")
    house.net.settles(seconds=10)
    ben = floor.agent("ben").goes_available().is_offered(call, within=40)
    ben.accepts().talks_to(call)
    follows(house, ben, OUTAGE_S)
    trouble.times = 0
    ben.sees("on_call").talks_to(call)
    ben.does(events.End)
    call.hears("How did we do")


def test_a_caller_sent_on_after_a_long_talk_is_not_taken_for_silent_before_their_next_turn(
    house: House, floor: Floor, talking: Desk, call: PhoneCall
) -> None:
    floor.is_followed = False
    dies_after(talking, events.TransferBegun(agent=talking.profile, **elsewhere(floor, call, house)))
    sweeps(house, talking)
    room = floor.conversation(call).conference
    obey(house.services, talking.tenant, events.Left(call=call.sid, leg=call.sid, conference=room))
    sweeps(house, talking)
    assert homewise.in_line(house, "complaints") == [call.sid]


def test_a_caller_of_whom_nothing_is_heard_after_they_left_the_room_is_taken_out_of_the_queue(
    house: House, floor: Floor, talking: Desk, call: PhoneCall
) -> None:
    floor.is_followed = False
    dies_after(talking, events.TransferBegun(agent=talking.profile, **elsewhere(floor, call, house)))
    room = floor.conversation(call).conference
    obey(house.services, talking.tenant, events.Left(call=call.sid, leg=call.sid, conference=room))
    late_ms = int(house.services.clock().timestamp() * 1000) + 60_001
    assert talking.tenant.queues.sweep("complaints", late_ms, 60_000) == (call.sid,)
