"""Who gets which call: skills and rings, the preferred agent, complaints, and what callers are told of it."""

from __future__ import annotations

from emulator.phone_call import PhoneCall
from routing.floor import events
from storage.live.calls import Commit
from switchboard.stuck import free_stuck
from tests.calls import homewise
from tests.calls.agents.conftest import TO_TIER1
from tests.calls.agents.test_drops import drops
from tests.calls.agents.working import Desk, Floor
from tests.calls.doing import promised
from tests.house import House

TO_COMPLAINTS = (*homewise.AS_OWNER, "press 5")


def test_whoever_is_supervised_gets_no_complaint(house: House, floor: Floor) -> None:
    """HW7."""
    ann = floor.agent("ann", supervised=True).goes_available()
    call = homewise.calls(house, *TO_COMPLAINTS)
    house.net.settles(seconds=60)
    assert ann.display == "available"
    floor.agent("ben").goes_available().is_offered(call)


def test_the_longest_idle_agent_is_first(house: House, floor: Floor) -> None:
    ann, ben = (floor.agent(name).goes_available() for name in ("ann", "ben"))
    house.net.settles(seconds=5)
    first = homewise.calls(house, *TO_TIER1)
    ann.is_offered(first, within=60)
    second = homewise.calls(house, *TO_TIER1, number=homewise.STRANGERS[1])
    ben.is_offered(second, within=60)


def test_callers_are_taken_in_the_order_of_their_arrival(house: House, floor: Floor) -> None:
    floor.agent("zoe").goes_available().does(events.PresenceChosen, presence="away", reason="lunch")
    first, second = (
        homewise.calls(house, *TO_TIER1, number=number).hears("in the queue")
        for number in homewise.STRANGERS[:2]
    )
    ann = floor.agent("ann").goes_available().is_offered(first)
    ann.accepts().talks_to(first).does(events.End)
    ann.does(events.Wrapped)
    ann.is_offered(second)


def test_where_the_staff_of_today_has_gone_nobody_waits_for_them(house: House, floor: Floor) -> None:
    ann = floor.agent("ann").goes_available()
    ann.does(events.PresenceChosen, presence="offline")
    house.net.settles(seconds=5)
    call = homewise.calls(house, *TO_TIER1)
    call.hears("after the tone")


def test_a_company_without_desks_lets_callers_wait_by_its_plan(house: House, floor: Floor) -> None:
    call = homewise.calls(house, *TO_TIER1).hears("in the queue")
    assert homewise.in_line(house, "tier1") == [call.sid]


def test_an_urgent_caller_who_talked_with_an_agent_is_nobody_to_call_back(house: House, floor: Floor) -> None:
    ann = floor.agent("ann").goes_available()
    call = homewise.calls(house, "press 9")
    ann.is_offered(call, within=60).accepts().talks_to(call)
    call.hangs_up()
    house.net.settles(seconds=2)
    assert "alert" not in promised(house, call)


def test_an_urgent_caller_who_hangs_up_before_the_agent_is_there_is_called_back(
    house: House, floor: Floor
) -> None:
    ann = floor.agent("ann").goes_available()
    call = homewise.calls(house, "press 9")
    ann.is_offered(call, within=60).does(events.Accepted, offer=ann.me.offer)
    house.net.settles(seconds=2)
    call.hangs_up()
    house.net.settles(seconds=2)
    assert "alert" in promised(house, call)


def test_an_agent_in_a_call_that_ended_unheard_is_freed_by_the_next_look(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    house.net.settles(seconds=61)
    assert free_stuck(house.services, ann.tenant) == 0
    ended(house, ann, call)
    assert free_stuck(house.services, ann.tenant) == 1
    ann.sees("wrap_up")


def ended(house: House, desk: Desk, call: PhoneCall) -> None:
    """Let the trunk know that the call is over, and the floor not."""
    stored = desk.tenant.calls.read(call.sid)
    assert stored is not None
    desk.tenant.calls.commit(
        Commit(
            call_id=call.sid,
            turn_read=stored.turn,
            turn=stored.turn + 1,
            state=stored.state,
            reply=stored.reply,
            now_ms=int(house.net.now.timestamp() * 1000),
            ended=True,
        )
    )


def test_a_supervisor_frees_an_agent_and_the_caller_waits_ahead(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    drops(house, ann)
    ann.does(events.PresenceChosen, presence="away", reason="lunch")
    ann.does(events.Freed, by="supervisor")
    call.hears("Sorry, we lost the connection")
    ann.sees("away:lunch").does(events.PresenceChosen, presence="available")
    ann.is_offered(call, within=70)
