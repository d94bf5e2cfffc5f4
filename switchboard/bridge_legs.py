"""The legs that a bridge rings: who hears what, and the key by which they come in (D6).

Whoever presses 1 comes in, whichever level rang them and however many have before. An opener who has hung up
before anybody came is called back by the same means: their voicemail never comes in either.
"""

from __future__ import annotations

import structlog

from ivr import bridge_words, page_words, spoken
from ivr.page_facts import PageAccepted, PageDeclined
from ivr.steps.bridge import room_of
from storage.live.client import StoreUnavailableError
from storage.record.bridges import Party, bridge_in, is_over
from storage.record.promises import Promise
from switchboard.bridge_pins import way_in
from switchboard.bridging import bridges_of, bring_opener, next_level, ring_leg
from switchboard.capsules import conference_url
from switchboard.dialling import refused
from switchboard.handing_over import tell
from switchboard.links import bridge_url
from switchboard.paged_legs import MOST_AGAIN, Paged, caller_in, language_of
from switchboard.paging import WHISPER
from switchboard.services import Services, Tenant
from switchboard.strangers import not_ours
from telephony import bridge_twiml, twiml
from telephony.bridge_twiml import Room
from telephony.carrier import CarrierError
from telephony.page_link import PageLink

log = structlog.get_logger(__name__)

#: How long the phone of an opener rings who has hung up.
OPENER_RING_S = 40


def whisper(services: Services, paged: Paged) -> str:
    """Tell whoever picked up who calls. Raises RecordUnavailable."""
    bridges = bridges_of(services, paged.tenant)
    until = services.clock() + WHISPER
    row = services.record.bounded.run(bridges.picked_up, paged.link.page, until)
    if row is None or is_over(bridge_in(row)):
        return _over(services, paged, row)
    language = _language(services, paged, row)
    key_url = f"{bridge_url(services, paged.link, 'key')}&n={paged.again}"
    if not paged.link.person:
        said = bridge_words.say("opener", language, line=str(row.body["line"]))
        return twiml.whisper(said.text, said.language, accept_url=key_url)
    first = page_words.say("call_from", language, line=str(row.body["line"]), caller=caller_in(row, language))
    keys = bridge_words.say("keys", language)
    return twiml.whisper(f"{first.text} {keys.text}", first.language, accept_url=key_url)


def key(services: Services, paged: Paged, digits: str) -> str:
    """Take the key. Raises RecordUnavailable."""
    match digits:
        case "1":
            return _join(services, paged)
        case "2" | "4":
            return _decline(services, paged)
        case _ if not digits or paged.again >= MOST_AGAIN:
            return not_ours()
        case _:
            return whisper(
                services, Paged(tenant=paged.tenant, link=paged.link, leg=paged.leg, again=paged.again + 1)
            )


def ended(services: Services, paged: Paged) -> None:
    """A leg is over; where it was the last that rang, the next level is rung at once."""
    ask, now = services.record.bounded.run, services.clock()
    row = ask(bridges_of(services, paged.tenant).leg_over, paged.link.page, paged.leg, now)
    if row is not None:
        next_level(services, paged.tenant, row)


def _join(services: Services, paged: Paged) -> str:
    person = paged.link.person
    party = Party(leg=paged.leg, by="press" if person else "opener", person=person)
    bridges, ask = bridges_of(services, paged.tenant), services.record.bounded.run
    row = ask(bridges.join, paged.link.page, party, services.clock())
    if row is None:
        return _over(services, paged, ask(bridges.read, paged.link.page))
    if person:
        accepted = PageAccepted(
            policy=str(row.body["policy"]), person=person, channel="rest", step=str(row.body["step"])
        )
        tell(services, paged.tenant, row.call_id, accepted, beside=f"{row.key}/accepted/{paged.leg}")
        services.later(lambda: _fetch_opener(services, paged.tenant, row))
    language = _language(services, paged, row)
    said = bridge_words.say("joining", language)
    told = f"{said.text} {_late(services, paged.tenant, row, language)}".strip()
    room = Room(
        name=room_of(row.id),
        told=conference_url(services, paged.tenant.name),
        waiting=f"{services.public_url}/twilio/wait",
    )
    return bridge_twiml.comes_in(told, said.language, room)


def _fetch_opener(services: Services, tenant: Tenant, row: Promise) -> None:
    """Bring the opener in who waits for somebody; whoever has hung up meanwhile is called back, once."""
    try:
        stored = tenant.calls.read(row.call_id)
    except StoreUnavailableError:
        return  # their next round looks by itself
    if stored is None or not stored.ended:
        bring_opener(services, tenant, row.call_id, inside=False)
        return
    number = str(row.body["number"])
    was_inside = row.call_id in bridge_in(row).get("roll", {})
    if was_inside or not number or refused(services, tenant.name, number):
        return
    if not bridges_of(services, tenant).calls_opener(row.id):
        return
    link = PageLink(tenant=tenant.name, page=row.id, call=row.call_id, fence=row.fence, person="")
    try:
        ring_leg(services, row, link, number, OPENER_RING_S)
    except CarrierError as error:
        log.warning("opener_not_rung", promise=row.id, code=error.code)


def _decline(services: Services, paged: Paged) -> str:
    link = paged.link
    bridges, ask = bridges_of(services, paged.tenant), services.record.bounded.run
    if link.person and ask(bridges.declined, link.page, link.person):
        row = ask(bridges.read, link.page)
        if row is not None:
            declined = PageDeclined(policy=str(row.body["policy"]), person=link.person, channel="rest")
            tell(services, paged.tenant, row.call_id, declined, beside=f"{row.key}/declined/{paged.leg}")
    return not_ours()


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
