"""The phone network does not do what an agent asked: they are told, and see what is so (D7)."""

from __future__ import annotations

import pytest

from emulator.faults import RestTrouble
from emulator.model import Participant
from emulator.phone_call import PhoneCall
from routing.floor import events
from tests.calls.agents.failing import FAULTS, goes_wrong
from tests.calls.agents.working import Desk, Floor
from tests.contract import judge
from tests.house import House

SOME = ("refused", "broken after it", "silence")
OUTSIDE = "+442079460777"


@pytest.fixture
def talking(ann: Desk, call: PhoneCall) -> Desk:
    return ann.accepts().talks_to(call)


def seat(house: House, call: PhoneCall) -> Participant:
    """What Twilio has of a leg in its conference."""
    (room,) = house.net.exchange.conferences.values()
    return room.participants[call.sid]


def is_held(house: House, floor: Floor, call: PhoneCall) -> bool:
    """Whether Twilio and the floor both have the caller on hold; they never differ."""
    party = floor.conversation(call).party("customer")
    assert party is not None
    assert party.held is seat(house, call).hold is bool(floor.conversation(call).held_since_ms)
    return party.held


@pytest.mark.parametrize("how", FAULTS)
def test_a_hold_is_shown_when_it_is_one(
    house: House, floor: Floor, talking: Desk, call: PhoneCall, how: str
) -> None:
    is_done = goes_wrong(house, how)
    outcome = talking.does(events.Hold, on=True)
    assert is_held(house, floor, call) is is_done
    assert ("they still hear you" in outcome.trouble) is not is_done
    talking.sees("on_hold" if is_done else "on_call")
    assert talking.does(events.Hold, on=True).trouble == ""
    assert is_held(house, floor, call)
    judge(house.emulated.rest.sent)


@pytest.mark.parametrize("how", FAULTS)
def test_a_caller_is_off_hold_only_when_they_are(
    house: House, floor: Floor, talking: Desk, call: PhoneCall, how: str
) -> None:
    talking.does(events.Hold, on=True)
    is_done = goes_wrong(house, how)
    outcome = talking.does(events.Hold, on=False)
    assert is_held(house, floor, call) is not is_done
    assert ("still on hold" in outcome.trouble) is not is_done
    talking.does(events.Hold, on=False)
    talking.sees("on_call").talks_to(call)


@pytest.mark.parametrize("how", SOME)
@pytest.mark.parametrize("on", [True, False], ids=["mute", "unmute"])
def test_a_line_is_shown_muted_only_while_it_is(
    house: House, floor: Floor, talking: Desk, call: PhoneCall, how: str, *, on: bool
) -> None:
    assert talking.leg is not None
    if not on:
        talking.does(events.Mute, on=True)
    is_done = goes_wrong(house, how)
    outcome = talking.does(events.Mute, on=on)
    party = floor.conversation(call).party(talking.profile.id)
    assert party is not None
    assert party.muted is seat(house, talking.leg).muted is (on if is_done else not on)
    assert bool(outcome.trouble) is not is_done
    talking.does(events.Mute, on=on)
    assert seat(house, talking.leg).muted is on


def test_a_network_that_says_nothing_at_all_leaves_the_agent_what_was_and_tells_them(
    house: House, floor: Floor, talking: Desk, call: PhoneCall
) -> None:
    house.net.faults.rest.append(RestTrouble(times=2, hangs=True))
    assert "still hear you" in talking.does(events.Hold, on=True).trouble
    assert not is_held(house, floor, call)


@pytest.mark.parametrize(
    ("how", "mode"), [("refused", "consult"), ("broken after it", "blind"), ("silence", "blind")]
)
def test_a_number_that_cannot_be_rung_brings_the_caller_back_with_words(
    house: House, talking: Desk, call: PhoneCall, how: str, mode: str
) -> None:
    """The hold before the ring goes through; the ring itself goes wrong."""
    status, after = FAULTS[how]
    trouble = RestTrouble(
        status=status, hangs=not status, method="POST", after_effect=after, path_contains="/Calls.json"
    )
    house.net.faults.rest.append(trouble)
    phone = house.net.phone(OUTSIDE)
    outcome = talking.does(events.TransferBegun, mode=mode, kind="number", to=OUTSIDE)
    assert f"{OUTSIDE} could not be rung" in outcome.trouble
    talking.sees("on_call").talks_to(call)
    if after:  # it rings all the same: whoever picks up is told that nobody waits, and joins nobody
        phone.answers().hears("over").ends()
    house.net.settles(seconds=25)
    talking.sees("on_call").talks_to(call)
    ended = [fact for fact in house.facts("homewise") if fact["fact"] == "TransferCancelled"]
    assert len(ended) == 1
    talking.does(events.End)
    call.hears("How did we do")


def test_a_caller_who_could_not_be_held_for_a_consult_hears_it_and_the_agent_is_told(
    house: House, floor: Floor, talking: Desk, call: PhoneCall
) -> None:
    goes_wrong(house, "refused")
    outcome = talking.does(events.TransferBegun, mode="consult", kind="number", to=OUTSIDE)
    assert "still hear you" in outcome.trouble
    assert not is_held(house, floor, call)
    talking.sees("consulting").does(events.ConsultStep, step="cancel")
    talking.sees("on_call").talks_to(call)
