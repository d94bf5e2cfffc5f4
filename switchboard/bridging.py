"""A bridge: a page whose people on call come into one conference with its caller, rung together by REST.

Its row stands before anybody is rung, and nobody is rung but for a call whose own state names it. Each claim
rings one level, all of it; whoever of it accepts comes in, one after the other. It is settled when they have
met the caller in the room; until then the next level is rung (requirements HK8; reliability.md D5).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Literal

import structlog

from ivr.call import Call
from ivr.page_facts import PageRang, PageUnreached
from ivr.questions import OpenBridge
from ivr.steps.bridge import BRIDGE
from ivr.steps.join import PIN_DIGITS
from routing.oncall.ladder import MOST_AT_ONCE, Level, Target
from storage.live.client import StoreUnavailableError
from storage.record.bridge_rows import (
    bridge_in,
    coming,
    is_over,
    is_queued,
    may_have_met,
    missed,
    others_in,
    rung_in,
    unheard,
)
from storage.record.bridges import Bridges
from storage.record.bridges import Ring as Rung
from storage.record.promises import Claim, NewPromise, Promise
from switchboard.alert_words import circumstances
from switchboard.engaged import is_free, of_leg, rings
from switchboard.handing_over import GIVEN_UP_AFTER, paging_of, tell
from switchboard.links import bridge_url
from switchboard.paging import AGAIN, GRACE, PAUSE, WHISPER, roster_of_now
from switchboard.placing import place
from switchboard.ringing import ladder_of
from switchboard.services import Services, Tenant
from switchboard.setting import Caller, Setting
from telephony.carrier import PROGRESS, Again, CarrierError, Ring
from telephony.page_link import PageLink

log = structlog.get_logger(__name__)

#: While nobody may be rung, it is looked at again after this: a store is away, or legs wait at the carrier.
LOOKS_AGAIN = timedelta(seconds=3)
#: The turn that has opened a bridge is kept within this; a call that names another step by then has left it.
NAMED_WITHIN = timedelta(seconds=10)
#: Whoever is let in hears how others come in, and is in the room within this.
COMES = timedelta(seconds=45)
#: How the call that has opened a bridge stands to it.
Opener = Literal["waits", "gone", "elsewhere", "unknown"]


def bridges_of(services: Services, tenant: Tenant) -> Bridges:
    return Bridges(services.record, tenant.name)


def write_bridge(setting: Setting, asked: OpenBridge, caller: Caller) -> Promise:
    """Write the row; nobody is rung for it before the call's own state names it. Raises RecordUnavailable."""
    body: dict[str, Any] = {
        "policy": asked.policy,
        "urgency": asked.urgency,
        "number": caller.number,
        "name": asked.name,
        "why": "bridge",
        "step": asked.step,
        "language": setting.book.flows[asked.step.partition("/")[0]].languages[0],
        **circumstances(setting.book, caller, setting.now),
        "levels": [asdict(level) for level in asked.levels],
        "manager": asked.manager,
        "bridge": {"pin": f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}", "level": 0, "round": 0},
    }
    new = NewPromise(kind="page", call_id=caller.call_id, key=asked.key, due_at=setting.now, body=body)
    return setting.services.record.bounded.run(setting.tenant.promises.make, new, setting.now)


def ring_due(services: Services, tenant: Tenant, row_id: str) -> None:
    """Ring for a row that is due, unless somebody else does."""
    claim = tenant.promises.claim(row_id, services.clock())
    if claim is not None:
        ring(services, tenant, claim)


def ring(services: Services, tenant: Tenant, claim: Claim) -> None:
    """Ring everybody of the next level who has not declined; nobody while somebody is there, or may be."""
    now = services.clock()
    bridge = bridge_in(claim)
    if is_over(bridge) or now - claim.made_at >= GIVEN_UP_AFTER:
        tenant.promises.fail(claim, "the bridge is over")
        return
    bridges = bridges_of(services, tenant)
    if may_have_met(claim) and bridges.met(claim.id, now):
        return
    match _opener(tenant, claim):
        case "waits":
            expected = coming(bridge, now) or missed(bridge, now)
            if others_in(claim) or expected or is_queued(bridge):
                bridges.waits(claim, now + LOOKS_AGAIN)
            else:
                _ring_next(services, tenant, claim, now)
        case "elsewhere" if now - claim.made_at >= NAMED_WITHIN:
            _ended(services, tenant, bridges.closes(claim.id, now, "its call is elsewhere"))
        case "gone":
            _ended(services, tenant, bridges.closes(claim.id, now, "its call is over"))
        case _:
            bridges.waits(claim, now + LOOKS_AGAIN)


def close(services: Services, tenant: Tenant, row_id: str, why: str) -> Promise | None:
    """End a bridge in which nobody has met, and what still rings for it. None: two have, or it is over.

    Raises RecordUnavailable. Whoever has picked up is left to hear who has the call.
    """
    ended = services.record.bounded.run(bridges_of(services, tenant).closes, row_id, services.clock(), why)
    return _ended(services, tenant, ended)


def beside(services: Services, call_id: str, do: Callable[[], None]) -> None:
    """Do what asks the phone network in the lane of a call: no caller waits for it, nor another call."""
    if services.aside is None:
        do()
    else:
        services.aside(call_id, do)


def ring_leg(services: Services, row: Promise, link: PageLink, number: str, ring_s: int) -> str:
    """Make a leg that hears who calls, and comes in by its key. Raises CarrierError."""
    ring = Ring(
        to=number,
        from_=str(row.body["from"]),
        url=bridge_url(services, link, "whisper"),
        told=bridge_url(services, link, "status"),
        fallback=f"{services.public_url}/twilio/fallback",
        ring_s=ring_s,
        events=PROGRESS,
    )
    return place(services, ring, "together")


def _ended(services: Services, tenant: Tenant, ended: Promise | None) -> Promise | None:
    if ended is not None:
        legs = unheard(bridge_in(ended))
        beside(services, ended.call_id, lambda: _drop_all(services, tenant, ended, legs))
    return ended


def _opener(tenant: Tenant, row: Promise) -> Opener:
    try:
        stored = tenant.calls.read(row.call_id)
    except StoreUnavailableError:
        return "unknown"
    if stored is not None and stored.ended:
        return "gone"
    named = stored is not None and Call.from_json(stored.state).scratch.get(BRIDGE) == row.id
    return "waits" if named else "elsewhere"


def _ring_next(services: Services, tenant: Tenant, claim: Claim, now: datetime) -> None:
    bridge = bridge_in(claim)
    ladder = ladder_of(roster_of_now(services, tenant, now), paging_of(claim.body), now)
    number, round_ = int(bridge["level"]), int(bridge["round"])
    if number >= len(ladder.levels):
        number, round_ = 0, round_ + 1
    if round_ >= ladder.rounds or not ladder.levels:
        _exhausted(services, tenant, claim, now)
        return
    _ring_level(services, tenant, claim, (round_, number, ladder.levels[number]))


def _ring_level(services: Services, tenant: Tenant, claim: Claim, of: tuple[int, int, Level]) -> None:
    """Ring a level. Whoever takes over from a process that was killed rings whom that one has not."""
    round_, number, level = of
    lasts = timedelta(seconds=level.ring_s)
    this = Rung(name=f"{round_}.{number}", lasts=lasts)
    bridge, bridges = bridge_in(claim), bridges_of(services, tenant)
    passed = {*bridge.get("declined", ()), *rung_in(bridge, this.name)}
    wanted = [one for one in level.targets if one.person not in passed][:MOST_AT_ONCE]
    if not bridges.begins(claim, this):
        return
    rung, refused = list[str](), False
    for one in wanted:
        try:
            leg = _leg(services, tenant, claim, one, level.ring_s)
        except CarrierError as error:
            log.warning("bridge_not_rung", promise=claim.id, person=one.person, code=error.code)
            refused = refused or error.again is Again.SAFE
            continue
        if not bridges.rang(claim, this, one.person, leg):
            _drop(
                services, tenant, claim, leg
            )  # somebody was quicker, or the caller is rung for on their own leg
            break
        rings(services, tenant, of_leg(claim.call_id, leg), one.person, level.ring_s)
        rung.append(one.person)
    now = services.clock()
    again = refused and not rung
    more = lasts + GRACE + WHISPER if rung else AGAIN if again else timedelta(0)
    bridges.waits(claim, now + more, level=number if again else number + 1, round=round_)
    if rung:
        rang = PageRang(
            policy=str(claim.body["policy"]), people=tuple(rung), round=round_, level=number, channel="rest"
        )
        tell(services, tenant, claim.call_id, rang, beside=f"{claim.key}/{claim.fence}")


def _leg(services: Services, tenant: Tenant, claim: Claim, one: Target, ring_s: int) -> str:
    link = PageLink(
        tenant=tenant.name, page=claim.id, call=claim.call_id, fence=claim.fence, person=one.person
    )
    return ring_leg(services, claim, link, one.number, ring_s)


def _drop_all(services: Services, tenant: Tenant, row: Promise, legs: Sequence[str]) -> None:
    for leg in legs:
        _drop(services, tenant, row, leg)


def _drop(services: Services, tenant: Tenant, row: Promise, leg: str) -> None:
    """End a leg that may still wait at the carrier: of such an end nothing is told."""
    is_free(services, tenant, of_leg(row.call_id, leg))
    try:
        services.carrier.end(leg)
    except CarrierError as error:  # whoever picks it up hears who has the call
        log.info("leg_not_ended", leg=leg, code=error.code)


def _exhausted(services: Services, tenant: Tenant, claim: Claim, now: datetime) -> None:
    """Everybody was rung. An opener who waits goes on in their flow as soon as they look."""
    rounds = int(bridge_in(claim).get("rounds", 0)) + 1
    log.error("page_unreached", promise=claim.id, tenant=tenant.name, rounds=rounds, nobody=False)
    anew = {"level": 0, "round": 0, "declined": [], "exhausted": True, "rounds": rounds}
    if bridges_of(services, tenant).waits(claim, now + PAUSE, **anew):
        unreached = PageUnreached(policy=str(claim.body["policy"]), rounds=rounds, over=False)
        tell(services, tenant, claim.call_id, unreached, beside=f"{claim.key}/unreached/{claim.fence}")
