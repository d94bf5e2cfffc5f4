"""A talk is recorded where policy and consent allow, and paused once that is confirmed (DC10, C17, C19)."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from emulator.faults import RestTrouble, WebhookFault
from emulator.model import Recording as Sound
from emulator.phone_call import PhoneCall
from routing.floor import events
from storage.record.recordings import Recording, Recordings
from switchboard.replaying import replay
from tests.calls import doing, homewise
from tests.calls.agents.conftest import TO_TIER1
from tests.calls.agents.failing import FAULTS, goes_wrong
from tests.calls.agents.working import Desk, Floor, dies_after
from tests.contract import judge
from tests.house import House


def sounds(house: House) -> list[Sound]:
    """What Twilio records, or has recorded."""
    return list(house.net.exchange.recordings.values())


def kept(house: House, call: PhoneCall) -> list[tuple[str, int]]:
    rows = Recordings(house.services.record, "homewise").of_call(call.sid)
    return [(row.state, row.seconds) for row in rows]


def changes(house: House) -> list[tuple[str, str]]:
    told = [fact for fact in house.facts("homewise") if fact["fact"] == "RecordingChanged"]
    return [(fact["state"], fact["reason"]) for fact in told]


@pytest.fixture
def talking(house: House, ann: Desk, call: PhoneCall) -> Desk:
    ann.accepts().talks_to(call)
    house.net.settles(seconds=1)
    return ann


def test_a_caller_who_was_told_is_recorded_from_when_the_agent_is_there_to_the_end(
    house: House, floor: Floor, ann: Desk, call: PhoneCall
) -> None:
    house.net.settles(seconds=5)
    assert sounds(house) == []
    ann.accepts().talks_to(call)
    house.net.settles(seconds=1)
    (sound,) = sounds(house)
    assert (sound.status, sound.source, floor.conversation(call).recording) == (
        "in-progress",
        "Conference",
        "on",
    )
    assert kept(house, call) == [("running", 0)]
    house.net.settles(seconds=20)
    ann.does(events.End)
    house.net.settles(seconds=10)
    assert sound.status == "completed"
    assert kept(house, call) == [("kept", sound.duration_s)]
    assert changes(house) == [("on", "policy")]
    judge(house.emulated.rest.sent)


def test_a_pause_is_shown_when_it_is_one_and_the_recording_goes_on_after_it(
    house: House, floor: Floor, talking: Desk, call: PhoneCall
) -> None:
    (sound,) = sounds(house)
    outcome = talking.does(events.RecordingAsked, paused=True)
    assert (outcome.trouble, sound.status, floor.conversation(call).recording) == ("", "paused", "paused")
    outcome = talking.does(events.RecordingAsked, paused=False)
    assert (outcome.trouble, sound.status, floor.conversation(call).recording) == ("", "in-progress", "on")
    assert changes(house) == [("on", "policy"), ("paused", "agent"), ("on", "agent")]
    judge(house.emulated.rest.sent)


@pytest.mark.parametrize("how", FAULTS)
def test_a_pause_that_is_not_confirmed_blocks_card_numbers_and_says_so(
    house: House, floor: Floor, talking: Desk, call: PhoneCall, how: str
) -> None:
    (sound,) = sounds(house)
    is_done = goes_wrong(house, how)
    outcome = talking.does(events.RecordingAsked, paused=True)
    assert sound.status == ("paused" if is_done else "in-progress")
    assert floor.conversation(call).recording == ("paused" if is_done else "unsure")
    assert ("Take no card numbers" in outcome.trouble) is not is_done
    talking.does(events.RecordingAsked, paused=True)
    assert (sound.status, floor.conversation(call).recording) == ("paused", "paused")


@pytest.mark.parametrize("how", ["refused", "broken after it", "silence"])
def test_a_recording_that_was_not_resumed_is_shown_as_what_it_is(
    house: House, floor: Floor, talking: Desk, call: PhoneCall, how: str
) -> None:
    (sound,) = sounds(house)
    talking.does(events.RecordingAsked, paused=True)
    is_done = goes_wrong(house, how)
    outcome = talking.does(events.RecordingAsked, paused=False)
    assert sound.status == ("in-progress" if is_done else "paused")
    assert floor.conversation(call).recording == ("on" if is_done else "paused")
    assert bool(outcome.trouble) is not is_done


def test_a_network_that_says_nothing_at_all_leaves_card_numbers_blocked(
    house: House, floor: Floor, talking: Desk, call: PhoneCall
) -> None:
    house.net.faults.rest.append(RestTrouble(times=2, hangs=True, path_contains="/Recordings"))
    assert "Take no card numbers" in talking.does(events.RecordingAsked, paused=True).trouble
    assert floor.conversation(call).recording == "unsure"
    talking.does(events.RecordingAsked, paused=True)
    house.net.faults.rest.append(RestTrouble(times=2, hangs=True, path_contains="/Recordings"))
    assert "does not say" in talking.does(events.RecordingAsked, paused=False).trouble
    assert floor.conversation(call).recording == "unsure"


def test_a_pause_with_which_the_process_died_is_unconfirmed_after_five_seconds(
    house: House, floor: Floor, talking: Desk, call: PhoneCall
) -> None:
    dies_after(talking, events.RecordingAsked(agent=talking.profile, paused=True))
    assert floor.conversation(call).recording == "pausing"
    house.net.settles(seconds=7)
    assert floor.conversation(call).recording == "unsure"


@pytest.mark.parametrize(
    "fault",
    [
        WebhookFault(kind="recording", times=10, copies=3),
        WebhookFault(kind="recording", times=10, copies=2, together=True),
        WebhookFault(kind="recording", delay_s=40.0),
    ],
    ids=["thrice", "together", "late"],
)
def test_news_of_a_recording_are_kept_once_however_they_come(
    house: House, ann: Desk, call: PhoneCall, fault: WebhookFault
) -> None:
    house.net.faults.webhooks.append(fault)
    ann.accepts().talks_to(call)
    house.net.settles(seconds=20)
    ann.does(events.End)
    house.net.settles(seconds=60)
    assert kept(house, call) == [("kept", sounds(house)[0].duration_s)]
    assert changes(house)[1:] == []


def test_a_recording_whose_beginning_was_never_told_can_be_paused(
    house: House, floor: Floor, ann: Desk, call: PhoneCall
) -> None:
    house.net.faults.webhooks.append(WebhookFault(kind="recording", lost=True))
    ann.accepts().talks_to(call)
    house.net.settles(seconds=2)
    assert floor.conversation(call).recording == "starting"
    assert ann.does(events.RecordingAsked, paused=True).trouble == ""
    assert (sounds(house)[0].status, floor.conversation(call).recording) == ("paused", "paused")


def unrecorded(house: House, floor: Floor, call: PhoneCall) -> str:
    """Let Ann talk to a caller; returns why nothing is recorded."""
    ann = floor.desks["ann"]
    ann.is_offered(call, within=60).accepts().talks_to(call)
    house.net.settles(seconds=2)
    assert sounds(house) == []
    assert "not recorded" in ann.tries(events.RecordingAsked, paused=True).refused
    ann.does(events.End)
    house.net.settles(seconds=5)
    assert (kept(house, call), changes(house)) == ([], [])
    return floor.conversation(call).needs.unrecorded


def test_a_caller_who_refuses_is_never_recorded(house: House, floor: Floor, ann: Desk) -> None:
    call = homewise.calls(house, "wait", "say please do not record me").hears("will not be recorded")
    doing.does(doing.comes_to(house, call, "homewise-support/urgent_first"), *TO_TIER1)
    assert unrecorded(house, floor, call) == "refused"


def test_urgent_reports_are_not_recorded(house: House, floor: Floor, ann: Desk) -> None:
    call = homewise.calls(house, "press 9")
    assert unrecorded(house, floor, call) == "policy"


def test_an_outside_party_is_told_before_they_are_put_through(
    house: House, talking: Desk, call: PhoneCall
) -> None:
    talking.does(events.TransferBegun, mode="consult", kind="number", to="+442079460777")
    house.net.phone("+442079460777").answers().hears("The call is recorded. Press 1")


def test_news_that_sql_could_not_take_is_replayed_from_the_journal(house: House) -> None:
    """As `_journal_talk` writes it, twice."""
    told = Recording(sid="RE1", call_id="CA1", conference="CF1", state="kept", seconds=12)
    entry = {"tenant": "homewise", "at": house.net.now.isoformat(), **asdict(told)}
    for _ in range(2):
        house.services.journal.write("talk", entry)
    assert replay(house.services) == 2
    assert Recordings(house.services.record, "homewise").of_call("CA1") == (told,)
