"""What waited in the local journal follows once the stores are back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

import structlog

from ivr.questions import HandIn
from storage.live.client import StoreUnavailableError
from storage.record.bounded import RecordUnavailable
from storage.record.recordings import Recording
from switchboard.hanging_up import hang_up_from_journal
from switchboard.meeting import reached_from_journal
from switchboard.missed import missed_from_journal
from switchboard.page_rooms import came_from_journal
from switchboard.promising import from_journal, make
from switchboard.recordings import attach, note_talk, take_back
from switchboard.services import Services
from switchboard.unheard import Unheard

log = structlog.get_logger(__name__)

#: What SQL may take for one entry; nobody waits on a line for it.
PATIENT_S = 5.0

Body = Mapping[str, object]


def replay(services: Services) -> int:
    """Write each journal entry to its store. Returns how many.

    A store that is away keeps its own entries waiting, in their order, and no others: an alert that SQL can
    take does not wait for Redis, nor does the page of a caller who has left. A broken entry stays,
    is logged, and holds up nobody.
    """
    away: set[str] = set()
    unheard = Unheard()

    def entry(kind: str, body: Body) -> bool:
        store = "redis" if kind in _LIVE else "sql"
        if store in away:
            unheard.see(kind, body)
            return False
        try:
            _write(services, kind, body)
        except (StoreUnavailableError, RecordUnavailable) as trouble:
            log.warning("replay_waits", store=store, why=str(trouble))
            away.add(store)
            unheard.see(kind, body)
            return False
        except Exception:  # a boundary: one broken entry must not hold up the promises after it
            log.exception("entry_not_replayed", kind=kind)
            return False
        return True

    done = services.journal.replay(entry)
    unheard.go_on(services)
    return done


def _write(services: Services, kind: str, body: Body) -> None:
    if kind in _LIVE:
        _LIVE[kind](services, body)
    else:
        services.record.bounded.run(_SQL[kind], services, body, within_s=PATIENT_S)


def _promise(services: Services, body: Body) -> None:
    tenant, row, made_at = from_journal(body)
    make(services.tenants[tenant], row, made_at)


def _recording(services: Services, body: Body) -> None:
    given = HandIn(key=str(body["key"]), recording=str(body["recording"]), seconds=int(str(body["seconds"])))
    tenant = services.tenants[str(body["tenant"])]
    attach(tenant, given, str(body["call_id"]), datetime.fromisoformat(str(body["at"])))


def _talk(services: Services, body: Body) -> None:
    told = Recording(
        sid=str(body["sid"]),
        call_id=str(body["call_id"]),
        conference=str(body["conference"]),
        state=str(body["state"]),
        seconds=int(str(body["seconds"])),
    )
    note_talk(services, str(body["tenant"]), told, datetime.fromisoformat(str(body["at"])))


def _cancel(services: Services, body: Body) -> None:
    """Take back an empty message. Its promise was written to the journal before, so its row is there now."""
    take_back(services.tenants[str(body["tenant"])], str(body["key"]))


def _facts(services: Services, body: Body) -> None:
    facts = [str(fact) for fact in body["facts"]]  # type: ignore[attr-defined]  # a list, as it was written
    services.tenants[str(body["tenant"])].facts.append(facts)


def _mark(services: Services, body: Body) -> None:
    """Mark a call; its facts are told once, with the mark, or by themselves where the call is over."""
    tenant, call_id = services.tenants[str(body["tenant"])], str(body["call_id"])
    facts = [str(fact) for fact in body["facts"]]  # type: ignore[attr-defined]  # a list, as it was written
    if tenant.calls.mark(call_id, str(body["name"]), str(body["value"]), facts) is None:
        tenant.facts.append(facts, call_id)


_Writer = Callable[[Services, Body], None]
#: Which entries go to which store, and by what.
_LIVE: Mapping[str, _Writer] = MappingProxyType(
    {"facts": _facts, "turn": missed_from_journal, "mark": _mark, "hang_up": hang_up_from_journal}
)
_SQL: Mapping[str, _Writer] = MappingProxyType(
    {
        "promise": _promise,
        "recording": _recording,
        "talk": _talk,
        "cancel": _cancel,
        "came": came_from_journal,
        "reached": reached_from_journal,
    }
)
