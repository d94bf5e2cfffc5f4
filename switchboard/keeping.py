"""Facts that the live store could not take wait in the local journal, and follow when it is back."""

from __future__ import annotations

import structlog

from storage.journal import JournalUnavailable
from switchboard.setting import Setting

log = structlog.get_logger(__name__)


def keep_facts(setting: Setting, facts: tuple[str, ...]) -> None:
    """Write facts to the journal. A full disk loses them, and says so: the caller goes first."""
    if not facts:
        return
    try:
        setting.services.journal.write("facts", {"tenant": setting.tenant.name, "facts": list(facts)})
    except JournalUnavailable:
        log.exception("facts_lost", tenant=setting.tenant.name, facts=len(facts))
