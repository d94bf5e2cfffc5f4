"""Requests for one call overtake each other: what is shown is what is so, at once or by the next look."""

from __future__ import annotations

from functools import partial

import pytest

from emulator.phone_call import PhoneCall
from routing.floor import events
from routing.floor.events import Hold, RecordingAsked, Supervised
from switchboard.agent import obey, settle
from switchboard.conversing import conversation_of
from switchboard.parties import MOST_ASKED
from switchboard.stuck import free_stuck
from telephony.carrier import Change
from tests.calls.agents.crossing import Blind, Overtaken, worker
from tests.calls.agents.working import Desk, Floor, hearers
from tests.house import House


@pytest.fixture
def talking(house: House, ann: Desk, call: PhoneCall) -> Desk:
    ann.accepts().talks_to(call)
    house.net.settles(seconds=1)
    return ann


def room(house: House) -> str:
    (conference,) = house.net.exchange.conferences
    return conference


@pytest.mark.parametrize("loses_answers", [False, True])
def test_a_hold_that_is_overtaken_by_its_end_is_none(
    house: House, talking: Desk, call: PhoneCall, *, loses_answers: bool
) -> None:
    resumes = partial(talking.does, Hold, on=False)
    slow = worker(house, Overtaken(house, resumes, loses_answers=loses_answers))
    obey(slow, talking.tenant, Hold(agent=talking.profile, on=True))
    talking.sees("on_call")
    assert call.leg in hearers(talking.leg)  # type: ignore[arg-type]  # it has one


def test_a_hold_that_the_floor_changes_its_mind_about_each_time_is_left_to_the_look(
    house: House, talking: Desk, call: PhoneCall
) -> None:
    def says(*, on: bool) -> None:
        settle(house.services, talking.tenant, Hold(agent=talking.profile, on=on))

    http = Overtaken(house, *(partial(says, on=bool(at % 2)) for at in range(20)))
    obey(worker(house, http), talking.tenant, Hold(agent=talking.profile, on=True))
    assert http.posts == MOST_ASKED


@pytest.mark.parametrize("change", [Change(held=True), Change(muted=True)])
def test_a_request_that_comes_after_all_others_is_put_right_by_the_next_look(
    house: House, talking: Desk, call: PhoneCall, change: Change
) -> None:
    """As of a refresh: the hold of who left comes when they are back."""
    house.net.settles(seconds=61)
    house.services.carrier.change(room(house), call.sid, change)
    assert talking.leg is not None
    assert call.leg not in hearers(talking.leg) or talking.leg.leg not in hearers(call)
    assert free_stuck(house.services, talking.tenant) == 1
    talking.sees("on_call").talks_to(call)
    assert free_stuck(house.services, talking.tenant) == 0


def test_a_pause_that_is_pressed_while_the_recording_goes_on_is_one(
    house: House, floor: Floor, talking: Desk, call: PhoneCall
) -> None:
    talking.does(RecordingAsked, paused=True)
    shown: list[str] = []

    def pauses() -> None:
        shown.append(floor.conversation(call).recording)
        talking.does(RecordingAsked, paused=True)

    resume = RecordingAsked(agent=talking.profile, paused=False)
    obey(worker(house, Overtaken(house, pauses)), talking.tenant, resume)
    (sound,) = house.net.exchange.recordings.values()
    assert (shown, sound.status) == (["resuming"], "paused")
    assert floor.conversation(call).recording == "paused"


def test_one_empty_list_of_the_phone_network_ends_no_talk(
    house: House, talking: Desk, call: PhoneCall
) -> None:
    house.net.settles(seconds=61)
    free_stuck(worker(house, Blind(house)), talking.tenant)
    house.net.settles(seconds=45)
    talking.sees("on_call").talks_to(call)
    conversation = conversation_of(talking.tenant, call.sid)
    assert conversation is not None
    assert [party.missed_ms for party in conversation.parties] == [0, 0]


def test_two_empty_lists_in_a_row_are_believed(
    house: House, floor: Floor, talking: Desk, call: PhoneCall
) -> None:
    house.net.settles(seconds=61)
    floor.is_followed = False
    for _ in range(2):
        free_stuck(worker(house, Blind(house)), talking.tenant)
        house.net.settles(seconds=30)
    assert {party.state for party in floor.conversation(call).parties} == {"dropped"}


def test_a_supervisor_who_never_dials_in_listens_no_more_after_fifteen_seconds(
    house: House, floor: Floor, talking: Desk, call: PhoneCall
) -> None:
    chosen = Supervised(supervisor="agt_sue", call=call.sid, mode="listen")
    obey(house.services, talking.tenant, chosen)
    house.net.settles(seconds=14)
    assert floor.conversation(call).party("agt_sue") is not None
    house.net.settles(seconds=3)
    assert floor.conversation(call).party("agt_sue") is None
    assert talking.tenant.floor.seats("agt_sue") == ()
    told = [fact["mode"] for fact in house.facts("homewise") if fact["fact"] == "SupervisedChanged"]
    assert told == ["listen", ""]
    talking.does(events.End)
