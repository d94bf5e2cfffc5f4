"""Consult, warm and blind transfer, conference; to an agent, a queue, a number. No caller is ever dropped."""

from __future__ import annotations

import pytest

from emulator.phone_call import PhoneCall
from routing.floor import events
from routing.floor.needs import Demand, Needs
from routing.place import score
from tests.calls import homewise
from tests.calls.agents.working import Desk, Floor, hearers
from tests.house import House

OUTSIDE = "+442079460777"


@pytest.fixture
def talking(ann: Desk, call: PhoneCall) -> Desk:
    return ann.accepts().talks_to(call)


@pytest.fixture
def ben(floor: Floor, talking: Desk) -> Desk:
    """A second agent, who came when the call was Ann's."""
    return floor.agent("ben").goes_available()


def begins(desk: Desk, mode: str, other: Desk) -> None:
    desk.does(
        events.TransferBegun,
        mode=mode,
        kind="agent",
        to=other.profile.id,
        offer=f"off_{mode}",
        target=other.profile,
    )


def leg(desk: Desk) -> object:
    assert desk.leg is not None
    return desk.leg.leg


def test_a_warm_transfer_consults_first_and_gives_the_caller_over(
    house: House, talking: Desk, ben: Desk, call: PhoneCall
) -> None:
    begins(talking, "consult", ben)
    ben.sees("ringing").accepts()
    house.net.settles(seconds=3)
    assert ben.leg is not None
    assert hearers(ben.leg) == [leg(talking)]
    talking.sees("consulting").does(events.ConsultStep, step="swap")
    house.net.settles(seconds=2)
    assert hearers(call) == [leg(talking)]
    talking.does(events.ConsultStep, step="swap")
    house.net.settles(seconds=1)
    talking.does(events.ConsultStep, step="complete")
    talking.sees("wrap_up")
    ben.talks_to(call)
    house.net.settles(seconds=1)
    assert hearers(call) == [leg(ben)]
    ben.does(events.End)
    call.hears("How did we do")


def test_all_may_be_joined_and_one_leave(house: House, talking: Desk, ben: Desk, call: PhoneCall) -> None:
    begins(talking, "consult", ben)
    ben.sees("ringing").accepts()
    house.net.settles(seconds=3)
    talking.does(events.ConsultStep, step="join_all")
    house.net.settles(seconds=2)
    assert len(hearers(call)) == 2
    ben.does(events.End)
    house.net.settles(seconds=1)
    assert hearers(call) == [leg(talking)]
    talking.talks_to(call)


def test_a_blind_transfer_that_nobody_takes_comes_back(
    house: House, talking: Desk, ben: Desk, call: PhoneCall
) -> None:
    begins(talking, "blind", ben)
    ben.sees("ringing")
    house.net.settles(seconds=3)
    assert call.leg.heard[-1].text.endswith("/audio/hold/0.wav")
    ben.sees("away:missed", within=25)
    talking.sees("on_call").talks_to(call)


def test_a_blind_transfer_that_is_taken_frees_the_first_agent(
    talking: Desk, ben: Desk, call: PhoneCall
) -> None:
    begins(talking, "blind", ben)
    ben.sees("ringing").accepts().talks_to(call)
    talking.sees("wrap_up")


def test_a_caller_sent_to_another_queue_is_told_their_place_there_and_waits(
    house: House, floor: Floor, talking: Desk, call: PhoneCall
) -> None:
    ben = floor.agent("ben", queues=("complaints",)).goes_available()
    ben.does(events.PresenceChosen, presence="away", reason="lunch")
    now_ms = int(house.net.now.timestamp() * 1000)
    demand = Demand(queue="complaints", complaint=True).key
    needs = Needs(call=call.sid, demand=demand, score=score(now_ms, 50), priority=50, joined_ms=now_ms)
    talking.does(events.TransferBegun, mode="blind", kind="queue", to="complaints", needs=needs)
    talking.sees("wrap_up")
    call.hears("You are being put through").hears("You are next in").hears("We expect to answer in")
    ben.does(events.PresenceChosen, presence="available")
    ben.is_offered(call, within=10).accepts().talks_to(call)
    joined = homewise.facts_of(house, "QueueJoined")
    assert [(fact["queue"], fact["priority"]) for fact in joined] == [("tier1", 50), ("complaints", 50)]
    ben.does(events.End)
    call.hears("How did we do")


def test_an_outside_number_hears_nothing_of_the_caller_and_presses_one(
    house: House, talking: Desk, call: PhoneCall
) -> None:
    """Whoever picks up may be a stranger, or a voicemail."""
    phone = house.net.phone(OUTSIDE)
    talking.does(events.TransferBegun, mode="consult", kind="number", to=OUTSIDE)
    outside = phone.answers().hears("Press 1").presses("1")
    assert (
        " ".join(line.text for line in outside.leg.heard if line.kind == "say")
        == "Homewise. A call is waiting for you. The call is recorded. Press 1 to take it."
    )
    house.net.settles(seconds=3)
    assert hearers(outside) == [leg(talking)]
    talking.does(events.ConsultStep, step="complete")
    talking.sees("wrap_up")
    house.net.settles(seconds=2)
    assert hearers(call) == [outside.leg]
    outside.hangs_up()
    call.hears("How did we do")


@pytest.mark.parametrize("plan", ["busy", "unreachable", "decline", None])
def test_an_outside_number_that_does_not_answer_brings_the_caller_back(
    house: House, talking: Desk, call: PhoneCall, plan: str | None
) -> None:
    phone = house.net.phone(OUTSIDE)
    if plan is not None:
        phone.will(plan)  # type: ignore[arg-type]  # one of the plans
    talking.does(events.TransferBegun, mode="blind", kind="number", to=OUTSIDE)
    if plan is None:
        phone.rings()
    talking.sees("on_call", within=30).talks_to(call)
