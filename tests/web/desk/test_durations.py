"""`call.ended` on the feed says how a call's time was spent; together the parts are its length."""

from __future__ import annotations

from datetime import datetime

import pytest

from emulator.phone_call import PhoneCall
from routing.floor import events
from tests.calls import homewise
from tests.calls.agents.working import Desk, Floor
from tests.house import House
from tests.web.desk.feeding import TENANT, Heard, listening, until
from tests.web.people import signs_in

PARTS = {"ivr_s", "queue_s", "ring_s", "talk_s", "hold_s"}


def ends(house: House, call: PhoneCall) -> Heard:
    """Let the caller hang up; return the event as a supervisor's desk gets it."""
    with listening(signs_in(house, TENANT, "supervisor")) as heard:
        next(heard)
        call.hangs_up()
        house.net.settles(seconds=2)
        return until(heard, "call.ended")


def length_s(house: House, call: PhoneCall) -> float:
    told = [fact for fact in house.facts(TENANT) if fact["call"] == call.sid]
    began, ended = (
        next(datetime.fromisoformat(fact["at"]) for fact in told if fact["fact"] == kind)
        for kind in ("CallStarted", "CallEnded")
    )
    return (ended - began).total_seconds()


def test_talk_hold_ring_and_menu_of_a_caller_who_hangs_up_in_the_talk(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    house.net.settles(seconds=4)
    ann.accepts().talks_to(call)
    house.net.settles(seconds=20)
    ann.does(events.Hold, on=True)
    house.net.settles(seconds=40)
    ann.does(events.Hold, on=False)
    house.net.settles(seconds=10)
    spent = ends(house, call).data["durations"]
    assert set(spent) == PARTS
    assert (spent["hold_s"], spent["talk_s"]) == (40, 30)
    assert 4 <= spent["ring_s"] <= 10
    assert spent["ivr_s"] > 5
    assert -len(PARTS) < sum(spent.values()) - length_s(house, call) <= 0


def test_a_caller_whom_nobody_answers_has_waited_and_not_talked(house: House, floor: Floor) -> None:
    floor.agent("ann")
    call = homewise.calls(house, *homewise.AS_OWNER, "press 0")
    house.net.settles(seconds=90)
    spent = ends(house, call).data["durations"]
    assert spent["queue_s"] >= 80
    assert (spent["ring_s"], spent["talk_s"], spent["hold_s"]) == (0, 0, 0)
    assert -len(PARTS) < sum(spent.values()) - length_s(house, call) <= 0


def test_a_talk_that_its_agent_ended_is_counted_once_and_what_follows_is_menu(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    house.net.settles(seconds=25)
    ann.does(events.End)
    house.net.settles(seconds=12)
    spent = ends(house, call).data["durations"]
    assert spent["talk_s"] == 25
    assert -len(PARTS) < sum(spent.values()) - length_s(house, call) <= 0


@pytest.mark.parametrize("consults", [1, 2])
def test_every_hold_of_a_talk_counts_consults_too(
    house: House, floor: Floor, ann: Desk, call: PhoneCall, consults: int
) -> None:
    ben = floor.agent("ben").goes_available()
    ann.accepts().talks_to(call)
    for number in range(consults):
        ann.does(
            events.TransferBegun,
            mode="consult",
            kind="agent",
            to=ben.profile.id,
            target=ben.profile,
            offer=f"off_{number}",
        )
        house.net.settles(seconds=8)
        ann.does(events.ConsultStep, step="cancel")
        house.net.settles(seconds=3)
    assert ends(house, call).data["durations"]["hold_s"] == 8 * consults
