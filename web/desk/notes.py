"""PUT /desk/notes/<call>: saves what an agent types about a call they have to do with."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from routing.floor.conversation import Conversation
from routing.floor.people import Agent
from storage.record.notes import Draft, Notes
from switchboard.services import Tenant
from web.access import allowed, present, tenant_of
from web.assembled import services_of
from web.desk.asked import LONGEST_NOTES

desk_notes = Blueprint("desk_notes", __name__)

MALFORMED = "Notes are a text of at most 10,000 characters, with a number of their own from 1 on."
BEHIND = "Newer notes were saved from another tab."
#: Far above what a shift of typing comes to.
MOST_REVISIONS = 1_000_000


@desk_notes.put("/desk/notes/<call_id>")
@allowed("agent", "supervisor")
def save(call_id: str) -> ResponseReturnValue:
    """{"text", "rev"}: rev is one above that of what it was typed over. 409: with the rev to go on from."""
    who = present()
    if not has_to_do_with(tenant_of(who), who.id, call_id):
        abort(404)
    body = request.get_json(silent=True)
    draft = _draft(call_id, who.id, body if isinstance(body, dict) else {})
    if draft is None:
        return jsonify(error=MALFORMED), 400
    services = services_of(current_app)
    notes = Notes(services.record, who.tenant)
    if services.record.bounded.run(notes.save, draft, services.clock()):
        return jsonify(rev=draft.rev)
    kept = services.record.bounded.run(notes.find, call_id, who.id)
    return jsonify(error=BEHIND, rev=kept.rev, text=kept.text), 409


def _draft(call_id: str, staff_id: str, body: dict[str, object]) -> Draft | None:
    text, rev = body.get("text"), body.get("rev")
    if not isinstance(text, str) or len(text) > LONGEST_NOTES:
        return None
    if not isinstance(rev, int) or isinstance(rev, bool) or not 0 < rev <= MOST_REVISIONS:
        return None
    return Draft(call_id=call_id, staff_id=staff_id, text=text, rev=rev)


def has_to_do_with(tenant: Tenant, staff_id: str, call_id: str) -> bool:
    """Whether somebody works on this call now, takes part in it, or wraps it up."""
    read = tenant.floor.read((staff_id,), call_id)
    mine = read.agents.get(staff_id)
    if mine is not None and Agent.from_json(mine.state).call == call_id:
        return True
    if read.conversation is None:
        return False
    return Conversation.from_json(read.conversation.state).party(staff_id) is not None
