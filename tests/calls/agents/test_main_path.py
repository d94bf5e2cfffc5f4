"""From the queue to an agent, and on with the flow: the whole way, with real stores."""

from __future__ import annotations

from emulator.phone_call import PhoneCall
from routing.floor import events
from tests.calls import homewise
from tests.calls.agents.conftest import TO_TIER1
from tests.calls.agents.working import Desk, hearers
from tests.house import House

SURVEY = "How did we do"


def test_a_caller_is_put_to_a_free_agent_and_goes_on_to_the_survey(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    assert homewise.in_line(house, "tier1") == []
    house.net.settles(seconds=30)
    ann.sees("on_call").does(events.End)
    call.hears(SURVEY)
    ann.sees("wrap_up").does(events.Wrapped, disposition="booking", resolved="yes")
    ann.sees("available")
    call.hangs_up()
    house.net.settles()
    names = [fact["fact"] for fact in house.facts("homewise")]
    assert names.count("CallAnswered") == names.count("ConversationEnded") == names.count("CallEnded") == 1


def test_the_next_caller_comes_as_soon_as_the_wrap_up_is_saved(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    second = homewise.calls(house, *TO_TIER1, number=homewise.STRANGERS[1])
    second.hears("You are next")
    ann.does(events.End)
    ann.does(events.Wrapped)
    assert ann.me.call == second.sid
    ann.accepts().talks_to(second)


def test_the_customer_hears_music_on_hold_and_the_agent_again_after_it(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call).does(events.Hold, on=True)
    house.net.settles(seconds=5)
    assert hearers(call) == []
    assert call.leg.heard[-1].text.endswith("/audio/hold/0.wav")
    ann.sees("on_hold").does(events.Hold, on=False)
    ann.talks_to(call).does(events.Mute, on=True)
    house.net.settles(seconds=5)
    assert ann.leg is not None
    assert hearers(ann.leg) == []
    ann.does(events.Mute, on=False)
    ann.talks_to(call).does(events.End)
    call.hears(SURVEY)


def test_music_plays_for_as_long_as_the_hold_lasts(house: House, ann: Desk, call: PhoneCall) -> None:
    ann.accepts().talks_to(call).does(events.Hold, on=True)
    house.net.settles(seconds=250)
    assert sum(line.text.endswith("/audio/hold/0.wav") for line in call.leg.heard) >= 3
    ann.does(events.Hold, on=False)
    ann.talks_to(call)


def test_unsaved_wrap_up_ends_by_the_servers_own_clock(house: House, ann: Desk, call: PhoneCall) -> None:
    ann.accepts().talks_to(call).does(events.End)
    ann.sees("wrap_up").does(events.WrapExtended)
    house.net.settles(seconds=80)
    ann.sees("wrap_up").sees("available", within=15)
    (wrapped,) = homewise.facts_of(house, "Wrapup")
    assert (wrapped["auto"], wrapped["resolved"]) == (True, "unsure")
