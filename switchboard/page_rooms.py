"""The room where the caller of a page and whoever has accepted meet: its documents, and who is in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import structlog

from ivr import page_words
from ivr.page_facts import CalledBack
from storage.record.bounded import RecordUnavailable
from storage.record.page_takings import Coming
from storage.record.promises import Promise
from switchboard.handing_over import tell
from switchboard.links import page_url
from switchboard.page_news import keep_news, news_of
from switchboard.services import Services, Tenant
from telephony import paging_twiml
from telephony.carrier import CarrierError
from telephony.page_link import PageLink
from telephony.paging_twiml import Room

log = structlog.get_logger(__name__)

#: Seconds between two sentences to somebody who is alone in the room: nobody waits in silence for longer.
WAIT_S = 4
#: Both; the caller without whoever has accepted; neither is known to wait for the other; nobody can tell.
Inside = Literal["together", "caller", "apart", "unknown"]


def link_of(row: Promise, *, person: str | None = None) -> PageLink:
    """Name whoever has taken the page; person "": the caller's own leg."""
    taken = row.body["taken"]
    whose = taken["person"] if person is None else person
    fence = int(taken.get("fence", row.fence))
    return PageLink(tenant=row.tenant, page=row.id, call=row.call_id, fence=fence, person=whose)


def url_in(services: Services, link: PageLink, name: str, language: str) -> str:
    """Return where a leg asks for what it hears next, with the language it hears it in."""
    return f"{page_url(services, link, name)}&l={language}"


def enters(services: Services, link: PageLink, text: str, language: str) -> str:
    """Let the leg of a link into the room. It needs no store."""
    caller = not link.person
    room = Room(
        # In the shape of a SID, as all rooms are named.
        name=f"PG{link.page}",
        told=page_url(services, link, "room"),
        over=url_in(services, link, "left" if caller else "over", language),
        wait=url_in(services, link, "wait", language),
    )
    return paging_twiml.meets(text, language, room, caller=caller)


def keeps_waiting(services: Services, link: PageLink, language: str) -> str:
    """Speak to somebody who is alone in the room, and look again."""
    said = page_words.say("connecting", language)
    return paging_twiml.looks_again(
        said.text, said.language, WAIT_S, url_in(services, link, "wait", language)
    )


def who_is_in(services: Services, row: Promise) -> Inside:
    """Ask the carrier: news of who has come may be lost."""
    try:
        legs = services.carrier.room(f"PG{row.id}").legs
    except CarrierError as error:
        log.info("room_not_known", promise=row.id, code=error.code)
        return "unknown"
    if row.call_id not in legs:
        return "apart"
    return "together" if row.body["taken"]["leg"] in legs else "caller"


def tell_settled(services: Services, tenant: Tenant, row: Promise, outcome: str) -> None:
    """Tell how the caller was met. A person has it: nobody is texted about it any more."""
    tell_met(services, tenant, row, outcome)
    by = str(row.acknowledged_by)
    services.record.bounded.run(tenant.pages.quiet_alerts, row.call_id, by, services.clock())


def tell_met(services: Services, tenant: Tenant, row: Promise, outcome: str) -> None:
    person = row.body["taken"]["person"]
    fact = CalledBack(policy=str(row.body["policy"]), person=person, outcome=outcome)
    beside = f"{row.key}/met/{int(services.clock().timestamp())}"
    tell(services, tenant, row.call_id, fact, beside=beside)


def came(services: Services, tenant: Tenant, link: PageLink, leg: str) -> None:
    """Somebody has come into the room: with both in it, they have met. The journal has it without SQL."""
    now = services.clock()
    try:
        met = services.record.bounded.run(tenant.pages.comes, link.page, _coming(link, leg), now)
    except RecordUnavailable:
        keep_news(services, "came", link, now, leg=leg)
        return
    if met is not None:
        tell_settled(services, tenant, met, "joined")


def came_from_journal(services: Services, body: Mapping[str, object]) -> None:
    """Note who had come into a room while SQL was away. Raises RecordUnavailable."""
    link, at = news_of(body)
    tenant = services.tenants[link.tenant]
    met = tenant.pages.comes(link.page, _coming(link, str(body["leg"])), at)
    if met is not None:
        tell_settled(services, tenant, met, "joined")


def _coming(link: PageLink, leg: str) -> Coming:
    return Coming(leg=leg, caller=link.call, fence=link.fence)
