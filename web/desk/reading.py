"""What a desk asks for beside its state: whom to transfer to, its last calls, a customer, a call's story."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import structlog
from flask import Blueprint, abort, jsonify, request
from flask.typing import ResponseReturnValue

from cti.text import plain
from ivr.call import Call
from storage.live.glance import CallRecords, Glance
from storage.record.directory import CONNECTORS, WRITERS
from storage.record.handled import Handled, WrapUp
from web.access import allowed, present
from web.desk.notes import has_to_do_with
from web.desk.pops import Reading, pop_for
from web.desk.state import Looker
from web.desk.timeline import rows_of
from web.desk.views import instant, title_in
from web.desk.whole import Whole

log = structlog.get_logger(__name__)
desk_reading = Blueprint("desk_reading", __name__, url_prefix="/desk")

LONGEST_QUERY = 64
MOST_TARGETS = 30
#: A page may wait longer for SQL than a caller; seconds.
PATIENT_S = 1.0


@desk_reading.get("/targets")
@allowed("agent", "supervisor")
def targets() -> ResponseReturnValue:
    """Agents, queues and outside lines whose name holds `q`, with their state and wait."""
    looker = Looker.of(present())
    query = request.args.get("q", "")[:LONGEST_QUERY].strip().casefold()
    whole = looker.floors.whole(looker.tenant)
    found = [*_agents(looker, whole), *_queues(looker, whole), *_lines(looker)]
    fitting = [target for target in found if query in f"{target['name']} {target['to']}".casefold()]
    return jsonify(targets=fitting[:MOST_TARGETS])


def _agents(looker: Looker, whole: Whole) -> Iterator[dict[str, Any]]:
    """Yield everybody on the floor but the one who asks, by name; busy: cannot be asked now."""
    for who, agent in sorted(whole.agents.items(), key=lambda each: whole.name_of(each[0])):
        member = whole.staff.get(who)
        if member is not None and member.role == "agent" and who != looker.member.id:
            free = agent.work == "idle" and agent.presence in ("available", "transfers_only")
            yield {
                "kind": "agent",
                "to": who,
                "name": member.name,
                "display": agent.display,
                "tier": member.profile.tier,
                "busy": not free or agent.link != "connected",
            }


def _queues(looker: Looker, whole: Whole) -> Iterator[dict[str, Any]]:
    """Yield the queues that somebody on the floor serves: a caller sent elsewhere would wait for nobody."""
    served = {
        queue for who in whole.agents if who in whole.staff for queue in whole.staff[who].profile.queues
    }
    for queue in whole.queues.values():
        if queue.name in served:
            shown = queue.shown(looker.now_ms)
            yield {**shown, "kind": "queue", "to": queue.name, "name": queue.title, "busy": False}


def _lines(looker: Looker) -> Iterator[dict[str, Any]]:
    company = looker.services.books.live(looker.tenant.name).company
    for name, number in sorted(company.outside.items()):
        title = plain(name.replace("_", " ")).capitalize()
        yield {"kind": "number", "to": number, "name": title, "busy": False}


@desk_reading.get("/history")
@allowed("agent", "supervisor")
def history() -> ResponseReturnValue:
    """The last 20 calls of whoever asks, the newest first."""
    looker = Looker.of(present())
    whole = looker.floors.whole(looker.tenant)
    handled = Handled(looker.services.record, looker.tenant.name)

    def read() -> list[tuple[WrapUp, Mapping[str, str]]]:
        rows = handled.of_agent(looker.member.id)
        return [(row, _customer(looker, row.customer_id)) for row in rows]

    rows = looker.services.record.bounded.run(read, within_s=PATIENT_S)
    return jsonify(calls=[_handled(looker, row, plain(found.get("name", "")), whole) for row, found in rows])


def _handled(looker: Looker, row: WrapUp, name: str, whole: Whole) -> dict[str, Any]:
    queue = looker.services.books.live(looker.tenant.name).company.queues.get(row.queue)
    titles = queue.dispositions if queue is not None else {}
    return {
        "call": row.call_id,
        "name": name,
        "queue": row.queue,
        "queue_title": title_in(whole, row.queue),
        "answered_at": _instant(row.answered_at),
        "ended_at": _instant(row.ended_at),
        "talk_s": None if row.talk_ms is None else row.talk_ms // 1000,
        "disposition": row.disposition,
        "disposition_title": titles.get(row.disposition, row.disposition),
        "resolved": row.resolved,
    }


def _instant(at: datetime | None) -> str | None:
    return None if at is None else instant(round(at.timestamp() * 1000))


@desk_reading.get("/customers/<call_id>")
@allowed("agent", "supervisor")
def customer(call_id: str) -> ResponseReturnValue:
    """The customer of a call, by reference: read now, with the rights of whoever asks, and noted.

    null: nobody on file is known to have called.
    """
    looker = Looker.of(present())
    records = _own_call(looker, call_id)
    if not records.call:
        return jsonify(customer=None)
    reading = Reading(waited_s=0, by=looker.member.id)
    pop = pop_for(looker.services, looker.tenant, Call.from_json(records.call), reading)
    customer_id = pop["customer_id"]
    if not customer_id:
        return jsonify(customer=None)
    card = looker.services.record.bounded.run(lambda: _card(looker, customer_id), within_s=PATIENT_S)
    log.info(
        "customer_read",
        tenant=looker.tenant.name,
        staff=looker.member.id,
        customer=customer_id,
        call=call_id,
        level=pop["level"],
    )
    return jsonify(customer=card)


def _card(looker: Looker, customer_id: str) -> dict[str, Any]:
    """Return what is on file: the customer's own fields, then one part for each thing they have."""
    own = {name: plain(value) for name, value in _customer(looker, customer_id).items() if name != "id"}
    parts: dict[str, Any] = {}
    for connector in sorted(CONNECTORS.keys() - WRITERS - {"customer"}):
        found = looker.tenant.directory.look_up(connector, {}, customer_id, looker.services.clock(), None)
        if found:
            parts[connector] = {name: plain(value) for name, value in found.items()}
    return {**own, **parts}


def _customer(looker: Looker, customer_id: str) -> Mapping[str, str]:
    if not customer_id:
        return {}
    now = looker.services.clock()
    return looker.tenant.directory.look_up("customer", {}, customer_id, now, None) or {}


@desk_reading.get("/calls/<call_id>/timeline")
@allowed("agent", "supervisor")
def timeline(call_id: str) -> ResponseReturnValue:
    """What happened in a call, in order. whole: nothing of it is missing. It is kept for a day."""
    looker = Looker.of(present())
    _own_call(looker, call_id)
    story = looker.tenant.facts.of_call(call_id)
    facts = [json.loads(fact) for fact in story.facts]
    is_whole = not story.gone and bool(facts) and facts[0]["fact"] == "CallStarted"
    return jsonify(timeline=rows_of(facts, looker.floors.whole(looker.tenant)), whole=is_whole)


def _own_call(looker: Looker, call_id: str) -> CallRecords:
    """Return what is stored of a call that the one who asks may see; 404 for any other.

    Agents may see the call they are at or are offered, those they are a party of, and their last ones.
    """
    records = Glance(looker.services.live, looker.tenant.name).calls([call_id])[call_id]
    known = bool(records.call or records.conversation)
    if looker.member.role == "supervisor" and known:
        return records
    if known and has_to_do_with(looker.tenant, looker.member.id, call_id):
        return records
    handled = Handled(looker.services.record, looker.tenant.name)
    mine = looker.services.record.bounded.run(handled.of_agent, looker.member.id, within_s=PATIENT_S)
    if all(row.call_id != call_id for row in mine):
        abort(404)
    return records
