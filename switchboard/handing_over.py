"""A page that goes on without its caller's leg: the promise, and who is texted beside it.

Written before the caller hears that we are still calling, and by whatever ends a call that nobody has taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from callflows.book import Book
from ivr.facts import Fact
from ivr.page_facts import PageHandedOver
from ivr.world import PageLevel, Paging
from routing.oncall.roster import Person, Roster
from storage.record.pages import key_of
from storage.record.promises import NewPromise
from switchboard.alert_words import circumstances
from switchboard.facts import Origin, written
from switchboard.keeping import keep_facts_of
from switchboard.ringing import ladder_of
from switchboard.services import Services, Tenant
from switchboard.setting import Caller
from switchboard.turns_of_pages import ON_THE_LINE

#: Nobody has taken the call for so long: it is not rung for any more. Two shifts at least have had it, and
#: the alarm of each round has told of it. Source: reliability.md D12 (every queued item expires).
GIVEN_UP_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """Which page goes on, and where it stands. why: hung_up, message, exhausted, engaged, failed or overdue.

    Or unmet, unmet_message: the call has never reached us, and its caller left a message, or none.
    stands: the ring at its spot has not begun. waits: its caller is on the line, which rings for them.
    policy "": of no flow, and the catch-alls of all policies are rung. step: flow/step that led here.
    """

    policy: str
    why: str
    urgency: str = "high"
    levels: tuple[PageLevel, ...] = ()
    spot: str = ""
    stands: bool = False
    waits: bool = False
    manager: str = ""
    step: str = ""
    more: Mapping[str, str] = field(default_factory=dict)


def handed_over(
    book: Book, roster: Roster, caller: Caller, handed: Handed, now: datetime
) -> list[NewPromise]:
    """Make the rows: the page, due at once, and an alert for everybody on call who wants texts beside it."""
    body: dict[str, Any] = {
        **handed.more,
        "policy": handed.policy,
        "urgency": handed.urgency,
        "number": caller.number,
        "why": handed.why,
        "step": handed.step,
        "language": _language(book, caller),
        **circumstances(book, caller, now),
    }
    levels = {"levels": [asdict(level) for level in handed.levels]}
    page = NewPromise(
        kind="page",
        call_id=caller.call_id,
        key=key_of(caller.call_id),
        due_at=now + ON_THE_LINE if handed.waits else now,
        body={**body, **levels, "spot": handed.spot, "stands": handed.stands, "manager": handed.manager},
    )
    return [page, *(_alert(one, body, caller.call_id, now) for one in texted(roster, handed, now))]


def paging_of(body: Mapping[str, Any]) -> Paging:
    """Ask for the next ring of a page by its row's body. Raises KeyError where it is not one of ours."""
    rung = body.get("rung", {})
    heard, declined = (frozenset(map(str, rung.get(name, ()))) for name in ("heard", "declined"))
    return Paging(
        policy=str(body["policy"]),
        levels=tuple(
            PageLevel(**{**level, "call": tuple(level["call"])}) for level in body.get("levels", ())
        ),
        spot=str(body.get("spot", "")),
        stands=not rung and bool(body.get("stands")),
        picked_up=bool(heard),
        accepted=bool(rung.get("accepted")),
        busy=bool(rung.get("busy")) and len(rung["people"]) == 1,
        heard=heard,
        declined=declined,
        escalated=bool(rung.get("escalated")),
        manager=str(body.get("manager", "")),
        caller=str(body["number"]),
    )


def tell_handed_over(services: Services, tenant: Tenant, call_id: str, handed: Handed) -> None:
    """Tell it once a call, however often it is promised."""
    fact = PageHandedOver(policy=handed.policy, why=handed.why, promise=key_of(call_id))
    tell(services, tenant, call_id, fact, beside=key_of(call_id))


def tell(services: Services, tenant: Tenant, call_id: str, fact: Fact, *, beside: str) -> None:
    """Tell a fact of a page, numbered by `beside`. The journal keeps it while Redis is away."""
    origin = Origin(tenant=tenant.name, call_id=call_id, turn=0, beside=beside)
    keep_facts_of(services, tenant, written([fact], origin, services.clock()), call_id)


def texted(roster: Roster, handed: Handed, now: datetime) -> list[Person]:
    """Find whom this page rings now, in order, and who wants texts.

    A page of no flow rings the catch-alls alone, which may be a desk that reads no texts: all who are on call
    by any policy are texted.
    """
    policies = (handed.policy,) if handed.policy else tuple(roster.policies)
    found = [
        ladder_of(roster, Paging(policy=name, levels=handed.levels, manager=handed.manager), now)
        for name in policies
    ]
    targets = [target for one in found for level in one.levels for target in level.targets]
    by_number = {target.number: target for target in targets if target.sms}
    return [roster.people[target.person] for target in by_number.values()]


def _alert(person: Person, body: Mapping[str, str], call_id: str, now: datetime) -> NewPromise:
    return NewPromise(
        kind="alert",
        call_id=call_id,
        key=f"{call_id}/alert/{person.id}",
        due_at=now,
        body={**body, "person": person.id},
        to_number=person.number,
    )


def _language(book: Book, caller: Caller) -> str:
    """Speak as the line does: whoever is on call and has no language of their own hears its first one."""
    flow = book.flow_of(caller.dialled)
    flows = [flow] if flow is not None else sorted(book.flows)
    return book.flows[flows[0]].languages[0] if flows else "en-US"
