"""Facts that the live store could not take wait in the local journal, and follow when it is back."""

from __future__ import annotations

import structlog

from storage.journal import JournalUnavailable
from storage.live.client import StoreUnavailableError
from switchboard.services import Services, Tenant
from switchboard.setting import Setting

log = structlog.get_logger(__name__)


def keep_facts(setting: Setting, facts: tuple[str, ...]) -> None:
    """Write facts to the journal. A full disk loses them, and says so: the caller goes first."""
    _journal(setting.services, setting.tenant, facts)


def keep_facts_of(services: Services, tenant: Tenant, facts: tuple[str, ...], call_id: str) -> None:
    """Add facts that belong to no turn; to the journal while the live store is away."""
    try:
        tenant.facts.append(facts, call_id)
    except StoreUnavailableError:
        _journal(services, tenant, facts)


def keep_mark(setting: Setting, call_id: str, mark: tuple[str, str], facts: tuple[str, ...]) -> None:
    """Write a mark on a call, name and value, with its facts to the journal.

    Who presses the key that accepts while the live store is away has taken the call all the same.
    """
    name, value = mark
    body = {
        "tenant": setting.tenant.name,
        "call_id": call_id,
        "name": name,
        "value": value,
        "facts": list(facts),
    }
    try:
        setting.services.journal.write("mark", body)
    except JournalUnavailable:
        log.exception("facts_lost", tenant=setting.tenant.name, facts=len(facts))


def _journal(services: Services, tenant: Tenant, facts: tuple[str, ...]) -> None:
    if not facts:
        return
    try:
        services.journal.write("facts", {"tenant": tenant.name, "facts": list(facts)})
    except JournalUnavailable:
        log.exception("facts_lost", tenant=tenant.name, facts=len(facts))
