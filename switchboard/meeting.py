"""Whoever has accepted a page meets its caller: on the line still, or called back from their own leg.

The caller's leg is taken out of what it hears by one REST redirect, and both come into one room. Where Twilio
says that the leg is gone, or where they have not met in time, the caller is called back. The page is settled
once they have met; until then, whoever accepted may hang up, and the page goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import structlog

from ivr import page_words
from ivr.events import PICKED_UP
from storage.record.bounded import RecordUnavailable
from storage.record.page_rows import is_taken_by
from storage.record.page_takings import Taker
from storage.record.promises import Promise
from switchboard.dialling import refused
from switchboard.links import page_url
from switchboard.page_news import keep_news, news_of
from switchboard.page_rooms import enters, link_of, tell_met, tell_settled, url_in
from switchboard.paging import BACK, JOIN, ring_doorbell
from switchboard.put_through import whereabouts
from switchboard.services import Services, Tenant
from switchboard.turns_of_pages import ON_THE_LINE
from telephony import paging_twiml, twiml
from telephony.carrier import Again, CarrierError
from telephony.page_link import PageLink
from telephony.paging_twiml import Back

log = structlog.get_logger(__name__)

AGAIN, MINE = "1", "2"
#: How a call back that nobody picked up ended, by Twilio's word; all else is no answer.
ENDS = {"busy": "busy", "failed": "failed"}
#: How often a caller is looked at again whose redirect may not have happened, or who may be put through just
#: now, and the seconds before that. Whom a redirect did bring has asked for the room's document by then.
LOOKS = 2
#: Why a page goes on whose caller is not fetched: gone, or talking to somebody perhaps.
_GONE = frozenset({"hung_up", "overdue", "unmet", "unmet_message"})
LOOK_S = 2


def meet(services: Services, tenant: Tenant, row: Promise, language: str, looks: int = 0) -> str:
    """Answer the leg that has just accepted. looks: how often it was answered before, and told to wait."""
    taken = row.body["taken"]
    here = "comes" if taken.get("fetched") else _fetch(services, tenant, row, looks)
    text = "" if looks else page_words.say("caller_is_here", language).text
    if here == "talks":
        return _with_somebody(services, tenant, row, language)
    if here == "comes":
        return enters(services, link_of(row), text, language)
    if here == "gone" or looks >= LOOKS:
        return call_back(services, tenant, row, language)
    again = page_url(services, link_of(row), "look") + f"&n={looks + 1}"
    return paging_twiml.looks_again(text, language, LOOK_S, again)


def call_back(services: Services, tenant: Tenant, row: Promise, language: str) -> str:
    """Ring the caller from the leg of whoever has accepted; who may not be rung is theirs to call."""
    number = str(row.body["number"])
    if not number:
        return _settled_without(services, tenant, row, language, "withheld")
    if refused(services, tenant.name, number):
        return _settled_without(services, tenant, row, language, "refused")
    now = services.clock()
    if not services.record.bounded.run(tenant.pages.meets, row.id, _taker(row, "back"), now + BACK):
        return twiml.HANG_UP
    said = page_words.say("calling_back", language)
    back = Back(
        number=number,
        from_=str(row.body["from"]),
        over=page_url(services, link_of(row), "called"),
        reached=page_url(services, link_of(row), "reached"),
    )
    return paging_twiml.calls_back(said.text, said.language, back)


def reached(services: Services, tenant: Tenant, link: PageLink) -> None:
    """The caller has picked up, and is connected to whoever has accepted. The journal has it without SQL."""
    now = services.clock()
    try:
        row = services.record.bounded.run(_reached, tenant, link, now)
    except RecordUnavailable:
        keep_news(services, "reached", link, now)
        return
    if row is not None:
        tell_settled(services, tenant, row, "reached")


def reached_from_journal(services: Services, body: Mapping[str, object]) -> None:
    """Settle a page whose caller picked up while SQL was away. Raises RecordUnavailable."""
    link, at = news_of(body)
    tenant = services.tenants[link.tenant]
    row = _reached(tenant, link, at)
    if row is not None:
        tell_settled(services, tenant, row, "reached")


def _reached(tenant: Tenant, link: PageLink, at: datetime) -> Promise | None:
    """Settle the page of a link. None: it is settled, or whoever had taken it has given it back since."""
    row = tenant.pages.read(link.page)
    taken = {} if row is None else row.body.get("taken", {})
    if row is None or taken.get("fence") != link.fence or not tenant.pages.settle(row.id, taken["leg"], at):
        return None
    return row


def called(services: Services, tenant: Tenant, row: Promise, language: str, status: str) -> str:
    """A call back is over, whoever picked it up; the leg that made it may make another."""
    if row.state != "kept" and status in PICKED_UP:
        _settle(services, tenant, row, "reached")  # SQL was away as they picked up
    if row.state == "kept" or status in PICKED_UP:
        said = page_words.say("talk_is_over", language)
    else:
        outcome = ENDS.get(status, "no_answer")
        now = services.clock()
        services.record.bounded.run(tenant.pages.meets, row.id, _taker(row, "back"), now + BACK)
        tell_met(services, tenant, row, outcome)
        told = page_words.say("not_reached", language)
        keys = page_words.say("not_reached_keys", language)
        return paging_twiml.asks(
            f"{told.text} {keys.text}", told.language, page_url(services, link_of(row), "again")
        )
    return paging_twiml.asks(said.text, said.language, page_url(services, link_of(row), "again"))


def again(services: Services, tenant: Tenant, row: Promise, language: str, digits: str) -> str:
    """Call back once more, or leave the page to whoever says that they see to it; else it goes on."""
    if digits == AGAIN:
        return call_back(services, tenant, row, language)
    if row.state == "kept":
        return twiml.HANG_UP
    leg = row.body["taken"]["leg"]
    if digits == MINE:
        _settle(services, tenant, row, "theirs")
        said = page_words.say("yours", language)
        return twiml.goodbye(said.text, said.language)
    back = services.record.bounded.run(tenant.pages.give_back, row.id, leg, services.clock())
    if back is not None:
        ring_doorbell(services, tenant, back)
    return twiml.HANG_UP


def over(services: Services, tenant: Tenant, row: Promise, language: str) -> str:
    """The room is closed: the caller has left it, or never came."""
    if row.state == "kept":
        said = page_words.say("talk_is_over", language)
        return paging_twiml.asks(said.text, said.language, page_url(services, link_of(row), "again"))
    return call_back(services, tenant, row, language)


def _fetch(services: Services, tenant: Tenant, row: Promise, looks: int) -> str:
    """Send the caller's leg into the room: comes, gone, or unknown whether it was. A talk is left alone.

    Somebody who hears who calls may be about to press the key: looked at again; a voicemail never does.
    """
    here = "gone" if row.body["why"] in _GONE else whereabouts(services, tenant, row)
    if here != "alone" and not (here == "whisper" and looks >= LOOKS):
        return here
    now = services.clock()
    services.record.bounded.run(tenant.pages.meets, row.id, _taker(row, "join"), now + JOIN)
    try:
        link, spoken = link_of(row, person=""), str(row.body["language"])
        services.carrier.redirect(row.call_id, url_in(services, link, "join", spoken))
    except CarrierError as error:
        log.info("caller_not_fetched", promise=row.id, code=error.code)
        return "gone" if error.again is Again.NEVER else "unknown"
    return "comes"


def _with_somebody(services: Services, tenant: Tenant, row: Promise, language: str) -> str:
    """Say that the caller talks by their own leg; the page goes on once that is over, should it have to."""
    leg, due = row.body["taken"]["leg"], services.clock() + ON_THE_LINE
    services.record.bounded.run(tenant.pages.give_back, row.id, leg, due)
    said = page_words.say("with_somebody", language)
    return twiml.goodbye(said.text, said.language)


def _taker(row: Promise, meets: str) -> Taker:
    taken = row.body["taken"]
    return Taker(person=taken["person"], leg=taken["leg"], meets=meets)


def _settled_without(services: Services, tenant: Tenant, row: Promise, language: str, why: str) -> str:
    """Nobody can be called from here. Who has accepted has it, and is told where the caller is heard of."""
    _settle(services, tenant, row, why)
    caller = str(row.body["number"])
    said = page_words.say("withheld" if why == "withheld" else "call_yourself", language, caller=caller)
    box = str(row.body.get("box", ""))
    there = f" {page_words.say('message_there', language, box=box).text}" if box else ""
    return twiml.goodbye(said.text + there, said.language)


def _settle(services: Services, tenant: Tenant, row: Promise, outcome: str) -> None:
    leg = row.body["taken"]["leg"]
    if services.record.bounded.run(tenant.pages.settle, row.id, leg, services.clock()):
        tell_settled(services, tenant, row, outcome)


def is_theirs(row: Promise | None, leg: str) -> bool:
    """Whether this leg has the page."""
    return row is not None and is_taken_by(row, leg)
