"""The legs that a bridge rings: who hears what, and the key by which they come in (D6).

Whoever presses 1 comes in, whichever level rang them and however many have before. The key of a bridge that
has ended without a talk counts for what became of its call: its page, or the caller who is rung for by their
own leg.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from ivr import bridge_words, page_words, spoken
from ivr.page_facts import PageAccepted, PageDeclined
from ivr.steps.bridge import room_of
from ivr.steps.page import MOST_AGAIN
from storage.record.bridge_rows import Party, bridge_in, have_met, is_over
from storage.record.promises import Promise
from switchboard import paged_legs
from switchboard.bridge_fallen import page_in_its_place
from switchboard.bridge_pins import way_in
from switchboard.bridge_rolls import left
from switchboard.bridging import COMES, bridges_of
from switchboard.capsules import conference_url
from switchboard.engaged import is_free, of_leg, talks
from switchboard.handing_over import tell
from switchboard.links import bridge_url
from switchboard.paged_legs import Paged, caller_in, language_of
from switchboard.paging import GRACE, WHISPER, ring_doorbell
from switchboard.services import Services, Tenant
from telephony import bridge_twiml, twiml
from telephony.bridge_twiml import Room


def whisper(services: Services, paged: Paged) -> str:
    """Tell whoever picked up who calls. Raises RecordUnavailable."""
    bridges = bridges_of(services, paged.tenant)
    until = services.clock() + WHISPER
    row = services.record.bounded.run(bridges.picked_up, paged.link.page, paged.leg, until)
    if row is None or (is_over(bridge_in(row)) and have_met(row)):
        return _over(services, paged, row)
    language = _language(services, paged, row)
    key_url = f"{bridge_url(services, paged.link, 'key')}&n={paged.again}"
    first = page_words.say("call_from", language, line=str(row.body["line"]), caller=caller_in(row, language))
    keys = page_words.say("keys", language) if is_over(bridge_in(row)) else bridge_words.say("keys", language)
    return twiml.whisper(f"{first.text} {keys.text}", first.language, accept_url=key_url)


def key(services: Services, paged: Paged, digits: str) -> str:
    """Take the key. Raises RecordUnavailable."""
    match digits:
        case "1":
            return _join(services, paged)
        case "2" | "4":
            return _decline(services, paged)
        case _ if not digits or paged.again >= MOST_AGAIN:
            return twiml.HANG_UP
        case _:
            return whisper(services, replace(paged, again=paged.again + 1))


def rings(services: Services, paged: Paged) -> None:
    """A leg has left the carrier's queue, or rings."""
    bridges = bridges_of(services, paged.tenant)
    now, more = services.clock(), GRACE + WHISPER
    services.record.bounded.run(bridges.rings, paged.link.page, paged.leg, now, more)


def ended(services: Services, paged: Paged) -> None:
    """A leg is over; where it was the last that rang, the next level is rung at once."""
    ask, now, bridges = services.record.bounded.run, services.clock(), bridges_of(services, paged.tenant)
    is_free(services, paged.tenant, of_leg(paged.link.call, paged.leg))
    row = ask(bridges.leg_over, paged.link.page, paged.leg, now)
    if row is not None:
        ring_doorbell(services, paged.tenant, row)
    known = row or ask(bridges.read, paged.link.page)
    if known is not None:
        left(services, paged.tenant, known, paged.leg)


def _join(services: Services, paged: Paged) -> str:
    person, tenant = paged.link.person, paged.tenant
    party = Party(leg=paged.leg, by="press", person=person)
    bridges, ask = bridges_of(services, tenant), services.record.bounded.run
    row = ask(bridges.join, paged.link.page, party, services.clock() + COMES)
    if row is None:
        return _fallen(services, paged, ask(bridges.read, paged.link.page))
    services.later(partial(talks, services, tenant, of_leg(row.call_id, paged.leg), person))
    accepted = PageAccepted(
        policy=str(row.body["policy"]), person=person, channel="rest", step=str(row.body["step"])
    )
    tell(services, tenant, row.call_id, accepted, beside=f"{row.key}/accepted/{paged.leg}")
    language = _language(services, paged, row)
    said = bridge_words.say("joining", language)
    told = f"{said.text} {_late(services, paged.tenant, row, language)}".strip()
    room = Room(
        name=room_of(row.id),
        told=conference_url(services, paged.tenant.name),
        waiting=f"{services.public_url}/twilio/wait",
    )
    return bridge_twiml.comes_in(told, said.language, room)


def _fallen(services: Services, paged: Paged, row: Promise | None) -> str:
    """Let the key count for what became of the call, where that is not over."""
    page = None if row is None or have_met(row) else page_in_its_place(services, paged.tenant, row)
    if page is None:
        return _over(services, paged, row)
    link = replace(paged.link, page=page.id, fence=page.fence)
    return paged_legs.key(services, replace(paged, link=link), "1")


def _decline(services: Services, paged: Paged) -> str:
    link = paged.link
    bridges, ask = bridges_of(services, paged.tenant), services.record.bounded.run
    if ask(bridges.declined, link.page, link.person):
        row = ask(bridges.read, link.page)
        if row is not None:
            declined = PageDeclined(policy=str(row.body["policy"]), person=link.person, channel="rest")
            tell(services, paged.tenant, row.call_id, declined, beside=f"{row.key}/declined/{paged.leg}")
    return twiml.HANG_UP


def _late(services: Services, tenant: Tenant, row: Promise, language: str) -> str:
    """Tell how others come in later; "" where the company has no line for it."""
    line = way_in(services.books.live(tenant.name))
    if not line:
        return ""
    pin = " ".join(str(bridge_in(row)["pin"]))
    return bridge_words.say("late", language, number=spoken.number(line, language), pin=pin).text


def _language(services: Services, paged: Paged, row: Promise) -> str:
    return language_of(services, paged, row)


def _over(services: Services, paged: Paged, row: Promise | None) -> str:
    said = bridge_words.say("over", "en-US" if row is None else _language(services, paged, row))
    return twiml.goodbye(said.text, said.language)
