"""Which calls are one's own to look at, and how far."""

from __future__ import annotations

from flask import abort

from ivr.call import Call
from routing.floor.conversation import Conversation
from routing.floor.people import Agent
from storage.live.glance import CallRecords, Glance
from storage.record.handled import Handled
from switchboard.services import Tenant
from web.desk.state import Looker

#: A page may wait longer for SQL than a caller; seconds.
PATIENT_S = 1.0


def own_call(looker: Looker, call_id: str, *, offered: bool = True) -> CallRecords:
    """Return what is stored of a call that the one who asks may see; 404 for any other.

    Agents may see the call they are at or (offered) may take, those they are a party of, and their last ones.
    """
    records = Glance(looker.services.live, looker.tenant.name).calls([call_id])[call_id]
    known = bool(records.call or records.conversation)
    is_at = has_to_do_with if offered else takes_part
    if known and (looker.member.role == "supervisor" or is_at(looker.tenant, looker.member.id, call_id)):
        return records
    handled = Handled(looker.services.record, looker.tenant.name)
    mine = looker.services.record.bounded.run(handled.of_agent, looker.member.id, within_s=PATIENT_S)
    if all(row.call_id != call_id for row in mine):
        abort(404)
    return records


def own_story(looker: Looker, call_id: str) -> None:
    """404 for a call whose story the one who asks may not read: their own, and their customer's, they may."""
    if not _is_of_their_customer(looker, call_id):
        own_call(looker, call_id)


def _is_of_their_customer(looker: Looker, call_id: str) -> bool:
    """Whether the record has it as a call of the customer whom the one who asks talks with now."""
    mine = looker.tenant.floor.read((looker.member.id,)).agents.get(looker.member.id)
    at = "" if mine is None else Agent.from_json(mine.state).call
    if not at or not takes_part(looker.tenant, looker.member.id, at):
        return False
    customer = customer_of(looker.tenant, at)
    handled = Handled(looker.services.record, looker.tenant.name)
    rows = looker.services.record.bounded.run(handled.of_customer, customer, within_s=PATIENT_S)
    return any(row.call_id == call_id for row in rows)


def customer_of(tenant: Tenant, call_id: str) -> str:
    """Return who the caller was found to be, by the call itself or else by an agent; "": nobody."""
    stored, held = tenant.calls.read(call_id), tenant.floor.read((), call_id).conversation
    found = "" if stored is None else Call.from_json(stored.state).customer
    chosen = None if held is None else Conversation.from_json(held.state).chosen
    return found or ("" if chosen is None else chosen.customer)


def has_to_do_with(tenant: Tenant, staff_id: str, call_id: str) -> bool:
    """Whether somebody works on this call now, is offered it, takes part in it, or wraps it up."""
    return _is_at(tenant, staff_id, call_id, offered=True)


def takes_part(tenant: Tenant, staff_id: str, call_id: str) -> bool:
    """Whether they do more with it than being offered it."""
    return _is_at(tenant, staff_id, call_id, offered=False)


def _is_at(tenant: Tenant, staff_id: str, call_id: str, *, offered: bool) -> bool:
    read = tenant.floor.read((staff_id,), call_id)
    mine = read.agents.get(staff_id)
    agent = None if mine is None else Agent.from_json(mine.state)
    if agent is not None and agent.call == call_id and (offered or agent.work not in ("reserved", "ringing")):
        return True
    if read.conversation is None:
        return False
    return Conversation.from_json(read.conversation.state).party(staff_id) is not None
