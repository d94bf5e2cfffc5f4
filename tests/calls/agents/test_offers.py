"""Offers that come to nothing: the caller keeps the place, and every offer ends exactly once."""

from __future__ import annotations

from emulator.phone_call import PhoneCall
from routing.floor import events
from tests.calls import homewise
from tests.calls.agents.conftest import TO_TIER1
from tests.calls.agents.working import Desk, Floor, in_room
from tests.house import House


def endings(house: House) -> list[str]:
    """Return how the offers ended, and that each of them did."""
    facts = house.facts("homewise")
    made = [fact["offer"] for fact in facts if fact["fact"] == "OfferMade"]
    ended = {fact["offer"]: fact["ending"] for fact in facts if fact["fact"] == "OfferEnded"}
    assert sorted(made) == sorted(ended)
    return [ended[offer] for offer in made]


def test_a_declined_call_goes_to_another_agent_and_not_back_for_a_minute(
    house: House, floor: Floor, ann: Desk, call: PhoneCall
) -> None:
    ann.declines()
    ben = floor.agent("ben").goes_available()
    assert ann.display == "available"
    ben.is_offered(call).accepts().talks_to(call)
    assert endings(house) == ["declined", "accepted"]


def test_the_only_agent_who_declined_is_asked_again_after_a_minute(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    ann.declines()
    house.net.settles(seconds=55)
    ann.sees("available").is_offered(call, within=10)


def test_a_missed_offer_makes_the_agent_away_and_the_caller_keeps_the_place(
    house: House, floor: Floor, ann: Desk, call: PhoneCall
) -> None:
    second = homewise.calls(house, *TO_TIER1, number=homewise.STRANGERS[1])
    second.hears("number 2")
    ann.sees("away:missed", within=25)
    assert homewise.in_line(house, "tier1") == [call.sid, second.sid]
    floor.agent("ben").goes_available().is_offered(call).accepts().talks_to(call)
    ann.does(events.PresenceChosen, presence="available")
    ann.is_offered(second)
    second.hangs_up()
    house.net.settles()
    assert endings(house) == ["timed_out", "accepted", "withdrawn"]


def test_a_browser_that_never_dials_in_gives_the_caller_back_to_the_head(
    house: House, floor: Floor, ann: Desk, call: PhoneCall
) -> None:
    second = homewise.calls(house, *TO_TIER1, number=homewise.STRANGERS[1])
    ann.does(events.Accepted, offer=ann.me.offer)
    house.net.settles(seconds=5)
    assert in_room(call)
    ann.sees("away:missed", within=15)
    house.net.settles(seconds=3)
    assert not in_room(call)
    assert homewise.in_line(house, "tier1") == [call.sid, second.sid]
    floor.agent("ben").goes_available().is_offered(call).accepts().talks_to(call)


def test_a_caller_who_hangs_up_while_it_rings_stops_the_ringing_without_blame(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    call.hangs_up()
    house.net.settles(seconds=2)
    assert (ann.display, ann.me.missed) == ("available", 0)
    assert endings(house) == ["withdrawn"]
    assert "refused" not in ann.tries(events.Accepted, offer="off_gone").refused


def test_a_caller_who_hangs_up_before_the_browser_has_dialled_in(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    ann.does(events.Accepted, offer=ann.me.offer)
    house.net.settles(seconds=2)
    call.hangs_up()
    house.net.settles(seconds=2)
    assert ann.display == "available"
    ann.dials_in()
    assert ann.leg is not None
    ann.leg.hears("There is no call for you").ends()
    assert endings(house) == ["withdrawn"]


def test_a_caller_who_hangs_up_in_the_talk_closes_the_room(house: House, ann: Desk, call: PhoneCall) -> None:
    ann.accepts().talks_to(call)
    call.hangs_up()
    assert ann.leg is not None
    ann.leg.ends()
    ann.sees("wrap_up")
    (ended,) = homewise.facts_of(house, "ConversationEnded")
    assert (ended["cause"], ended["ended_by"]) == ("normal", "customer")


def test_a_caller_who_hangs_up_on_hold_closes_the_room(house: House, ann: Desk, call: PhoneCall) -> None:
    ann.accepts().talks_to(call).does(events.Hold, on=True)
    house.net.settles(seconds=3)
    call.hangs_up()
    assert ann.leg is not None
    ann.leg.ends()
    ann.sees("wrap_up")


def test_a_caller_who_chooses_otherwise_while_it_rings_is_left_in_peace(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    call.presses("7").hears("after the tone")
    house.net.settles(seconds=3)
    assert (ann.display, ann.me.missed) == ("available", 0)
    assert endings(house) == ["withdrawn"]


def test_nobody_is_offered_a_call_that_has_ended(house: House, floor: Floor) -> None:
    call = homewise.calls(house, *TO_TIER1).hears("You are next")
    call.hangs_up()
    house.net.settles(seconds=2)
    ann = floor.agent("ann").goes_available()
    house.net.settles(seconds=15)
    assert ann.display == "available"
