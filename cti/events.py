"""Facts as CloudEvents, for every screen and feed. Pure: the same fact gives the same event, always.

Source: cti-and-desktop.md section 2 (envelope, catalogue, closed lists).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cti.causes import DEQUEUED, cause_of, ender_of

#: What stands before a short name in `type`.
PREFIX = "org.ringdown"
SOURCE = "/cti/main"

Fact = Mapping[str, Any]
Data = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event. name: the short one, such as `offer.created`; number: its fact's place in the log.

    agents: whose own business it is, besides that of supervisors; () where the call or the queue says.
    """

    name: str
    number: int
    tenant: str
    call: str
    queue: str
    agents: tuple[str, ...]
    envelope: Data

    @property
    def sequence(self) -> str:
        return sequence(self.number)

    def to_json(self) -> str:
        return json.dumps(self.envelope, separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What one fact says: the event's name, and its data beyond the common block."""

    name: str
    data: Data
    agents: tuple[str, ...] = ()


def sequence(number: int) -> str:
    """Write a fact's number so that text order is its order: 15 digits."""
    return f"{number:015d}"


def event_of(fact_json: str, number: int) -> Event | None:
    """Return the event that a fact is told by; None where screens have no use for it."""
    fact = json.loads(fact_json)
    tell = TELLERS.get(fact["fact"])
    told = None if tell is None else tell(fact)
    if told is None:
        return None
    call = str(fact.get("call") or "")
    data = {
        "tenant": fact["tenant"],
        **({"call_id": call, "provider": {"name": "twilio", "call_sid": call}} if call else {}),
        "correlation_id": call or told.data.get("agent_id", ""),
        "test": False,
        **{name: value for name, value in told.data.items() if value not in ("", None)},
    }
    envelope = {
        "specversion": "1.0",
        "id": "evt_" + hashlib.sha256(fact["id"].encode()).hexdigest()[:20],
        "source": SOURCE,
        "type": f"{PREFIX}.{told.name}",
        "subject": _subject(call, told),
        "time": _time(fact["at"]),
        "datacontenttype": "application/json",
        "dataschema": f"/schemas/events/{told.name}/1",
        "sequence": sequence(number),
        "data": data,
    }
    return Event(
        name=told.name,
        number=number,
        tenant=fact["tenant"],
        call=call,
        queue=str(told.data.get("queue", "")),
        agents=told.agents,
        envelope=envelope,
    )


def _subject(call: str, told: _Told) -> str:
    """Name what it is about, never by a phone number: proxies log it."""
    if call:
        return f"calls/{call}"
    return f"agents/{told.agents[0]}" if told.agents else "tenant"


def _time(at: str) -> str:
    utc = datetime.fromisoformat(at).astimezone(UTC)
    return utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _instant(unix_ms: int) -> str:
    return _time(datetime.fromtimestamp(unix_ms / 1000, UTC).isoformat())


def _call_started(fact: Fact) -> _Told:
    return _Told(
        name="call.started",
        data={
            "direction": "inbound",
            "from": fact["number"],
            "to": fact["dialled"],
            "flow": fact["flow"],
            "flow_version": fact["release"],
        },
    )


def _step(fact: Fact) -> _Told:
    data = {name: fact[name] for name in ("flow", "step", "kind", "outcome", "ms")}
    return _Told(name="call.step", data={**data, "input": fact["heard"]})


def _identified(fact: Fact) -> _Told:
    return _Told(
        name="call.identified",
        data={"level": fact["level"], "factors": [fact["factor"]], "customer_id": fact["customer"]},
    )


def _queued(fact: Fact) -> _Told:
    return _Told(name="call.queued", data={"queue": fact["queue"], "priority": fact["priority"]})


def _dequeued(fact: Fact) -> _Told:
    reason = DEQUEUED.get(fact["reason"], "system")
    return _Told(
        name="call.dequeued",
        data={"queue": fact["queue"], "reason": reason, "waited_ms": fact["waited_ms"]},
    )


def _clock_started(fact: Fact) -> _Told:
    return _Told(name="clock.started", data={"clock": fact["clock"], "case_id": fact["case"]})


def _voicemail(fact: Fact) -> _Told:
    return _Told(
        name="voicemail.created",
        data={"voicemail_id": fact["recording"], "box": fact["box"], "duration_s": fact["seconds"]},
    )


def _call_ended(fact: Fact) -> _Told:
    ended_by = ender_of(fact["ended_by"])
    return _Told(name="call.ended", data={"cause": cause_of(fact["status"]), "ended_by": ended_by})


def _line_rung(fact: Fact) -> _Told:
    return _Told(
        name="call.transfer_started",
        data={"mode": "blind", "to": fact["line"], "screened": fact["screened"]},
    )


def _line_done(fact: Fact) -> _Told:
    if fact["accepted"]:
        return _Told(name="call.transferred", data={"mode": "blind", "to": fact["line"]})
    return _Told(
        name="call.transfer_cancelled",
        data={"mode": "blind", "to": fact["line"], "cause": cause_of(fact["status"])},
    )


def _offer_made(fact: Fact) -> _Told:
    return _Told(
        name="offer.created",
        data={
            "offer_id": fact["offer"],
            "agent_id": fact["agent"],
            "queue": fact["queue"],
            "purpose": fact["purpose"],
            "ring_s": fact["ring_s"],
            "expires_at": _instant(fact["expires_ms"]),
        },
        agents=(fact["agent"],),
    )


def _offer_ended(fact: Fact) -> _Told:
    return _Told(
        name=f"offer.{fact['ending']}",
        data={
            "offer_id": fact["offer"],
            "agent_id": fact["agent"],
            "after_ms": fact["after_ms"],
            "decline_reason": fact["reason"] if fact["ending"] == "declined" else "",
            "cause": cause_of(fact["cause"]) if fact["cause"] else "",
        },
        agents=(fact["agent"],),
    )


def _presence(fact: Fact) -> _Told:
    return _agent(fact, "agent.presence_changed", by=fact["by"], next_presence=fact["next_presence"])


def _work(fact: Fact) -> _Told:
    return _agent(fact, "agent.work_changed", by=fact["by"])


def _link(fact: Fact) -> _Told:
    return _agent(fact, "agent.link_changed", by="system")


def _agent(fact: Fact, name: str, **more: str) -> _Told:
    return _Told(
        name=name,
        data={
            "agent_id": fact["agent"],
            "from": fact["was"],
            "to": fact["now"],
            "reason": fact.get("reason", ""),
            **more,
        },
        agents=(fact["agent"],),
    )


def _leg(fact: Fact) -> _Told:
    who = fact["who"]
    return _Told(
        name=f"leg.{fact['change']}",
        data={
            "leg_id": fact["leg"],
            "party": fact["party"],
            "agent_id": who if fact["party"] in ("agent", "supervisor") else "",
            "cause": cause_of(fact["cause"]) if fact["cause"] else "",
            "ended_by": ender_of(fact["ended_by"]) if fact["ended_by"] else "",
        },
        agents=(who,) if fact["party"] in ("agent", "supervisor") else (),
    )


def _transfer(name: str) -> Callable[[Fact], _Told]:
    def tell(fact: Fact) -> _Told:
        return _Told(
            name=name,
            data={
                "mode": fact["mode"],
                "kind": fact["kind"],
                "to": fact["to"],
                "by_agent": fact["by"],
                "reason": fact.get("reason", ""),
                "cause": cause_of(fact["cause"]) if fact.get("cause") else "",
            },
            agents=(fact["by"],) if fact["by"] else (),
        )

    return tell


def _conferenced(fact: Fact) -> _Told:
    return _Told(name="call.conferenced", data={"parties": list(fact["parties"])})


def _supervised(fact: Fact) -> _Told:
    return _Told(
        name="call.supervised",
        data={
            "mode": fact["mode"] or "over",
            "supervisor_id": fact["supervisor"],
            "visible_to_agent": fact["visible"],
        },
        agents=(fact["supervisor"],),
    )


def _recording(fact: Fact) -> _Told:
    return _Told(
        name="call.recording_changed",
        data={"state": fact["state"], "reason": fact["reason"]},
    )


def _wrapped(fact: Fact) -> _Told:
    data = {name: fact[name] for name in ("disposition", "resolved", "auto")}
    return _Told(
        name="call.wrapped",
        data={**data, "agent_id": fact["agent"], "wrap_s": fact["wrap_ms"] // 1000},
        agents=(fact["agent"],),
    )


def _nothing(_fact: Fact) -> None:
    """Say nothing: no screen has a use for it, or another fact of the same change tells it."""


#: Every fact there is, and what tells it; a fact without a row fails a test.
TELLERS: Mapping[str, Callable[[Fact], _Told | None]] = {
    "CallStarted": _call_started,
    "StepEnded": _step,
    "CallerIdentified": _identified,
    "VerificationFailed": _nothing,
    "Tagged": _nothing,
    "ClockStarted": _clock_started,
    "QueueJoined": _queued,
    "QueueLeft": _dequeued,
    "TransferBegan": _line_rung,
    "TransferAccepted": _nothing,
    "TransferEnded": _line_done,
    "TextSent": _nothing,
    "TextFailed": _nothing,
    "AlertSent": _nothing,
    "AlertAcknowledged": _nothing,
    "VoicemailLeft": _voicemail,
    "PromiseMade": _nothing,
    "SurveyAnswered": _nothing,
    "SurveyOffered": _nothing,
    "LookedUp": _nothing,
    "CallResumed": _nothing,
    "FlowFailed": _nothing,
    "UnknownLineDialled": _nothing,
    "CallEnded": _call_ended,
    "OfferMade": _offer_made,
    "OfferEnded": _offer_ended,
    "PresenceChanged": _presence,
    "WorkChanged": _work,
    "LinkTold": _link,
    "LegChanged": _leg,
    "CallAnswered": _nothing,
    "TransferStarted": _transfer("call.transfer_started"),
    "Transferred": _transfer("call.transferred"),
    "TransferCancelled": _transfer("call.transfer_cancelled"),
    "Conferenced": _conferenced,
    "SupervisedChanged": _supervised,
    "RecordingChanged": _recording,
    "ConversationEnded": _nothing,
    "Wrapup": _wrapped,
}
