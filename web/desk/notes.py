"""PUT /desk/notes/<call>: saves what an agent types about a call they have to do with, or lately had."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from storage.record.handled import Handled
from storage.record.notes import Draft, Notes
from web.access import allowed, present, tenant_of
from web.assembled import services_of
from web.desk.asked import LONGEST_NOTES, is_kept
from web.desk.own import has_to_do_with

desk_notes = Blueprint("desk_notes", __name__)

MALFORMED = "Notes are a text of at most 10,000 characters, with a number of their own from 1 on."
BEHIND = "Newer notes were saved from another tab."
#: Far above what a shift of typing comes to.
MOST_REVISIONS = 1_000_000
#: For so long after a wrap-up its notes are taken: they may have been typed while the link was lost.
LATELY = timedelta(days=1)


@desk_notes.put("/desk/notes/<call_id>")
@allowed("agent", "supervisor")
def save(call_id: str) -> ResponseReturnValue:
    """{"text", "rev"}: rev is one above that of what it was typed over. 409: with the rev to go on from."""
    who, services = present(), services_of(current_app)
    run, handled = services.record.bounded.run, Handled(services.record, who.tenant)
    since = services.clock() - LATELY
    is_over = not has_to_do_with(tenant_of(who), who.id, call_id)
    if is_over and not (is_kept(call_id) and run(handled.has, call_id, who.id, since)):
        abort(404)
    body = request.get_json(silent=True)
    draft = _draft(call_id, who.id, body if isinstance(body, dict) else {})
    if draft is None:
        return jsonify(error=MALFORMED), 400
    notes = Notes(services.record, who.tenant)
    if run(notes.save, draft, services.clock()):
        if is_over:
            run(handled.add_notes, call_id, who.id, draft.text)
        return jsonify(rev=draft.rev)
    kept = run(notes.find, call_id, who.id)
    return jsonify(error=BEHIND, rev=kept.rev, text=kept.text), 409


def _draft(call_id: str, staff_id: str, body: dict[str, object]) -> Draft | None:
    text, rev = body.get("text"), body.get("rev")
    if not isinstance(text, str) or len(text) > LONGEST_NOTES or not is_kept(text):
        return None
    if not isinstance(rev, int) or isinstance(rev, bool) or not 0 < rev <= MOST_REVISIONS:
        return None
    return Draft(call_id=call_id, staff_id=staff_id, text=text, rev=rev)
