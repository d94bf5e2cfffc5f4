"""A call that Redis has forgotten, or has not heard of yet, ends in the facts exactly once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from emulator.phone_call import PhoneCall
from tests.faults.conftest import Shake, Shaken
from tests.faults.places import (
    STRANGER,
    at_danger,
    at_menu,
    at_page,
    at_pin,
    at_queue,
    at_verify,
    at_voicemail,
)
from tests.faults.test_recovery import REDIS_AWAY, until
from tests.web.twilio import Twilio

PLACES = {
    place.__name__: place
    for place in (at_danger, at_verify, at_pin, at_menu, at_queue, at_page, at_voicemail)
}


def facts_of(shaken: Shaken, call: PhoneCall) -> list[dict[str, Any]]:
    """The facts of one call that were not asked for before."""
    with shaken.another_process() as services:
        entries = services.tenants["homeika"].facts.read("tests", "reader", count=10_000)
    facts = [json.loads(entry.fact) for entry in entries]
    return [fact for fact in facts if fact["call"] == call.sid]


@pytest.mark.parametrize("place", PLACES)
def test_a_caller_who_hangs_up_after_redis_forgot_has_ended_once(shake: Shake, place: str) -> None:
    """Whichever news comes first: the end of the leg, of a dial, of a recording."""
    shaken = shake("sqlite")
    call = PLACES[place](shaken.house, STRANGER)
    before = facts_of(shaken, call)
    shaken.breaks("redis restarted empty")
    call.hangs_up()
    shaken.house.net.settles(seconds=60)
    shaken.follows()
    after = facts_of(shaken, call)
    assert [fact["ended_by"] for fact in after if fact["fact"] == "CallEnded"] == ["customer"]
    ids = [fact["id"] for fact in before + after]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("fault", REDIS_AWAY)
def test_a_caller_who_hangs_up_before_the_journal_is_replayed_has_ended_where_they_were(
    shake: Shake, fault: str
) -> None:
    """The call came while Redis was away, and Redis is back before anybody told it of the call."""
    shaken = shake("sqlite")
    house = shaken.house
    shaken.breaks(fault)
    call = at_danger(house, STRANGER)
    shaken.mends(fault)
    until(house.services.live.answers)
    call.hangs_up()
    house.net.settles(seconds=60)
    shaken.follows()
    shaken.follows()
    facts = facts_of(shaken, call)
    ended = [fact for fact in facts if fact["fact"] == "CallEnded"]
    assert len(ended) == 1
    assert ended[0]["step"]
    assert [fact["fact"] for fact in facts].count("CallStarted") == 1


@pytest.mark.parametrize("place", ["at_menu", "at_voicemail"])
def test_late_news_of_an_end_that_redis_has_forgotten_tells_it_under_the_same_id(
    shake: Shake, place: str
) -> None:
    """What has read the first one knows the second for a repeat."""
    shaken = shake("sqlite")
    call = PLACES[place](shaken.house, STRANGER)
    call.hangs_up()
    shaken.house.net.settles(seconds=60)
    before = facts_of(shaken, call)
    shaken.breaks("redis restarted empty")
    (news,) = [one for one in shaken.house.net.webhooks if one.kind == "status" and one.call_sid == call.sid]
    Twilio(shaken.house).posts("/twilio/status", news.params)
    after = facts_of(shaken, call)
    assert [fact["id"] for fact in (before[-1], *after)] == [f"{call.sid}/ended"] * 2
