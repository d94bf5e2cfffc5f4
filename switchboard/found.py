"""A call that was found in Twilio's list: whether we met it after all, and what is promised for it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from callflows.book import Book
from ivr.steps.voicemail import Voicemail
from routing.oncall.roster import Roster
from storage.record.found_calls import FoundCall
from storage.record.promises import NewPromise
from switchboard.alert_words import circumstances
from switchboard.handing_over import Handed, handed_over
from switchboard.paged_steps import page_of
from switchboard.promising import VOICEMAIL_DUE
from switchboard.services import Tenant
from switchboard.setting import Caller
from telephony.call_list import Message

#: Are told of a call that nobody has met, too: the news that it is over may be all that came.
_AFTERWARDS = frozenset({"CallEnded", "CallFound", "PageHandedOver"})
#: Why people on call are rung and texted.
REASON = "our system was down"


def is_met(tenant: Tenant, call_id: str) -> bool:
    """Whether a turn of the call was ever taken, by its facts of the last day.

    Raises StoreUnavailableError.
    """
    story = tenant.facts.of_call(call_id)
    return story.gone > 0 or any(json.loads(fact)["fact"] not in _AFTERWARDS for fact in story.facts)


def has_ended(tenant: Tenant, call_id: str) -> bool:
    """Whether the call's own record says that it is over, or is gone. Raises StoreUnavailableError."""
    stored = tenant.calls.read(call_id)
    return stored is None or stored.ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """What is to be written down for a call. messages: by the key of their rows; handed: its page."""

    rows: Sequence[NewPromise]
    messages: Mapping[str, Message] = field(default_factory=dict)
    handed: Handed | None = None


def promised_for(
    book: Book, roster: Roster, found: FoundCall, messages: Sequence[Message], now: datetime
) -> Promised:
    """Make the rows: each message, and where the caller is to be called back, the page and who is texted.

    They tell when the caller called, not when we found it.
    """
    caller = Caller(call_id=found.call_id, number=found.number, dialled=found.dialled, reason=REASON)
    box = _box(book, found.dialled)
    keyed = {f"{found.call_id}/{each.recording}": each for each in messages}
    rows = [_message(caller, key, box, now) for key in keyed]
    if not found.called_back:
        return Promised(rows=rows, messages=keyed)
    title = book.company.boxes[box].title if messages and box in book.company.boxes else ""
    handed = _handed(book, found, title)
    when = circumstances(book, caller, found.began_at)
    pages = handed_over(book, roster, caller, handed, now)
    told = [replace(row, body={**row.body, **when}) for row in pages]
    return Promised(rows=[*told, *rows], messages=keyed, handed=handed)


def _handed(book: Book, found: FoundCall, box: str) -> Handed:
    """Ring as the line's own page would; a line without one rings the catch-alls."""
    why = "unmet_message" if found.messages else "unmet"
    flow = book.flow_of(found.dialled)
    paged = None if flow is None else page_of(book.flows, flow)
    more = {"box": box} if box else {}
    if paged is None:
        return Handed(policy="", why=why, more=more)
    return Handed(
        policy=paged.page.policy,
        urgency=paged.page.urgency,
        why=why,
        levels=paged.page.levels,
        step=f"{paged.flow}/{paged.step}",
        more=more,
    )


def _message(caller: Caller, key: str, box: str, now: datetime) -> NewPromise:
    body = {
        "box": box,
        "policy": "",
        "urgency": "",
        "number": caller.number,
        "name": "",
        "from": caller.dialled,
    }
    return NewPromise(
        kind="voicemail", call_id=caller.call_id, key=key, due_at=now + VOICEMAIL_DUE, body=body
    )


def _box(book: Book, dialled: str) -> str:
    """Find who hears messages of a line: as its own flow says, else the first box of the company."""
    flow = book.flow_of(dialled)
    steps = () if flow is None or flow not in book.flows else book.flows[flow].steps.values()
    own = (step.action.box for step in steps if isinstance(step.action, Voicemail))
    return next(own, next(iter(book.company.boxes), ""))
