"""A bridge: a page whose people on call come into one conference with its caller, rung together by REST.

Its row stands before anybody is rung. Each claim rings one level, all of it; whoever of it accepts comes in,
one after the other. The level after it is rung only while nobody has (requirements HK8; reliability.md D5).
"""

from __future__ import annotations

import secrets
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import structlog

from ivr.call import Call
from ivr.page_facts import PageRang, PageUnreached
from ivr.questions import Answer, BridgeSeen, LookAtBridge, OpenBridge, Unanswered
from ivr.steps.bridge import BRIDGE, INSIDE, Bridge
from routing.oncall.ladder import Level, Target
from storage.live.client import StoreUnavailableError
from storage.record.bridges import Bridges, bridge_in, is_over
from storage.record.promises import Claim, NewPromise, Promise
from switchboard.alert_words import circumstances
from switchboard.capsules import urls
from switchboard.handing_over import GIVEN_UP_AFTER, paging_of, tell
from switchboard.links import bridge_url
from switchboard.paging import AGAIN, GRACE, PAUSE, WHISPER, ring_doorbell, roster_of_now
from switchboard.ringing import ladder_of
from switchboard.services import Services, Tenant
from switchboard.setting import Caller, Setting
from telephony.carrier import Again, CarrierError, Ring
from telephony.page_link import PageLink

log = structlog.get_logger(__name__)

#: Of a bridge's PIN.
PIN_DIGITS = 6
#: Most phones of one level: as many as one `<Dial>` would ring.
MOST_AT_ONCE = 10


def bridges_of(services: Services, tenant: Tenant) -> Bridges:
    return Bridges(services.record, tenant.name)


def open_bridge(setting: Setting, asked: OpenBridge, caller: Caller) -> Answer:
    """Write the row, and ring for it as soon as this request is answered. Raises RecordUnavailable."""
    services, tenant, now = setting.services, setting.tenant, setting.now
    body: dict[str, Any] = {
        "policy": asked.policy,
        "urgency": asked.urgency,
        "number": caller.number,
        "name": asked.name,
        "why": "bridge",
        "step": asked.step,
        "language": setting.book.flows[asked.step.partition("/")[0]].languages[0],
        **circumstances(setting.book, caller, now),
        "levels": [asdict(level) for level in asked.levels],
        "manager": asked.manager,
        "bridge": {"pin": f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}", "level": 0, "round": 0},
    }
    new = NewPromise(kind="page", call_id=caller.call_id, key=asked.key, due_at=now, body=body)
    row = services.record.bounded.run(tenant.promises.make, new, now)
    services.later(lambda: ring_due(services, tenant, row))
    return BridgeSeen(bridge=row.id, state="ringing")


def ring_due(services: Services, tenant: Tenant, row: Promise) -> None:
    """Ring for a row that is due, unless somebody else does."""
    claim = tenant.promises.claim(row.id, services.clock())
    if claim is not None:
        ring(services, tenant, claim)


def see_bridge(setting: Setting, asked: LookAtBridge, caller: Caller) -> Answer:
    """Tell the caller's own step how it stands; a bridge that they stop waiting for is over.

    Raises RecordUnavailable.
    """
    services, tenant, now = setting.services, setting.tenant, setting.now
    bridges, ask = bridges_of(services, tenant), services.record.bounded.run
    row = ask(bridges.read, asked.bridge)
    if row is None:
        return Unanswered()
    bridge = bridge_in(row)
    if bridge.get("parties"):
        inside = [leg for leg, seen in bridge.get("roll", {}).items() if seen["in"]]
        others = is_waited_for(bridge) or any(leg != caller.call_id for leg in inside)
        return BridgeSeen(bridge=row.id, state="joined", others=others)
    if is_over(bridge):
        return BridgeSeen(bridge=row.id, state="over")
    if bridge.get("exhausted") and ask(bridges.exhausts, row.id, now):
        return BridgeSeen(bridge=row.id, state="exhausted")
    if not any(bridge.get("legs", ())) and ask(bridges.falls, row.id, now):
        return BridgeSeen(bridge=row.id, state="silent")
    if row.state == "open" and row.due_at <= now:
        services.later(lambda: ring_due(services, tenant, row))  # the caller's own leg needs no worker
    return BridgeSeen(bridge=row.id, state="ringing")


def is_waited_for(bridge: dict[str, Any]) -> bool:
    """Whether somebody has accepted who is not in the room yet, and whose leg is not over."""
    coming = bridge.get("parties", {}).keys() - bridge.get("roll", {}).keys()
    return bool(coming - set(bridge.get("ended", ())))


def ring(services: Services, tenant: Tenant, claim: Claim) -> None:
    """Ring everybody of the next level who has not declined."""
    now = services.clock()
    bridge = bridge_in(claim)
    if is_over(bridge) or now - claim.made_at >= GIVEN_UP_AFTER:
        tenant.promises.fail(claim, "the bridge is over")
        return
    ladder = ladder_of(roster_of_now(services, tenant, now), paging_of(claim.body), now)
    number, round_ = int(bridge["level"]), int(bridge["round"])
    if number >= len(ladder.levels):
        number, round_ = 0, round_ + 1
    if round_ >= ladder.rounds or not ladder.levels:
        _exhausted(services, tenant, claim, now)
        return
    _ring_level(services, tenant, claim, (round_, number, ladder.levels[number]))


def bring_opener(services: Services, tenant: Tenant, call_id: str, *, inside: bool) -> None:
    """Send the caller who has opened a bridge to the present turn of their step, which then looks.

    inside: out of the room, where nobody else is left; else into it. Whoever has gone elsewhere is left in
    peace, and the next round of whoever waits finds the same.
    """
    try:
        stored = tenant.calls.read(call_id)
        if stored is None or stored.ended:
            return
        call = Call.from_json(stored.state)
        flow = services.books.pinned(tenant.name, call.release, services.record.bounded.run).flows[call.flow]
        step = flow.steps.get(call.step)
        waits = BRIDGE in call.scratch and (INSIDE in call.scratch) is inside
        if step is not None and isinstance(step.action, Bridge) and waits:
            services.carrier.redirect(call_id, urls(services, call).turn("next"))
    except (CarrierError, StoreUnavailableError) as failed:
        log.warning("opener_not_brought", call=call_id, why=str(failed))


def _ring_level(services: Services, tenant: Tenant, claim: Claim, of: tuple[int, int, Level]) -> None:
    round_, number, level = of
    bridge = bridge_in(claim)
    wanted = [one for one in level.targets if one.person not in bridge.get("declined", ())][:MOST_AT_ONCE]
    bridges, rung, refused = bridges_of(services, tenant), list[str](), 0
    for one in wanted:
        try:
            leg = _leg(services, tenant, claim, one, level.ring_s)
        except CarrierError as error:
            log.warning("bridge_not_rung", promise=claim.id, person=one.person, code=error.code)
            refused += error.again is Again.SAFE
            continue
        if not bridges.rang(claim, one.person, leg):
            _drop(services, leg)  # somebody was quicker, or the caller is rung for on their own leg
            return
        rung.append(one.person)
    now = services.clock()
    again = bool(refused) and not rung
    lasts = timedelta(seconds=level.ring_s) + GRACE + WHISPER if rung else AGAIN if again else timedelta(0)
    following = number if again else number + 1
    if not bridges.waits(claim, now + lasts, level=following, round=round_) or not rung:
        return
    rang = PageRang(
        policy=str(claim.body["policy"]), people=tuple(rung), round=round_, level=number, channel="rest"
    )
    tell(services, tenant, claim.call_id, rang, beside=f"{claim.key}/{claim.fence}")


def _leg(services: Services, tenant: Tenant, claim: Claim, one: Target, ring_s: int) -> str:
    link = PageLink(
        tenant=tenant.name, page=claim.id, call=claim.call_id, fence=claim.fence, person=one.person
    )
    return ring_leg(services, claim, link, one.number, ring_s)


def ring_leg(services: Services, row: Promise, link: PageLink, number: str, ring_s: int) -> str:
    """Make a leg that hears who calls, and comes in by its key. Raises CarrierError."""
    return services.carrier.ring(
        Ring(
            to=number,
            from_=str(row.body["from"]),
            url=bridge_url(services, link, "whisper"),
            told=bridge_url(services, link, "status"),
            fallback=f"{services.public_url}/twilio/fallback",
            ring_s=ring_s,
        ),
        in_job=True,
    )


def _drop(services: Services, leg: str) -> None:
    try:
        services.carrier.end(leg)
    except CarrierError as error:  # whoever picks it up hears that it is over
        log.info("leg_not_ended", leg=leg, code=error.code)


def _exhausted(services: Services, tenant: Tenant, claim: Claim, now: datetime) -> None:
    """Everybody was rung. An opener who still waits goes on in their flow; else it begins anew, later."""
    rounds = int(claim.body.get("rounds", 0)) + 1
    log.error("page_unreached", promise=claim.id, tenant=tenant.name, rounds=rounds, nobody=False)
    anew = {"level": 0, "round": 0, "declined": [], "exhausted": True}
    if bridges_of(services, tenant).waits(claim, now + PAUSE, **anew):
        unreached = PageUnreached(policy=str(claim.body["policy"]), rounds=rounds, over=False)
        tell(services, tenant, claim.call_id, unreached, beside=f"{claim.key}/unreached/{claim.fence}")


def next_level(services: Services, tenant: Tenant, row: Promise) -> None:
    """All legs of a ring are over: ring the next level, by a worker."""
    ring_doorbell(services, tenant, row)
