"""A page that goes on when there is no leg to dial from: each claim of its row is one ring, by REST.

Rounds are bounded as the policy says, then there is a pause, and again from the first, until a person has the
call: by the key that accepts, or by a reply to a text. Nothing is retried blindly: a request whose outcome is
unknown counts as a ring, and the next person follows (reliability.md 1, D7; 6).
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from ivr.page_facts import PageRang, PageUnreached
from ivr.world import OnCall, Paged
from routing.oncall.roster import Roster
from storage.live.client import StoreUnavailableError
from storage.record.promises import Claim, Promise
from switchboard.doorbells import PROMISE, QUEUES
from switchboard.engaged import of_leg, others, rings
from switchboard.handing_over import GIVEN_UP_AFTER, paging_of, tell
from switchboard.links import page_url
from switchboard.page_rooms import link_of, tell_settled, who_is_in
from switchboard.placing import TooSoonError, place
from switchboard.ringing import next_ring
from switchboard.services import Services, Tenant
from switchboard.texts_beside import texts_for
from switchboard.turns_of_pages import call_first, is_left_to_the_line, is_next, stands_in_line
from telephony.carrier import Again, CarrierError, Ring
from telephony.page_link import PageLink

log = structlog.get_logger(__name__)

#: Between two rounds of everybody, or two looks for somebody to ring. Source: reliability.md F30.
PAUSE = timedelta(minutes=5)
#: A phone rings so much longer than it is told to (reliability.md 2).
GRACE = timedelta(seconds=5)
#: What it takes to hear who calls, and to press a key; a leg's end is told, and this is for when it is not.
WHISPER = timedelta(seconds=45)
#: After a request that was refused for its rate, and did nothing: so long, and up to as long again.
AGAIN = timedelta(seconds=2)
#: Whoever has accepted comes into the caller's room within this time, or calls them back.
JOIN = timedelta(seconds=20)
#: What calling back takes: the caller's phone rings, and whoever rings it hears what came of that.
BACK = timedelta(seconds=90)


def ring(services: Services, tenant: Tenant, claim: Claim) -> None:
    """Ring whoever is next, of the roster of now."""
    now = services.clock()
    if now - claim.made_at >= GIVEN_UP_AFTER:
        _give_up(services, tenant, claim)
        return
    if claim.taken_over and _is_left_to_its_taker(services, tenant, claim, now):
        return
    if is_left_to_the_line(services, tenant, claim):
        return
    tenant.pages.alert_again(claim, now)
    paged = _next(services, tenant, claim, now)
    if paged is None:
        _pause(services, tenant, claim, now)
        return
    if paged.engaged or not is_next(tenant, claim):
        stands_in_line(services, tenant, claim)
        return
    if tenant.pages.begins(claim, paged.spot, [one.person for one in paged.people]):
        _ring(services, tenant, claim, paged)
        for following in call_first(services, tenant):
            ring_doorbell(services, tenant, following)


def _next(services: Services, tenant: Tenant, claim: Claim, now: datetime) -> Paged | None:
    paging = replace(paging_of(claim.body), call=claim.call_id)
    roster = roster_of_now(services, tenant, now)
    seen = others(services, tenant, paging, roster, now)
    paged = next_ring(roster, paging, now, seen)
    if paged is None and "rung" not in claim.body:
        # On the caller's leg everybody was rung to the end: here it begins anew.
        paged = next_ring(roster, replace(paging, spot=""), now, seen)
    return paged


def roster_of_now(services: Services, tenant: Tenant, now: datetime) -> Roster:
    return services.rosters.of(services.books.live(tenant.name), now)


def ring_doorbell(services: Services, tenant: Tenant, row: Promise) -> None:
    """Let a worker ring the next at once; where no doorbell can be rung, a sweep does within seconds."""
    try:
        services.jobs.ring(QUEUES["page"], PROMISE, f"{tenant.name}:{row.id}", f"{row.id}-{row.attempts}")
    except StoreUnavailableError:
        log.warning("doorbell_not_rung", promise=row.id)


def _ring(services: Services, tenant: Tenant, claim: Claim, paged: Paged) -> None:
    """Make the legs. Who is refused for the rate alone is tried again, where nobody rings instead."""
    legs: dict[str, str] = {}
    again: timedelta | None = None
    for one in paged.people:
        try:
            leg = _leg(services, tenant, claim, one, paged.ring_s)
            legs[one.person] = place(services, leg, "together" if legs else "page")
            rings(services, tenant, of_leg(claim.call_id, legs[one.person]), one.person, paged.ring_s)
        except TooSoonError as soon:
            again = soon.wait
            break
        except CarrierError as error:
            log.warning("page_not_rung", promise=claim.id, person=one.person, code=error.code)
            again = _jitter(claim) if error.again is Again.SAFE else again
            if error.again is Again.LOOK_FIRST:
                legs[one.person] = ""
    now = services.clock()
    if again is not None and not legs:
        stands_in_line(services, tenant, claim, now + again)
        return
    until = now + timedelta(seconds=paged.ring_s) + GRACE + WHISPER
    if not tenant.pages.rings(claim, legs, until, now):
        _drop_beside(services, tenant, claim, legs)
        return
    rang = PageRang(
        policy=str(claim.body["policy"]),
        people=tuple(legs),
        round=paged.round,
        level=paged.level,
        channel="rest",
    )
    if legs:
        _text(services, tenant, claim, legs)
        beside = f"{claim.key}/{claim.fence}"
        tell(services, tenant, claim.call_id, rang, beside=beside)


def _text(services: Services, tenant: Tenant, claim: Claim, legs: Mapping[str, str]) -> None:
    """Text who is rung for a caller who waited. All other pages text people as they are handed over."""
    if claim.body["why"] == "engaged":
        for text in texts_for(services, tenant, claim.call_id, claim.body, tuple(legs)):
            tenant.promises.make(text, services.clock())


def _drop_beside(services: Services, tenant: Tenant, claim: Claim, legs: Mapping[str, str]) -> None:
    """Somebody has taken the page while its other legs were made: theirs is no leg to end."""
    row = tenant.promises.find(claim.key)
    known = {} if row is None else row.body
    drop(services, {**known, "legs": legs}, but=str(known.get("taken", {}).get("leg", "")))


def _leg(services: Services, tenant: Tenant, claim: Claim, one: OnCall, ring_s: int) -> Ring:
    link = PageLink(
        tenant=tenant.name, page=claim.id, call=claim.call_id, fence=claim.fence, person=one.person
    )
    return Ring(
        to=one.number,
        from_=str(claim.body["from"]),
        url=page_url(services, link, "whisper"),
        told=page_url(services, link, "status"),
        fallback=f"{services.public_url}/twilio/fallback",
        ring_s=ring_s,
    )


def drop(services: Services, rung: Mapping[str, Any], but: str = "") -> None:
    """End the legs that still ring. Who has picked up is left to hear who has taken it. but: not this leg."""
    quiet = {*rung.get("heard", ()), *rung.get("over", ())}
    for person, leg in rung.get("legs", {}).items():
        if not leg or leg == but or person in quiet:
            continue
        try:
            services.carrier.end(leg)
        except CarrierError as error:  # whoever picks it up hears who has taken it
            log.info("leg_not_ended", leg=leg, code=error.code)


def _is_left_to_its_taker(services: Services, tenant: Tenant, claim: Claim, now: datetime) -> bool:
    """Look for whoever has accepted, and is not known to have met the caller. False: others are rung.

    The news that they have met may be lost: nobody who talks is led away, nor while the carrier cannot say.
    """
    taken = claim.body.get("taken", {})
    if taken.get("meets") == "back":
        return _calls_back(services, taken["leg"]) and tenant.pages.leads(claim, "back", now + BACK)
    if taken.get("meets") != "join":
        return False
    inside = who_is_in(services, claim)
    if inside == "together":
        if tenant.pages.settle(claim.id, taken["leg"], now):
            tell_settled(services, tenant, claim, "joined")
        return True
    if inside == "unknown":
        return tenant.pages.leads(claim, "join", now + JOIN)
    return _leads(services, tenant, claim, "look" if inside == "caller" else "back", now)


def _calls_back(services: Services, leg: str) -> bool:
    """Whether the leg that calls back has the caller on it, or nobody can tell."""
    try:
        return services.carrier.has_leg_up(leg)
    except CarrierError as error:
        log.info("call_back_not_known", leg=leg, code=error.code)
        return error.again is not Again.NEVER


def _leads(services: Services, tenant: Tenant, claim: Claim, where: str, now: datetime) -> bool:
    """Lead whoever has accepted to the caller in the room, or back out of it to call them. False as above."""
    meets, until = ("join", now + JOIN) if where == "look" else ("back", now + BACK)
    if not tenant.pages.leads(claim, meets, until):
        return True
    try:
        services.carrier.redirect(claim.body["taken"]["leg"], page_url(services, link_of(claim), where))
    except CarrierError as error:
        log.warning("page_not_led", promise=claim.id, where=where, code=error.code)
        return error.again is Again.LOOK_FIRST
    return True


def _pause(services: Services, tenant: Tenant, claim: Claim, now: datetime) -> None:
    rounds = int(claim.body.get("rounds", 0)) + 1
    nobody = not claim.body.get("spot")
    log.error("page_unreached", promise=claim.id, tenant=tenant.name, rounds=rounds, nobody=nobody)
    if tenant.pages.pauses(claim, rounds, now + PAUSE):
        unreached = PageUnreached(policy=str(claim.body["policy"]), rounds=rounds, over=False)
        beside = f"{claim.key}/unreached/{rounds}"
        tell(services, tenant, claim.call_id, unreached, beside=beside)


def _give_up(services: Services, tenant: Tenant, claim: Claim) -> None:
    rounds = int(claim.body.get("rounds", 0))
    log.critical("page_given_up", promise=claim.id, tenant=tenant.name, rounds=rounds)
    if tenant.promises.fail(claim, f"nobody has accepted in {GIVEN_UP_AFTER}"):
        unreached = PageUnreached(policy=str(claim.body["policy"]), rounds=rounds, over=True)
        beside = f"{claim.key}/given-up"
        tell(services, tenant, claim.call_id, unreached, beside=beside)


def _jitter(claim: Claim) -> timedelta:
    """Spread those who were refused together: the same claim always waits as long."""
    share = zlib.crc32(f"{claim.id}/{claim.fence}".encode()) % 1000 / 1000
    return AGAIN * (1 + share)
