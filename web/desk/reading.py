"""What a desk asks for beside its state: whom to transfer to, its last calls, a call's story."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from cti.region import number_meant
from cti.text import plain
from ivr.call import Call
from storage.live.glance import Glance
from storage.record.handled import Handled, WrapUp
from web.access import allowed, present
from web.desk.completing import form_of, unfinished
from web.desk.customers import on_file
from web.desk.own import PATIENT_S, own_story
from web.desk.past_calls import past_call
from web.desk.state import Looker
from web.desk.timeline import rows_of
from web.desk.whole import Whole

desk_reading = Blueprint("desk_reading", __name__, url_prefix="/desk")

_Row = tuple[WrapUp, Mapping[str, str]]

LONGEST_QUERY = 64
MOST_TARGETS = 30


@desk_reading.get("/targets")
@allowed("agent", "supervisor")
def targets() -> ResponseReturnValue:
    """Agents, queues and outside lines whose name holds `q`, with their state and wait.

    First the number that `q` is, if it is one: of the company's country where it names none.
    """
    looker = Looker.of(present())
    typed = request.args.get("q", "")[:LONGEST_QUERY].strip()
    country = looker.services.books.live(looker.tenant.name).company.country
    query, number = typed.casefold(), number_meant(typed, country)
    whole = looker.floors.whole(looker.tenant)
    found = [*_agents(looker, whole), *_queues(looker, whole), *_lines(looker)]
    fitting = [target for target in found if query in f"{target['name']} {target['to']}".casefold()]
    if number:
        known = [target for target in found if target["to"] == number]
        fitting = known or [{"kind": "number", "to": number, "name": number, "busy": False}, *fitting]
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
    """The last 20 calls of whoever asks, the newest first. number: where no name is known, for a day.

    late: what the form begins with where nobody has said what came of the call; else null. unfinished: such
    calls of others, for a supervisor.
    """
    looker = Looker.of(present())
    handled = Handled(looker.services.record, looker.tenant.name)

    def read() -> tuple[list[_Row], list[_Row]]:
        me = looker.member.id
        mine, others = handled.of_agent(me), (row for row in unfinished(looker) if row.staff_id != me)
        return _named(looker, mine), _named(looker, others)

    mine, others = looker.services.record.bounded.run(read, within_s=PATIENT_S)
    numbers = _numbers(looker, {row.call_id for row, found in (*mine, *others) if not found.get("name")})
    whole = looker.floors.whole(looker.tenant)

    def shown(row: WrapUp, found: Mapping[str, str]) -> dict[str, Any]:
        return {
            **past_call(looker, row, whole),
            "name": plain(found.get("name", "")),
            "number": numbers.get(row.call_id, ""),
            "agent": row.staff_id,
            "agent_name": whole.name_of(row.staff_id),
            "late": form_of(looker, row),
        }

    return jsonify(calls=[shown(*each) for each in mine], unfinished=[shown(*each) for each in others])


def _named(looker: Looker, rows: Iterable[WrapUp]) -> list[_Row]:
    return [(row, on_file(looker, row.customer_id)) for row in rows]


def _numbers(looker: Looker, call_ids: Collection[str]) -> dict[str, str]:
    """Return from which number these calls came, where the live store still has them: for a day."""
    found = Glance(looker.services.live, looker.tenant.name).calls(sorted(call_ids))
    return {
        each: plain(Call.from_json(records.call).number) for each, records in found.items() if records.call
    }


@desk_reading.get("/calls/<call_id>/timeline")
@allowed("agent", "supervisor")
def timeline(call_id: str) -> ResponseReturnValue:
    """What happened in a call, in order. whole: nothing of it is missing. It is kept for a day."""
    looker = Looker.of(present())
    own_story(looker, call_id)
    story = looker.tenant.facts.of_call(call_id)
    facts = [json.loads(fact) for fact in story.facts]
    is_whole = not story.gone and bool(facts) and facts[0]["fact"] == "CallStarted"
    return jsonify(timeline=rows_of(facts, looker.floors.whole(looker.tenant)), whole=is_whole)
