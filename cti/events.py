"""Facts as CloudEvents, for every screen and feed. Pure: the same fact gives the same event, always.

Source: cti-and-desktop.md section 2 (envelope, catalogue, closed lists).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cti.instants import utc
from cti.tellers import TELLERS
from cti.told import Told

#: What stands before a short name in `type`.
PREFIX = "org.ringdown"
SOURCE = "/cti/main"
#: Facts after which the figures of queues may be others.
STATS_FACTS = frozenset(
    {
        "QueueJoined",
        "QueueLeft",
        "OfferMade",
        "OfferEnded",
        "CallAnswered",
        "PresenceChanged",
        "WorkChanged",
        "LinkTold",
        "CallEnded",
    }
)

Data = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event. name: the short one, such as `offer.created`; number: its fact's place in the log.

    text: the envelope as JSON. agents: whose own business it is, besides that of supervisors; () where the
    call or the queue says. hidden: no other agent may see it, whatever their part in the call. fact: the
    kind that it tells; "" of none. number 0: it is not of the log, and never replayed.
    """

    name: str
    number: int
    tenant: str
    text: str
    call: str = ""
    queue: str = ""
    agents: tuple[str, ...] = ()
    hidden: bool = False
    fact: str = ""

    @property
    def sequence(self) -> str:
        """The number as it is sent; "" where there is none."""
        return sequence(self.number) if self.number else ""

    def with_data(self, **more: object) -> Event:
        """Return the same event with more in its data: what only some may see."""
        envelope = json.loads(self.text)
        envelope["data"].update(more)
        given = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return Event(**given | {"text": written(envelope)})


def sequence(number: int) -> str:
    """Write a fact's number so that text order is its order: 15 digits."""
    return f"{number:015d}"


def event_of(fact_json: str, number: int) -> Event | None:
    """Return the event that a fact is told by; None where screens have no use for it.

    Raises KeyError, TypeError or ValueError for what is no fact of ours.
    """
    fact = json.loads(fact_json)
    tell = TELLERS.get(fact["fact"])
    told = None if tell is None else tell(fact)
    if told is None:
        return None
    call = str(fact.get("call") or "")
    about = {"call_id": call, "provider": {"name": "twilio", "call_sid": call}} if call else {}
    given = {name: value for name, value in told.data.items() if value not in ("", None)}
    envelope = enveloped(
        told.name,
        id="evt_" + hashlib.sha256(fact["id"].encode()).hexdigest()[:20],
        subject=_subject(call, told),
        at=datetime.fromisoformat(fact["at"]),
        data={
            "tenant": fact["tenant"],
            **about,
            "correlation_id": call or given.get("agent_id", ""),
            "test": False,
            **given,
        },
    )
    return Event(
        name=told.name,
        number=number,
        tenant=fact["tenant"],
        text=written({**envelope, "sequence": sequence(number)}),
        call=call,
        queue=str(told.data.get("queue", "")),
        agents=told.agents,
        hidden=told.hidden,
        fact=fact["fact"],
    )


def queue_stats(tenant: str, figures: Mapping[str, Any], now: datetime) -> Event:
    """Return the figures of one queue as an event. figures: as /desk/state shows them, name and all."""
    name = str(figures["name"])
    data = {"tenant": tenant, "queue": name, "test": False, **figures}
    envelope = _made(tenant, "queue.stats", f"queues/{name}", now, data)
    return Event(name="queue.stats", number=0, tenant=tenant, text=written(envelope), queue=name)


def control(tenant: str, name: str, number: int, now: datetime, data: Data) -> Event:
    """Return `feed.snapshot` or `feed.reset`. number: after which the reader goes on; 0: not said."""
    about = {"tenant": tenant, "test": False, **data}
    if number:
        about["as_of_sequence"] = sequence(number)
    envelope = _made(tenant, name, "tenant", now, about)
    return Event(name=name, number=number, tenant=tenant, text=written(envelope))


def enveloped(name: str, *, id: str, subject: str, at: datetime, data: Data) -> Data:  # noqa: A002 - CloudEvents' own name
    return {
        "specversion": "1.0",
        "id": id,
        "source": SOURCE,
        "type": f"{PREFIX}.{name}",
        "subject": subject,
        "time": utc(at),
        "datacontenttype": "application/json",
        "dataschema": f"/schemas/events/{name}/1",
        "data": data,
    }


def written(envelope: Data) -> str:
    """Write an envelope on one line."""
    return json.dumps(envelope, separators=(",", ":"), ensure_ascii=False)


def _made(tenant: str, name: str, subject: str, now: datetime, data: Data) -> Data:
    """Envelope what no fact stands behind: its id is of its moment and content."""
    content = json.dumps([tenant, name, subject, utc(now), data], sort_keys=True)
    made = "evt_" + hashlib.sha256(content.encode()).hexdigest()[:20]
    return enveloped(name, id=made, subject=subject, at=now, data=data)


def _subject(call: str, told: Told) -> str:
    """Name what it is about, never by a phone number: proxies log it."""
    if call:
        return f"calls/{call}"
    return f"agents/{told.agents[0]}" if told.agents else "tenant"
