"""What is said in a consult, while the caller hears music, is not recorded; what the caller hears is."""

from __future__ import annotations

import pytest

from emulator.faults import RestTrouble
from emulator.phone_call import PhoneCall
from routing.floor import events
from tests.calls import homewise
from tests.calls.agents.failing import FAULTS
from tests.calls.agents.test_recording import changes, kept, sounds
from tests.calls.agents.working import Desk, Floor, dies_after
from tests.contract import judge
from tests.house import House


@pytest.fixture
def ben(floor: Floor) -> Desk:
    return floor.agent("ben", queues=("complaints",)).goes_available()


@pytest.fixture
def talking(house: House, ann: Desk, call: PhoneCall, ben: Desk) -> Desk:
    """Ann talks with a caller, recorded; Ben is free."""
    ann.accepts().talks_to(call)
    house.net.settles(seconds=1)
    return ann


def consult(ben: Desk) -> dict[str, object]:
    return {
        "mode": "consult",
        "kind": "agent",
        "to": ben.profile.id,
        "target": ben.profile,
        "offer": "off_consult",
    }


def consults(ann: Desk, ben: Desk) -> None:
    ann.does(events.TransferBegun, **consult(ben))
    ben.sees("ringing").accepts()
    ann.house.net.settles(seconds=3)


def recorded(floor: Floor, call: PhoneCall) -> tuple[str, str]:
    """What Twilio does, and what the floor shows."""
    (sound,) = sounds(floor.house)
    return sound.status, floor.conversation(call).recording


PAUSED, ON = ("paused", "paused"), ("in-progress", "on")


def test_a_consult_is_not_recorded_and_the_talk_after_it_is(
    house: House, floor: Floor, talking: Desk, ben: Desk, call: PhoneCall
) -> None:
    talking.does(events.TransferBegun, **consult(ben))
    assert recorded(floor, call) == PAUSED
    ben.sees("ringing").accepts()
    house.net.settles(seconds=3)
    assert recorded(floor, call) == PAUSED
    talking.does(events.ConsultStep, step="cancel")
    assert recorded(floor, call) == ON
    assert changes(house) == [("on", "policy"), ("paused", "policy"), ("on", "policy")]
    talking.does(events.End)
    house.net.settles(seconds=5)
    assert [state for state, _ in kept(house, call)] == ["kept"]
    judge(house.emulated.rest.sent)


@pytest.mark.parametrize("step", ["swap", "join_all", "complete"])
def test_it_goes_on_when_the_caller_hears_them_again(
    floor: Floor, talking: Desk, ben: Desk, call: PhoneCall, step: str
) -> None:
    consults(talking, ben)
    talking.does(events.ConsultStep, step=step)
    assert recorded(floor, call) == ON


def test_each_swap_pauses_and_goes_on(floor: Floor, talking: Desk, ben: Desk, call: PhoneCall) -> None:
    consults(talking, ben)
    seen = []
    for _ in range(3):
        talking.does(events.ConsultStep, step="swap")
        seen.append(recorded(floor, call))
    assert seen == [ON, PAUSED, ON]


def test_a_colleague_who_does_not_answer_brings_it_back(
    house: House, floor: Floor, talking: Desk, ben: Desk, call: PhoneCall
) -> None:
    talking.does(events.TransferBegun, **consult(ben))
    house.net.settles(seconds=25)
    assert recorded(floor, call) == ON


def test_where_the_agents_line_is_cut_it_goes_on_with_the_colleague_who_takes_over(
    house: House, floor: Floor, talking: Desk, ben: Desk, call: PhoneCall
) -> None:
    consults(talking, ben)
    assert talking.leg is not None
    talking.leg.hangs_up()
    house.net.settles(seconds=70)
    assert (floor.conversation(call).owner, recorded(floor, call)) == (ben.profile.id, ON)


def test_what_the_agent_has_paused_stays_so_after_a_consult(
    house: House, floor: Floor, talking: Desk, ben: Desk, call: PhoneCall
) -> None:
    talking.does(events.RecordingAsked, paused=True)
    consults(talking, ben)
    talking.does(events.ConsultStep, step="cancel")
    assert recorded(floor, call) == PAUSED
    assert changes(house)[1:] == [("paused", "agent")]


def test_a_pause_that_is_asked_for_in_a_consult_outlasts_it_and_nobody_records_one(
    floor: Floor, talking: Desk, ben: Desk, call: PhoneCall
) -> None:
    consults(talking, ben)
    assert "once the caller is back" in talking.tries(events.RecordingAsked, paused=False).refused
    talking.does(events.RecordingAsked, paused=True)
    talking.does(events.ConsultStep, step="cancel")
    assert recorded(floor, call) == PAUSED
    talking.does(events.RecordingAsked, paused=False)
    assert recorded(floor, call) == ON


@pytest.mark.parametrize("how", FAULTS)
def test_a_pause_that_did_not_happen_is_shown_and_the_consult_goes_on(
    floor: Floor, talking: Desk, ben: Desk, call: PhoneCall, how: str
) -> None:
    status, is_done = FAULTS[how]
    trouble = RestTrouble(status=status, hangs=not status, path_contains="/Recordings", after_effect=is_done)
    floor.house.net.faults.rest.append(trouble)
    outcome = talking.does(events.TransferBegun, **consult(ben))
    assert ("Take no card numbers" in outcome.trouble) is not is_done
    assert floor.conversation(call).recording == ("paused" if is_done else "unsure")
    ben.sees("ringing").accepts()
    floor.house.net.settles(seconds=3)
    talking.does(events.ConsultStep, step="cancel")
    assert recorded(floor, call) == ON


def test_a_process_that_dies_with_the_order_leaves_it_unconfirmed_and_going_on_mends_it(
    house: House, floor: Floor, talking: Desk, ben: Desk, call: PhoneCall
) -> None:
    begun = events.TransferBegun(agent=talking.profile, **consult(ben))  # type: ignore[arg-type]  # fields by name
    dies_after(talking, begun)
    assert floor.conversation(call).recording == "pausing"
    house.net.settles(seconds=7)
    assert floor.conversation(call).recording == "unsure"
    talking.does(events.ConsultStep, step="cancel")
    assert recorded(floor, call) == ON


def test_a_hold_without_a_consult_is_recorded_as_before(floor: Floor, talking: Desk, call: PhoneCall) -> None:
    talking.does(events.Hold, on=True)
    assert recorded(floor, call) == ON


def test_a_consult_in_a_talk_that_is_not_recorded_asks_nothing_of_the_phone_network(
    house: House, floor: Floor, ann: Desk, ben: Desk
) -> None:
    call = homewise.calls(house, "press 9")
    ann.is_offered(call, within=60).accepts().talks_to(call)
    consults(ann, ben)
    ann.does(events.ConsultStep, step="cancel")
    assert (sounds(house), floor.conversation(call).recording_aside) == ([], "")
    assert not [each for each in house.emulated.rest.sent if "/Recordings" in each.url]
