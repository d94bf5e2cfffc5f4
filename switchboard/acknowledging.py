"""A reply to an alert: whoever is on duty says that they have it."""

from __future__ import annotations

import re

import structlog

from ivr.facts import AlertAcknowledged
from ivr.page_facts import PageAccepted
from storage.live.client import StoreUnavailableError
from storage.record.pages import key_of
from storage.record.promises import Promise
from switchboard.asides import aside
from switchboard.errands import note
from switchboard.handing_over import tell
from switchboard.paging import drop
from switchboard.services import Services, Tenant
from telephony.heard import TextCame

log = structlog.get_logger(__name__)

#: What counts as "I have it", as the first word of a reply; whatever follows it does not matter.
ACKNOWLEDGES = frozenset({"ok", "okay", "1", "yes", "ack", "done"})
_OPENINGS = ("got it",)
#: Letters and digits: no punctuation, no emoji.
_WORD = re.compile(r"[^\W_]+")


def acknowledge(services: Services, text: TextCame) -> str:
    """Take a reply to an alert; returns what to answer ("" for nothing). Raises RecordUnavailable.

    The same message again gets the same answer, for a day; without the live store it is taken anew.
    """
    name = services.books.tenant_of(text.dialled)
    if name is None or not text.number:
        return ""
    tenant = services.tenants[name]
    people = services.rosters.of(services.books.live(tenant.name), services.clock()).people.values()
    if text.number not in {person.number for person in people}:
        return ""
    with services.turnstile.of(text.message_id):
        try:
            answered = tenant.replies.find(text.message_id)
        except StoreUnavailableError:
            return _taken(services, tenant, text)
        if answered is not None:
            return answered
        return _saved(tenant, text, _taken(services, tenant, text))


def _taken(services: Services, tenant: Tenant, text: TextCame) -> str:
    if not _says_so(text.body):
        return "Reply OK to say that you have it. We keep telling you until you do."
    kept = services.record.bounded.run(tenant.promises.acknowledge, text.number, services.clock())
    for row in kept:
        note(services, tenant, row, AlertAcknowledged(promise=row.id))
        _takes_the_page(services, tenant, row, text.number)
    return "Thank you. It is yours." if kept else "Thank you. Nothing is waiting for you."


def _takes_the_page(services: Services, tenant: Tenant, alert: Promise, number: str) -> None:
    """Nobody else is texted or rung any more for a call that somebody has said they have."""
    now = services.clock()
    services.record.bounded.run(tenant.pages.quiet_alerts, alert.call_id, number, now)
    page = services.record.bounded.run(tenant.pages.acknowledge, key_of(alert.call_id), number, now)
    if page is None:
        return
    person = str(alert.body.get("person", number))
    accepted = PageAccepted(
        policy=str(page.body["policy"]), person=person, channel="sms", step=str(page.body["step"])
    )
    tell(services, tenant, page.call_id, accepted, beside=f"{page.key}/accepted")
    aside(services, page.call_id, lambda: drop(services, page.body.get("rung", {})))


def _says_so(body: str) -> bool:
    words = _WORD.findall(body.casefold())
    return bool(words) and (words[0] in ACKNOWLEDGES or " ".join(words[:2]) in _OPENINGS)


def _saved(tenant: Tenant, text: TextCame, words: str) -> str:
    try:
        return tenant.replies.keep(text.message_id, words)
    except StoreUnavailableError:
        log.warning("reply_not_saved", message=text.message_id)
        return words
