"""The caller of a page who is still on the line: in the room, alone in it, or out of it and not yet helped.

Nothing hangs up on them while the page goes on, whatever store is away: what they hear is known from the
signed note of their leg, and they are led on as soon as the row says where.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import structlog

from ivr import page_words, words
from storage.record.bounded import RecordUnavailable
from storage.record.page_rows import UNSETTLED
from storage.record.promises import Promise
from switchboard.asides import aside
from switchboard.page_rooms import WAIT_S, enters, keeps_waiting, tell_settled, url_in
from switchboard.paged_legs import Paged
from switchboard.paging import JOIN, drop, ring_doorbell
from switchboard.services import Services
from switchboard.strangers import not_ours
from telephony import paging_twiml, twiml
from telephony.carrier import CarrierError

log = structlog.get_logger(__name__)

HELPED = "1"
#: A caller who stays on the line for so long is told that they are called back.
STAYS = timedelta(hours=1)


def join(services: Services, paged: Paged, language: str) -> str:
    """Bring the caller into the room; where whoever accepted has gone again, say that the page goes on."""
    try:
        row = _row(services, paged)
        if row is None or not _is_expected(row):
            return stay(services, paged, language)
        services.record.bounded.run(paged.tenant.pages.fetched, row.id)
    except RecordUnavailable:
        log.warning("caller_joins_unread", promise=paged.link.page)
    said = page_words.say("engineer_is_here", language)
    return enters(services, paged.link, said.text, said.language)


def wait(services: Services, paged: Paged, language: str) -> str:
    """Speak to who is alone in the room; a caller to whom nobody comes any more is led out of it."""
    if not paged.link.person:
        try:
            row = _row(services, paged)
        except RecordUnavailable:
            log.warning("caller_waits_unread", promise=paged.link.page)
        else:
            if row is None or not (_is_expected(row) or _has_just_met(services, row)):
                aside(services, paged.link.call, partial(_lead_out, services, paged, language))
    return keeps_waiting(services, paged.link, language)


def stay(services: Services, paged: Paged, language: str) -> str:
    """Tell the caller that the page goes on, again and again, until somebody comes or they hang up."""
    try:
        row = _row(services, paged)
    except RecordUnavailable:
        return on_the_line(services, paged, language)
    if row is None or row.state not in UNSETTLED or services.clock() - row.made_at > STAYS:
        said = page_words.say("has_it" if row and row.state == "kept" else "goes_on", language)
        return twiml.goodbye(said.text, said.language)
    if _is_expected(row):
        return join(services, paged, language)
    return on_the_line(services, paged, language)


def on_the_line(services: Services, paged: Paged, language: str) -> str:
    """Keep the caller on the line for a round."""
    said = page_words.say("stays_on", language)
    again = url_in(services, paged.link, "stay", language)
    return paging_twiml.looks_again(said.text, said.language, WAIT_S, again)


def left(services: Services, paged: Paged, language: str) -> str:
    """Ask the caller, who is still there while whoever talked to them has gone, whether they were helped."""
    said = words.say("if_helped_press", language)
    return paging_twiml.asks(said.text, said.language, url_in(services, paged.link, "helped", language))


def helped(services: Services, paged: Paged, language: str, digits: str) -> str:
    """1 is helped; silence is not, and the page goes on with the next person. Raises RecordUnavailable."""
    tenant, ask, now = paged.tenant, services.record.bounded.run, services.clock()
    row = _row(services, paged)
    if digits == HELPED:
        settled = None if row is None else ask(tenant.pages.helped, row.id, now)
        if settled is not None:  # the news that they have met was lost
            aside(services, settled.call_id, partial(drop, services, settled.body.get("rung", {})))
            if "taken" in settled.body:
                tell_settled(services, tenant, settled, "joined")
        return not_ours()
    if row is not None and row.state == "kept" and "taken" in row.body:
        leg = row.body["taken"]["leg"]
        back = ask(lambda: tenant.pages.give_back(row.id, leg, now, met=True))
        if back is not None:
            ring_doorbell(services, tenant, back)
    return stay(services, paged, language)


def _is_expected(row: Promise) -> bool:
    """Whether somebody who has accepted is about to meet the caller in the room."""
    taken = row.body.get("taken")
    return taken is not None and row.state == "claimed" and taken.get("meets") != "back"


def _has_just_met(services: Services, row: Promise) -> bool:
    """Whether this request was overtaken by the news that both are there."""
    return row.kept_at is not None and services.clock() - row.kept_at < JOIN


def _lead_out(services: Services, paged: Paged, language: str) -> None:
    """Take the caller out of a room that nobody comes to. Where that fails, their next round does it."""
    try:
        services.carrier.redirect(paged.link.call, url_in(services, paged.link, "stay", language))
    except CarrierError as error:
        log.warning("caller_not_led_out", promise=paged.link.page, code=error.code)


def _row(services: Services, paged: Paged) -> Promise | None:
    return services.record.bounded.run(paged.tenant.pages.read, paged.link.page)
