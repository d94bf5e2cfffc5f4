"""Callers who hung up while the live store is away: their page goes on by what the journal holds.

The news that a leg is over say nothing of where its call stood. A turn that the journal has since the store
went away does; without one, a line that pages before anything is asked pages. Doubt rings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from storage.record.bounded import RecordUnavailable
from storage.record.pages import key_of
from switchboard.caller import set_for
from switchboard.capsules import from_capsule
from switchboard.drills import is_drill
from switchboard.handing_over import Handed
from switchboard.paged_steps import page_at_once
from switchboard.promising import hand_over
from switchboard.reading import Before, Plight
from switchboard.services import Services
from switchboard.setting import Caller
from switchboard.unreached import page_unreached
from telephony.capsule import Capsule

log = structlog.get_logger(__name__)

#: The end of a Dial, or of a recording, is told as well, and says more: it is in the journal by then.
SETTLES = timedelta(seconds=10)


@dataclass(slots=True, kw_only=True)
class Unheard:
    """What one look through the journal has found. Each by its CallSid."""

    gone: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    turns: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    #: Of these a turn has seen the end, and has done what follows.
    told: set[str] = field(default_factory=set)

    def see(self, kind: str, body: Mapping[str, Any]) -> None:
        """Note an entry that the live store cannot take now."""
        if kind == "turn":
            self.turns[body["call_id"]] = body
        if kind == "hang_up":
            self.gone[body["call_id"]] = body
        if (kind == "turn" and body["ended"]) or (kind == "hang_up" and body.get("turn_taken")):
            self.told.add(body["call_id"])

    def go_on(self, services: Services) -> None:
        """Let the pages go on of those who left. What SQL cannot take now is looked at again."""
        for call_id, body in self.gone.items():
            settled = services.clock() - datetime.fromisoformat(body["at"]) >= SETTLES
            if settled and call_id not in self.told:
                try:
                    _go_on(services, body, self.turns.get(call_id))
                except RecordUnavailable as away:
                    log.warning("unheard_waits", call=call_id, why=str(away))
                    return


def _go_on(services: Services, body: Mapping[str, Any], turn: Mapping[str, Any] | None) -> None:
    tenant = services.tenants[body["tenant"]]
    if services.record.bounded.run(tenant.promises.find, key_of(body["call_id"])) is not None:
        return
    if turn is not None:
        _as_the_turn_says(services, body, turn)
        return
    book, now = services.books.live(tenant.name), services.clock()
    flow = book.flow_of(body["dialled"])
    paged = None if flow is None or flow not in book.flows else page_at_once(book.flows, flow)
    if paged is None or is_drill(book, body["number"]):
        return
    log.warning("caller_gone_unread", tenant=tenant.name, call=body["call_id"])
    handed = Handed(
        policy=paged.page.policy,
        urgency=paged.page.urgency,
        why="hung_up",
        levels=paged.page.levels,
        step=f"{paged.flow}/{paged.step}",
    )
    caller = Caller(call_id=body["call_id"], number=body["number"], dialled=body["dialled"])
    hand_over(replace(set_for(services, tenant.name, book.version), now=now), caller, handed)


def _as_the_turn_says(services: Services, body: Mapping[str, Any], turn: Mapping[str, Any]) -> None:
    """Do what the hang-up would have led to where the call stood."""
    callers = tuple((flow, step) for flow, step in turn["capsule"]["callers"])
    capsule = Capsule(**{**turn["capsule"], "callers": callers})
    setting = set_for(services, capsule.tenant, capsule.release)
    now_ms = int(setting.now.timestamp() * 1000)
    call = from_capsule(
        capsule, call_id=body["call_id"], number=body["number"], dialled=body["dialled"], now_ms=now_ms
    )
    page_unreached(setting, call, Before(plight=Plight.NO_STORE))
