"""News that is doubled, late or lost, and processes that die between a commit and what follows it."""

from __future__ import annotations

import pytest

from emulator.faults import RestTrouble, WebhookFault
from emulator.phone_call import PhoneCall
from routing.floor import events
from switchboard.conversing import conversation_of
from switchboard.routing import GROUP, MOST_FACTS
from switchboard.stuck import free_stuck
from tests.calls import homewise
from tests.calls.agents.conftest import TO_TIER1
from tests.calls.agents.test_offers import endings
from tests.calls.agents.working import Desk, Floor, dies_after, hearers, in_room
from tests.house import House

FAULTS = [
    WebhookFault(kind="conference", times=10, copies=3),
    WebhookFault(kind="conference", times=10, copies=2, together=True),
    WebhookFault(kind="conference", times=4, delay_s=2.0),
    WebhookFault(kind="conference", after_next=True),
]


@pytest.mark.parametrize("fault", FAULTS, ids=["thrice", "together", "late", "overtaken"])
def test_a_call_is_the_same_whatever_becomes_of_the_conferences_news(
    house: House, ann: Desk, call: PhoneCall, fault: WebhookFault
) -> None:
    house.net.faults.webhooks.append(fault)
    ann.accepts().talks_to(call, within=20)
    house.net.settles(seconds=10)
    ann.sees("on_call").does(events.End)
    call.hears("How did we do")
    ann.sees("wrap_up")
    call.hangs_up()
    house.net.settles(seconds=20)
    names = [fact["fact"] for fact in house.facts("homewise")]
    assert names.count("CallAnswered") == names.count("ConversationEnded") == names.count("CallEnded") == 1
    assert ann.display == "wrap_up"


#: What Twilio calls a conference's news that we did not take.
NOT_TAKEN = 16011
JOINS, LEAVES = (
    WebhookFault(kind="conference", event=f"participant-{what}", times=10, lost=True)
    for what in ("join", "leave")
)


def were_lost(house: House) -> None:
    """All the news that did not come is what was to be lost; Twilio says so once for each."""
    lost = [alert for alert in house.net.alerts if alert.code == NOT_TAKEN]
    assert lost
    for _ in lost:
        house.net.expects_alert(NOT_TAKEN)


def test_joins_that_are_lost_tear_no_talk_apart(house: House, ann: Desk, call: PhoneCall) -> None:
    house.net.faults.webhooks.append(JOINS)
    ann.accepts().talks_to(call, within=20)
    house.net.settles(seconds=30)
    ann.sees("on_call").talks_to(call)
    ann.does(events.End)
    call.hears("How did we do")
    were_lost(house)


def test_an_agents_leave_that_is_lost_leaves_nobody_alone_in_the_room(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    house.net.settles(seconds=61)
    house.net.faults.webhooks.append(LEAVES)
    assert ann.leg is not None
    ann.leg.drops().ends()
    ann.does(events.LinkChanged, up=False)
    assert free_stuck(house.services, ann.tenant) == 1
    assert free_stuck(house.services, ann.tenant) == 0
    call.hears("Sorry, we lost the connection", within=70)
    were_lost(house)


def test_a_talk_of_which_all_is_told_is_left_alone_by_the_look(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    house.net.settles(seconds=61)
    assert free_stuck(house.services, ann.tenant) == 0
    ann.sees("on_call").talks_to(call)


@pytest.mark.parametrize("who", ["caller", "outside"])
def test_a_caller_whom_only_an_outside_party_is_with_goes_on_when_a_leave_is_lost(
    house: House, ann: Desk, call: PhoneCall, who: str
) -> None:
    phone = house.net.phone("+442079460777")
    ann.accepts().talks_to(call)
    ann.does(events.TransferBegun, mode="blind", kind="number", to=phone.number)
    leg = phone.answers().hears("Press 1").presses("1")
    house.net.runs_until(lambda: call.leg in hearers(leg), 10)
    house.net.settles(seconds=1)
    house.net.faults.webhooks.append(LEAVES)
    (call if who == "caller" else leg).hangs_up()
    house.net.settles(seconds=90)
    conversation = conversation_of(ann.tenant, call.sid)
    assert conversation is not None
    assert conversation.phase == "ended"
    were_lost(house)


def test_a_worker_that_dies_after_an_accept_leaves_the_caller_to_the_hold_round(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    dies_after(ann, events.Accepted(agent=ann.profile, offer=ann.me.offer))
    ann.dials_in().talks_to(call, within=15)
    assert endings(house) == ["accepted"]


def test_a_worker_that_dies_after_an_end_leaves_the_caller_to_the_timers(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    dies_after(ann, events.End(agent=ann.profile))
    ann.sees("wrap_up")
    call.hears("How did we do", within=15)
    assert ann.leg is not None
    ann.leg.ends()


def test_a_worker_that_dies_after_the_caller_has_gone_leaves_the_room_to_nobody(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    house.net.faults.rest.append(RestTrouble(times=2, status=500))
    call.hangs_up()
    ann.sees("wrap_up")
    assert ann.leg is not None
    ann.leg.ends(within=30)


def test_a_follower_that_restarts_goes_on_where_it_was(
    house: House, floor: Floor, ann: Desk, call: PhoneCall
) -> None:
    """Its timers and its place among the facts are in the store."""
    second = homewise.calls(house, *TO_TIER1, number=homewise.STRANGERS[1])
    floor.is_followed = False
    house.net.settles(seconds=30)
    assert ann.display == "ringing"
    ben = floor.agent("ben").goes_available()
    house.net.settles(seconds=5)
    floor.is_followed = True
    ann.sees("away:missed")
    house.net.runs_until(lambda: ben.display == "ringing", 10)
    assert ben.me.call in {call.sid, second.sid}


def test_a_follower_that_dies_over_what_it_read_leaves_the_caller_to_the_next_one(
    house: House, floor: Floor
) -> None:
    """It has read that a caller joined, for a demand that nobody asked for before, and not acted on it."""
    ann = floor.agent("ann").goes_available()
    floor.is_followed = False
    call = homewise.calls(house, *TO_TIER1)
    house.net.settles(seconds=5)
    read = ann.tenant.facts.read(GROUP, "another", MOST_FACTS)
    assert any("QueueJoined" in entry.fact for entry in read)
    floor.is_followed = True
    ann.is_offered(call)


def test_a_late_press_of_accept_still_helps_the_caller_whom_nobody_else_took(
    house: House, floor: Floor, ann: Desk, call: PhoneCall
) -> None:
    floor.is_followed = False
    house.net.settles(seconds=25)
    ann.accepts().talks_to(call)
    assert endings(house) == ["accepted"]


def test_a_desk_without_its_stream_is_off_the_floor_within_half_a_minute(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    ann.declines().does(events.LinkChanged, up=False)
    ann.sees("offline:disconnected", within=30)
    house.net.settles(seconds=60)
    assert not in_room(call)
    assert ann.display == "offline:disconnected"


def test_a_store_that_lost_everything_lets_a_talk_go_on_and_the_caller_be_heard(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    house.services.live.run(lambda redis: redis.flushall())
    assert ann.leg is not None
    ann.leg.hangs_up()
    house.net.settles(seconds=15)
    assert not call.is_over
