"""Whether a call that shows the number of drills is one of ours: anybody can show any number."""

from __future__ import annotations

from dataclasses import replace

import structlog

from storage.record.bounded import RecordUnavailable
from storage.record.drills import Drills
from switchboard.drills import is_drill
from switchboard.setting import Setting
from telephony.heard import Leg

log = structlog.get_logger(__name__)


def true_number(setting: Setting, leg: Leg) -> Leg:
    """Take the number of drills from a call while no drill of its line is under way: it is withheld then.

    Without SQL the number is believed: the way without stores must be provable, and nobody but those who have
    agreed to drills is rung.
    """
    if not is_drill(setting.book, leg.number):
        return leg
    lines = [name for name, number in setting.book.company.lines.items() if number == leg.dialled]
    drills = Drills(setting.services.record, setting.tenant.name)
    try:
        if setting.services.record.bounded.run(drills.is_running, lines):
            return leg
    except RecordUnavailable:
        return leg
    log.warning("drill_not_ours", tenant=setting.tenant.name, call=leg.call_id)
    return replace(leg, number="")
