"""Somebody's phone has picked up on the caller's leg, and no key was pressed: that is no talk yet."""

from __future__ import annotations

from emulator.faults import RestTrouble
from emulator.phone import Plan
from emulator.phone_call import PhoneCall
from switchboard import errands
from tests.calls.oncall import toy
from tests.calls.oncall.test_long_talks import ENGAGED, PAGES, SECOND
from tests.calls.oncall.toy import CALLER, PEOPLE, in_turn
from tests.faults.stores import OwnRedis
from tests.faults.test_recovery import until
from tests.house import House

ADA, BEN = PEOPLE["ada"], PEOPLE["ben"]


def rings_both(house: House, redis: OwnRedis, plan: Plan) -> PhoneCall:
    """A caller who waited, whose leg rings ada, while ben is rung by REST in doubt of where they are."""
    toy.roster(house, in_turn("ada"), people={"ada": ADA})
    first = toy.dials(house, CALLER)
    house.net.phone(ADA).answers().presses("1")
    first.talks_to(ADA)
    second = toy.dials(house, SECOND).hears(ENGAGED)
    tenant = house.services.tenants["toy"]
    house.net.runs_until(lambda: bool(tenant.promises.due(house.services.clock(), 1, PAGES)), 90)
    toy.roster(house, in_turn("ben"), people={"ben": BEN})
    redis.pause()
    house.net.faults.rest.append(RestTrouble(method="GET", status=500))
    for row in tenant.promises.due(house.services.clock(), 1, PAGES):
        errands.keep(house.services, f"toy:{row.id}")
    redis.goes_on()
    until(house.services.live.answers)
    toy.roster(house, in_turn("ada"), people={"ada": ADA})
    house.net.phone(ADA).will(plan)
    first.hangs_up()
    assert house.net.runs_until(lambda: plan == "no answer" or _is_up(house, second), 30)
    return second


def _is_up(house: House, call: PhoneCall) -> bool:
    """Whether somebody whom the caller's leg has dialled has picked up."""
    legs = house.net.exchange.calls.values()
    return any(leg.parent_sid == call.sid and leg.status == "in-progress" for leg in legs)


def test_a_voicemail_that_is_told_who_calls_keeps_nobody_from_the_caller(
    shaken: House, redis: OwnRedis
) -> None:
    call = rings_both(shaken, redis, "voicemail at once")
    ben = shaken.net.phone(BEN).answers().hears("Press 1").presses("1")
    shaken.net.settles(seconds=20)
    assert {ben.sid, call.sid} in _talks(shaken)


def test_who_presses_the_key_while_another_accepts_keeps_the_caller(shaken: House, redis: OwnRedis) -> None:
    call = rings_both(shaken, redis, "no answer")
    ben = shaken.net.phone(BEN).answers().hears("Press 1")
    ada = shaken.net.phone(ADA).answers().hears("Press 1")
    ben.leg.presses("1")
    shaken.net.settles(seconds=1)
    ada.leg.presses("1")
    ben.hears("Somebody is talking to them already.").ends()
    assert _talks(shaken)[-1] == {ada.sid, call.sid}


def _talks(house: House) -> list[set[str]]:
    return [{bridge.one, bridge.other} for bridge in house.net.exchange.bridges]
