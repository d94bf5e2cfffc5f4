"""What waited in the local journal follows once the stores are back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ivr.questions import HandIn
from switchboard.promising import from_journal
from switchboard.recordings import attach
from switchboard.services import Services


def replay(services: Services) -> int:
    """Write each journal entry to its store. Returns how many; one that fails stays, with all after it."""

    def entry(kind: str, body: Mapping[str, object]) -> bool:
        """Do one entry; a store that is away still raises, and everything stays in its order."""
        match kind:
            case "promise":
                tenant, row, made_at = from_journal(body)
                services.tenants[tenant].promises.make(row, made_at)
            case "recording":
                _recording(services, body)
            case "facts":
                _facts(services, body)
            case _:
                raise ValueError(f"the journal has no entries of kind {kind!r}")
        return True

    return services.journal.replay(entry)


def _recording(services: Services, body: Mapping[str, object]) -> None:
    given = HandIn(key=str(body["key"]), recording=str(body["recording"]), seconds=int(str(body["seconds"])))
    tenant = services.tenants[str(body["tenant"])]
    attach(tenant, given, str(body["call_id"]), datetime.fromisoformat(str(body["at"])))


def _facts(services: Services, body: Mapping[str, object]) -> None:
    facts = [str(fact) for fact in body["facts"]]  # type: ignore[attr-defined]  # a list, as it was written
    services.tenants[str(body["tenant"])].facts.append(facts)
