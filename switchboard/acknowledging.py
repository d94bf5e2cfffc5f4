"""A reply to an alert: whoever is on duty says that they have a call, or that they have talked to its caller.

A sender's number can be forged, and a text shows nobody who is at the phone: OK lets texts and page rest for
a while, once, and only DONE with the code of the call, which its texts alone hold, settles it. While the
caller is on the line, neither does anything: whoever presses 1 talks to them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import structlog

from ivr.facts import AlertAcknowledged
from ivr.page_facts import CalledBack, PageAccepted
from storage.live.client import StoreUnavailableError
from storage.record.attempts import Lockout
from storage.record.page_rows import UNSETTLED
from storage.record.promises import Promise
from switchboard.alert_words import HUNG_UP, code_of
from switchboard.asides import aside
from switchboard.errands import note
from switchboard.handing_over import tell
from switchboard.paging import drop
from switchboard.services import Services, Tenant
from telephony.carrier import CarrierError
from telephony.heard import TextCame

log = structlog.get_logger(__name__)

#: What counts as "I have it", as the first word of a reply; whatever follows it does not matter.
ACKNOWLEDGES = frozenset({"ok", "okay", "1", "yes", "ack", "done"})
_OPENINGS = ("got it",)
#: The first word of a reply that settles the page of a call, with its code.
DONE = "done"
_CODE = re.compile(r"[1-9][0-9]{3}")
#: A page that somebody says they have, and whose caller nobody has talked to, is rung for again after this.
HELD_FOR = timedelta(minutes=15)
#: What was told longer ago is not what a reply is about: no page goes on for longer (GIVEN_UP_AFTER).
TOLD_FOR = timedelta(hours=48)
MOST_LISTED = 3
#: Wrong codes are counted by the number that they came from: at most 53 of 9,000 in a day (security.md C5).
LOCKOUT = Lockout()
_CODES_OF = "codes of "
#: Why a page goes on whose caller is surely gone.
_GONE = frozenset({HUNG_UP, "unmet", "unmet_message"})
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
    words = _WORD.findall(text.body.casefold())
    code = next((word for word in words if _CODE.fullmatch(word)), "")
    if words[:1] == [DONE] and code:
        return _done(services, tenant, text, code)
    if not (_says_so(words) or (code and words[0] == code)):
        return "Reply OK to say that you have it. We keep telling you until you do."
    told = services.record.bounded.run(tenant.promises.told, text.number, services.clock() - TOLD_FOR)
    waiting = {row.call_id: row for row in told if row.state in UNSETTLED}
    if not waiting:
        return "Thank you. Nothing is waiting for you."
    named = [call_id for call_id in waiting if code in {"", code_of(call_id)}]
    if not named or (len(waiting) > 1 and not code):
        return _listed(list(waiting.values()), code)
    return " ".join(["Thank you.", *(_takes(services, tenant, text, call_id) for call_id in named)])


def _listed(waiting: Sequence[Promise], code: str) -> str:
    """Say which calls wait, where a reply names none of them."""
    none = f"No call {code} is waiting for you. " if code else ""
    calls = [
        f"{code_of(row.call_id)} from {row.body.get('number') or 'a withheld number'}"
        for row in waiting[:MOST_LISTED]
    ]
    more = f" and {len(waiting) - MOST_LISTED} more" if len(waiting) > MOST_LISTED else ""
    return f"{none}{len(waiting)} waiting: {', '.join(calls)}{more}. Reply OK and the code of yours."


def _takes(services: Services, tenant: Tenant, text: TextCame, call_id: str) -> str:
    """Nobody is texted nor rung for a while, once, for a call that somebody says they have.

    Returns what they are to do now. Nobody has talked to the caller yet: the page stays. While the caller is
    on the line, and for a page that somebody has taken or that brings people into a bridge, nothing changes.
    """
    now, ask = services.clock(), services.record.bounded.run
    pages = _pages_of(services, tenant, call_id)
    if any(_is_on_the_line(services, tenant, page) for page in pages):
        return "They are on the line: press 1 when your phone rings."
    held = [ask(tenant.pages.hold, page.key, text.number, now + HELD_FOR) for page in pages]
    if pages and not any(held):
        return f"We ring on until somebody presses 1, or replies DONE {code_of(call_id)} after a talk."
    for row in ask(tenant.promises.acknowledge, text.number, call_id, now):
        note(services, tenant, row, AlertAcknowledged(promise=row.id))
    ask(tenant.pages.quiet_alerts, call_id, text.number, now)
    for page in filter(None, held):
        accepted = PageAccepted(
            policy=str(page.body["policy"]),
            person=_person(services, tenant, text.number),
            channel="sms",
            step=str(page.body["step"]),
        )
        tell(services, tenant, page.call_id, accepted, beside=f"{page.key}/accepted")
        aside(services, page.call_id, partial(drop, services, page.body.get("rung", {})))
    if not pages:
        return "It is yours."
    caller = pages[0].body.get("number") or "the caller"
    minutes = HELD_FOR // timedelta(minutes=1)
    done = f"then reply DONE {code_of(call_id)}"
    return f"It is yours. Call {caller}, {done}. Else we ring again in {minutes} minutes."


def _done(services: Services, tenant: Tenant, text: TextCame, code: str) -> str:
    """Settle the pages of a call that this number was told of: they say that they have talked to them."""
    now, ask, number = services.clock(), services.record.bounded.run, text.number
    account = f"{_CODES_OF}{number}"
    verdict = ask(tenant.attempts.may_try, text.message_id, None, account, now, LOCKOUT)
    if not verdict.allowed:
        log.error("reply_codes_limited", tenant=tenant.name, storm=verdict.storm)
        return "Too many wrong codes came from your number. Press 1 when we ring, or try later."
    told = ask(tenant.promises.told, number, now - TOLD_FOR)
    named = dict.fromkeys(row.call_id for row in told if code_of(row.call_id) == code)
    ask(lambda: tenant.attempts.record_try(text.message_id, now, ok=bool(named)))
    for call_id in named:
        pages = _pages_of(services, tenant, call_id)
        if any(_is_on_the_line(services, tenant, page) for page in pages):
            return "They are on the line: press 1 when your phone rings."
        done = [page for page in pages if ask(tenant.pages.done, page.key, number, now) is not None]
        for page in done:
            person = _person(services, tenant, number)
            theirs = CalledBack(policy=str(page.body["policy"]), person=person, outcome="theirs")
            tell(services, tenant, call_id, theirs, beside=f"{page.key}/done")
            aside(services, call_id, partial(drop, services, page.body.get("rung", {})))
        if done:
            ask(tenant.pages.quiet_alerts, call_id, number, now)
            return "Thank you. We ring nobody for it any more."
    return f"Thank you. No call {code} is waiting for you."


def _pages_of(services: Services, tenant: Tenant, call_id: str) -> list[Promise]:
    """Find the pages of a call that go on: its own, and those of its clocks."""
    rows = services.record.bounded.run(tenant.promises.open_of, call_id)
    return [row for row in rows if row.kind == "page"]


def _is_on_the_line(services: Services, tenant: Tenant, page: Promise) -> bool:
    """Whether the caller is still there, for whom a text does nothing. Doubt: they are."""
    if page.body.get("why") in _GONE:
        return False
    try:
        stored = tenant.calls.read(page.call_id)
        if stored is not None and stored.ended:
            return False
    except StoreUnavailableError:
        pass
    try:
        return not services.carrier.is_over(page.call_id)
    except CarrierError as error:
        log.info("whereabouts_not_known", promise=page.id, code=error.code)
        return True


def _person(services: Services, tenant: Tenant, number: str) -> str:
    people = services.rosters.of(services.books.live(tenant.name), services.clock()).people.values()
    return next((person.id for person in people if person.number == number), number)


def _says_so(words: Sequence[str]) -> bool:
    return bool(words) and (words[0] in ACKNOWLEDGES or " ".join(words[:2]) in _OPENINGS)


def _saved(tenant: Tenant, text: TextCame, words: str) -> str:
    try:
        return tenant.replies.keep(text.message_id, words)
    except StoreUnavailableError:
        log.warning("reply_not_saved", message=text.message_id)
        return words
