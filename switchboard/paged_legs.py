"""The legs that a page rings by REST: who hears what, and the key that takes the page (D6).

Keys keep their meaning for ever: 1 accepts, 2 declines, 4 escalates to the next level, anything else repeats.
Whoever accepts first has it, whichever ring their leg is of; a later one hears who that was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog

from ivr import page_words, spoken, words
from ivr.page_facts import PageAccepted, PageDeclined
from ivr.steps.page import ESCALATE, MOST_AGAIN
from storage.record.page_rows import is_taken_by
from storage.record.page_takings import Taker
from storage.record.promises import Promise
from switchboard import meeting
from switchboard.asides import aside
from switchboard.engaged import is_free, of_leg, talks
from switchboard.handing_over import tell
from switchboard.links import page_url
from switchboard.paging import JOIN, WHISPER, drop, ring_doorbell, roster_of_now
from switchboard.services import Services, Tenant
from telephony import twiml
from telephony.page_link import PageLink, unseal

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged:
    """A request on a leg of a page. leg: its CallSid; again: how often the words were repeated on it."""

    tenant: Tenant
    link: PageLink
    leg: str
    again: int = 0


def read(services: Services, note: str, leg: str, again: int = 0) -> Paged | None:
    """Read the signed note of an address. None: it is not ours, or too old."""
    link = unseal(note, services.secret_keys, services.clock().timestamp())
    if link is None or link.tenant not in services.tenants:
        log.warning("page_link_refused", call=leg)
        return None
    return Paged(tenant=services.tenants[link.tenant], link=link, leg=leg, again=again)


def whisper(services: Services, paged: Paged) -> str:
    """Tell whoever picked up who calls, and why. Raises RecordUnavailable."""
    until = services.clock() + WHISPER
    ask = services.record.bounded.run
    link = paged.link
    row = ask(paged.tenant.pages.picked_up, link.page, link.fence, link.person, until)
    return _whispered(services, paged, row)


def key(services: Services, paged: Paged, digits: str) -> str:
    """Take the key. Raises RecordUnavailable."""
    match digits:
        case "1":
            return _accept(services, paged)
        case "2" | "4":
            return _decline(services, paged, escalated=digits == ESCALATE)
        case "":
            return twiml.HANG_UP
        case _ if paged.again >= MOST_AGAIN:
            return twiml.HANG_UP
        case _:
            return whisper(services, replace(paged, again=paged.again + 1))


def ended(services: Services, paged: Paged, *, busy: bool) -> None:
    """A leg is over: the next person is rung at once, where it was the ring's last, or had taken the page."""
    link, now = paged.link, services.clock()
    is_free(services, paged.tenant, of_leg(link.call, paged.leg))
    ask = services.record.bounded.run
    pages = paged.tenant.pages
    row = ask(pages.give_back, link.page, paged.leg, now)
    row = row or ask(lambda: pages.is_over(link.page, link.fence, link.person, now, busy=busy))
    if row is not None:
        ring_doorbell(services, paged.tenant, row)


def language_of(services: Services, paged: Paged, row: Promise) -> str:
    """Whoever is on call is spoken to in their own language, else in the line's."""
    known = roster_of_now(services, paged.tenant, services.clock()).people.get(paged.link.person)
    return (known.language if known is not None else "") or str(row.body["language"])


def _accept(services: Services, paged: Paged) -> str:
    taker = Taker(person=paged.link.person, leg=paged.leg)
    until = services.clock() + JOIN
    ask = services.record.bounded.run
    row = ask(paged.tenant.pages.accept, paged.link.page, taker, until)
    if row is None or not is_taken_by(row, paged.leg):
        return _taken(services, paged, row)
    services.later(lambda: talks(services, paged.tenant, of_leg(row.call_id, taker.leg), taker.person))
    accepted = PageAccepted(
        policy=str(row.body["policy"]),
        person=taker.person,
        channel="rest",
        step=str(row.body["step"]),
    )
    beside = f"{row.key}/accepted/{paged.leg}"
    tell(services, paged.tenant, row.call_id, accepted, beside=beside)
    aside(services, row.call_id, lambda: drop(services, row.body.get("rung", {}), but=paged.leg))
    return meeting.meet(services, paged.tenant, row, language_of(services, paged, row))


def _decline(services: Services, paged: Paged, *, escalated: bool) -> str:
    link = paged.link
    ask = services.record.bounded.run
    declines = ask(
        lambda: paged.tenant.pages.declined(link.page, link.fence, link.person, escalated=escalated)
    )
    row = ask(paged.tenant.pages.read, link.page) if declines else None
    if row is not None:
        declined = PageDeclined(
            policy=str(row.body["policy"]), person=link.person, channel="rest", escalated=escalated
        )
        beside = f"{row.key}/declined/{paged.leg}"
        tell(services, paged.tenant, row.call_id, declined, beside=beside)
    return twiml.HANG_UP


def _whispered(services: Services, paged: Paged, row: Promise | None) -> str:
    if row is None or row.state not in {"open", "claimed"} or "taken" in row.body:
        return _taken(services, paged, row)
    language = language_of(services, paged, row)
    said = [
        page_words.say("call_from", language, line=str(row.body["line"]), caller=caller_in(row, language))
    ]
    said.append(page_words.say(row.body["why"], language))
    if _called_again(services, paged.tenant, row):
        said.append(page_words.say("called_again", language))
    said.append(page_words.say("keys", language))
    text = " ".join(one.text for one in said)
    key_url = f"{page_url(services, paged.link, 'key')}&n={paged.again}"
    return twiml.whisper(text, said[0].language, accept_url=key_url)


def caller_in(row: Promise, language: str) -> str:
    """Say who called: the name where it is known, else the number."""
    return str(row.body.get("name") or "") or spoken.number(str(row.body["number"]), language)


def _called_again(services: Services, tenant: Tenant, row: Promise) -> bool:
    """Whether another page goes on for the same number."""
    number = row.body["number"]
    others = services.record.bounded.run(tenant.pages.unsettled)
    return bool(number) and any(one.id != row.id and one.body.get("number") == number for one in others)


def _taken(services: Services, paged: Paged, row: Promise | None) -> str:
    """Say who has it; where nobody has, that it is over."""
    if row is None or not row.acknowledged_by:
        return twiml.goodbye(page_words.say("over", "en-US").text, "en-US")
    language = language_of(services, paged, row)
    people = roster_of_now(services, paged.tenant, services.clock()).people
    by = row.acknowledged_by
    winner = next((one for one in people.values() if by in {one.id, one.number}), None)
    said = words.say("taken_by", language, person=winner.title if winner is not None else by)
    return twiml.goodbye(said.text, said.language)
