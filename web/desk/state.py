"""GET /desk/state: everything that the desk of one person shows, as of one place in the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue

from cti.events import sequence
from cti.pop import Person
from ivr.call import Call
from routing.floor.conversation import Conversation
from routing.floor.people import Agent
from routing.floor.working import IN_CALL
from storage.live.glance import CallRecords, Glance
from storage.live.hands import Hands
from storage.record.staff import Member
from switchboard.services import Services, Tenant
from web.access import SignedIn, allowed, present, tenant_of
from web.assembled import services_of
from web.desk.clocks import shown_clocks
from web.desk.pops import Reading, light_pop, own_notes, people_of, pop_for
from web.desk.seen import Seen, seen_of
from web.desk.views import (
    agent_view,
    call_view,
    instant,
    last_seen_ms,
    offer_views,
    queue_of,
    waited_s,
    wrap_view,
)
from web.desk.whole import Floors, Whole, floors_of, takes_calls
from web.desk.why import why_now

desk_state = Blueprint("desk_state", __name__)

#: How many dispositions have a key of their own.
FAVOURITES = 9
#: What a row of the floor shows of the pop of its call.
OF_A_ROW = ("match", "name", "number", "level", "level_words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Looker:
    """Who looks, and through what."""

    services: Services
    floors: Floors
    seen: Seen
    tenant: Tenant
    member: Member

    @classmethod
    def of(cls, who: SignedIn) -> Looker:
        return cls(
            services=services_of(current_app),
            floors=floors_of(current_app),
            seen=seen_of(current_app),
            tenant=tenant_of(who),
            member=who.member,
        )

    @property
    def now_ms(self) -> int:
        return int(self.services.clock().timestamp() * 1000)


@desk_state.get("/desk/state")
@allowed("agent", "supervisor")
def state() -> ResponseReturnValue:
    return jsonify(state_of(Looker.of(present())))


def state_of(looker: Looker) -> dict[str, Any]:
    """Return the desk's state. Whatever became true up to `sequence` is in it.

    Raises StoreUnavailableError, and RecordUnavailable while the staff was never read.
    """
    return _state(looker, looker.floors.whole(looker.tenant))


def state_after_command(looker: Looker) -> dict[str, Any]:
    """Return the desk's state with what was just done in it; an agent's queues may be a second old.

    Raises as `state_of`.
    """
    if looker.member.role == "supervisor":
        return state_of(looker)  # who shows the whole floor shows it as it is now
    return _state(looker, looker.floors.recent(looker.tenant))


def _state(looker: Looker, whole: Whole) -> dict[str, Any]:
    me = _myself(looker)
    records = _records(looker, me)
    conversation = Conversation.from_json(records.conversation) if records.conversation else None
    now_ms = looker.now_ms
    supervises = looker.member.role == "supervisor"
    mine = looker.member.profile.queues
    hands = Hands(looker.services.live, looker.tenant.name).all()
    return {
        "sequence": sequence(whole.number),
        "now": instant(now_ms),
        "me": {
            **agent_view(me, looker.member),
            "hand": me.id in hands,
            "takes_calls": takes_calls(looker.member),
        },
        "offers": _offers(looker, whole, conversation, records),
        "call": _call(looker, whole, me, records),
        "queues": [
            queue.shown(now_ms) for queue in whole.queues.values() if supervises or queue.name in mine
        ],
        "floor": _floor(looker, whole, hands) if supervises else [],
        "wrap": _wrap(looker, me, records),
        "clocks": _clocks(looker, me),
        "due_callbacks": [],
    }


def _myself(looker: Looker) -> Agent:
    who = looker.member.id
    record = looker.tenant.floor.read((who,)).agents.get(who)
    return Agent(id=who) if record is None else Agent.from_json(record.state)


def _records(looker: Looker, me: Agent) -> CallRecords:
    if not me.call:
        return CallRecords()
    return Glance(looker.services.live, looker.tenant.name).calls([me.call])[me.call]


def _offers(
    looker: Looker, whole: Whole, conversation: Conversation | None, records: CallRecords
) -> list[dict[str, Any]]:
    if conversation is None:
        return []
    offers = offer_views(conversation, looker.member.id, whole, looker.now_ms)
    pop = _pop(looker, records) if offers else None
    return [{**offer, "pop": pop} for offer in offers]


def _call(looker: Looker, whole: Whole, me: Agent, records: CallRecords) -> dict[str, Any] | None:
    """Return the call that the agent works on; None in wrap-up, and for who only was offered it."""
    if me.work not in IN_CALL or not records.conversation:
        return None
    conversation = Conversation.from_json(records.conversation)
    if conversation.party(me.id) is None:
        return None
    view = call_view(conversation, whole)
    notes = own_notes(looker.services, looker.tenant, me.call, me.id)
    why = why_now(conversation, me.id, whole)
    return {**view, "pop": _pop(looker, records), "notes": notes, "why": why}


def _wrap(looker: Looker, me: Agent, records: CallRecords) -> dict[str, Any] | None:
    if me.work != "wrap_up":
        return None
    return {
        **wrap_view(me),
        "pop": _pop(looker, records),
        "notes": own_notes(looker.services, looker.tenant, me.call, me.id),
        "dispositions": _dispositions(looker, me, records),
    }


def pop_now(looker: Looker, call_id: str) -> dict[str, Any] | None:
    """Return the pop of a call as it is now; None: the live store has forgotten it.

    Raises StoreUnavailableError.
    """
    return _pop(looker, Glance(looker.services.live, looker.tenant.name).calls([call_id])[call_id])


def _pop(looker: Looker, records: CallRecords) -> dict[str, Any] | None:
    """Return the pop; None for a call that the live store has forgotten."""
    if not records.call:
        return None
    call = Call.from_json(records.call)
    pop = pop_for(looker.services, looker.tenant, call, reading_of(looker, records))
    looker.seen.note(looker.tenant.name, looker.member.id, call.id, pop["customer_id"])
    return pop


def reading_of(looker: Looker, records: CallRecords) -> Reading:
    """Say who reads the pop of a call, and what the agents' side of it knows."""
    me = looker.member.id
    if not records.conversation:
        return Reading(waited_s=0, by=me)
    conversation = Conversation.from_json(records.conversation)
    chosen = conversation.chosen
    return Reading(
        waited_s=waited_s(conversation, looker.now_ms),
        by=me,
        chosen=chosen,
        chosen_by="" if chosen is None else looker.floors.whole(looker.tenant).name_of(chosen.by),
    )


def _dispositions(looker: Looker, me: Agent, records: CallRecords) -> list[dict[str, Any]]:
    """Return what the call can have come to, by the queue that it came from. favourite: 1 to 9, or None."""
    if not me.queue and not records.conversation:
        return []
    name = me.queue or queue_of(Conversation.from_json(records.conversation))
    queue = looker.services.books.live(looker.tenant.name).company.queues.get(name)
    listed = queue.dispositions.items() if queue is not None else ()
    return [
        {"id": each, "title": title, "favourite": number if number <= FAVOURITES else None}
        for number, (each, title) in enumerate(listed, 1)
    ]


def _clocks(looker: Looker, me: Agent) -> list[dict[str, Any]] | None:
    """Return what runs of the agent's call; of the company, for who supervises. None: not known now."""
    if looker.member.role == "supervisor":
        return shown_clocks(looker.services, looker.tenant, None)
    if not me.call or me.work not in {*IN_CALL, "wrap_up"}:
        return []
    return shown_clocks(looker.services, looker.tenant, me.call)


def _floor(looker: Looker, whole: Whole, hands: frozenset[str]) -> list[dict[str, Any]]:
    """Return everybody who takes calls by name, on the floor or off it, each with the call they are at."""
    ids = sorted({agent.call for agent in whole.agents.values() if agent.work in IN_CALL and agent.call})
    calls = Glance(looker.services.live, looker.tenant.name).calls(ids)
    people = _chosen(looker, calls.values())
    rows = []
    for who, agent in {**whole.agents, **looker.floors.absent(looker.tenant, whole)}.items():
        member = whole.staff.get(who)
        if member is not None:
            at = calls.get(agent.call) if agent.work in IN_CALL else None
            call = None if at is None or not at.conversation else _floor_call(looker, whole, at, people)
            seen = instant(last_seen_ms(agent))
            rows.append({**agent_view(agent, member), "seen_at": seen, "hand": who in hands, "call": call})
    return sorted(rows, key=lambda row: (row["name"], row["id"]))


def _chosen(looker: Looker, calls: Iterable[CallRecords]) -> Mapping[str, Person]:
    """Return whom agents took the callers of these calls to be: one query for all of them."""
    read = (Conversation.from_json(each.conversation).chosen for each in calls if each.conversation)
    return people_of(looker.services, looker.tenant, {chosen.customer for chosen in read if chosen})


def _floor_call(
    looker: Looker, whole: Whole, records: CallRecords, people: Mapping[str, Person]
) -> dict[str, Any]:
    view = call_view(Conversation.from_json(records.conversation), whole)
    if not records.call:
        return {**view, "pop": None}
    call = Call.from_json(records.call)
    pop = light_pop(call, reading_of(looker, records), people)
    looker.seen.note(looker.tenant.name, looker.member.id, call.id, pop["customer_id"])
    return {**view, "pop": {name: pop[name] for name in OF_A_ROW}}
