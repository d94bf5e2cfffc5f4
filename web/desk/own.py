"""Which calls are one's own to look at."""

from __future__ import annotations

from flask import abort

from storage.live.glance import CallRecords, Glance
from storage.record.handled import Handled
from web.desk.notes import has_to_do_with
from web.desk.state import Looker

#: A page may wait longer for SQL than a caller; seconds.
PATIENT_S = 1.0


def own_call(looker: Looker, call_id: str) -> CallRecords:
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
