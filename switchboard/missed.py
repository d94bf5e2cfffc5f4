"""Turns that the live store has not seen wait in the local journal, and move the call on once it is back.

Without them the store would take a call for where it stood before the outage: a caller who left a message and
hung up meanwhile would seem to have hung up in the middle of a dial.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import structlog

from ivr.call import Call
from ivr.events import HungUp
from ivr.verbs import HangUp, NextTurn
from storage.journal import JournalUnavailable
from storage.live.calls import Commit, Committed, Remembered
from switchboard.capsules import adopt, capsule_of, from_capsule, urls
from switchboard.services import Services, Tenant
from switchboard.setting import Setting
from telephony.capsule import Capsule
from telephony.twiml import render

log = structlog.get_logger(__name__)


def keep_missed(setting: Setting, after: Call, facts: tuple[str, ...]) -> None:
    """Note where a turn has led and what became true.

    A full disk loses it, and says so: the caller goes first.
    """
    body = {
        "tenant": setting.tenant.name,
        "call_id": after.id,
        "number": after.number,
        "dialled": after.dialled,
        "ended": after.ended,
        "at": setting.now.isoformat(),
        "capsule": asdict(capsule_of(setting.services, after)),
        "facts": list(facts),
    }
    try:
        setting.services.journal.write("turn", body)
    except JournalUnavailable:
        log.exception("facts_lost", tenant=setting.tenant.name, facts=len(facts))


def keep_hang_up(setting: Setting, call: Call, event: HungUp) -> None:
    """Note that a caller's leg is over. It is told in two ways: the first to be replayed counts."""
    body = {
        "tenant": setting.tenant.name,
        "call_id": call.id,
        "number": call.number,
        "dialled": call.dialled,
        "status": event.status,
        "bridged": event.bridged,
        "turn_taken": True,
        "at": setting.now.isoformat(),
    }
    try:
        setting.services.journal.write("hang_up", body)
    except JournalUnavailable:
        log.exception("hang_up_not_noted", **body)


def missed_from_journal(services: Services, body: Mapping[str, Any]) -> None:
    """Move the call on as a missed turn did, and tell its facts. Raises StoreUnavailableError.

    A call that has gone on by itself, or has ended, stays as it is; its end is told once.
    """
    tenant = services.tenants[body["tenant"]]
    stored = tenant.calls.read(body["call_id"])
    if stored is None or not (stored.ended or stored.turn >= body["capsule"]["turn"]):
        commit = _moved(services, body, stored)
        if isinstance(tenant.calls.commit(commit), Committed):
            return
    told = stored is not None and stored.ended
    _append(tenant, [fact for fact in body["facts"] if not (told and _is_end(fact))])


def _moved(services: Services, body: Mapping[str, Any], stored: Remembered | None) -> Commit:
    at = datetime.fromisoformat(body["at"])
    now_ms = int(at.timestamp() * 1000)
    callers = tuple((flow, step) for flow, step in body["capsule"]["callers"])
    capsule = Capsule(**{**body["capsule"], "callers": callers})
    known = {"call_id": body["call_id"], "number": body["number"], "dialled": body["dialled"]}
    before = from_capsule(capsule, **known, now_ms=now_ms) if stored is None else Call.from_json(stored.state)
    after = adopt(before, capsule, now_ms).but(ended=body["ended"])
    left = before.queues if after.ended else tuple(set(before.queues) - set(after.queues))
    return Commit(
        call_id=after.id,
        turn_read=0 if stored is None else stored.turn,
        turn=after.turn,
        state=(after.but(queues=()) if after.ended else after).to_json(),
        reply=render((HangUp() if after.ended else NextTurn(),), urls(services, after)),
        now_ms=now_ms,
        leaves=left,
        facts=tuple(body["facts"]),
        ended=bool(after.ended),
    )


def _append(tenant: Tenant, facts: list[str]) -> None:
    if facts:
        tenant.facts.append(facts)


def _is_end(fact: str) -> bool:
    return bool(json.loads(fact)["fact"] == "CallEnded")
