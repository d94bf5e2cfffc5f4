"""How long a call was in the menu, waited, rang, talked and was held: its facts, added up when it ends.

Source: cti-and-desktop.md 2.2 (`call.ended`), kpi.md 1.2 and 1.3.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from storage.live.client import StoreUnavailableError
from switchboard.services import Tenant

log = structlog.get_logger(__name__)

Fact = Mapping[str, Any]

#: Each moment of a call is of one: together they are its length. The wait of kpi.md is queue and ring.
PARTS = ("ivr", "queue", "ring", "talk", "hold")


def timed(tenant: Tenant, call_id: str, facts: tuple[str, ...]) -> tuple[str, ...]:
    """Give the end of the call, where it is the last of these facts of a turn, the durations of the whole.

    It is left without where its story is not whole, or the live store gives no answer.
    """
    ended = json.loads(facts[-1]) if facts else {}
    if ended.get("fact") != "CallEnded":
        return facts
    try:
        story = tenant.facts.of_call(call_id)
    except StoreUnavailableError as away:
        log.warning("end_not_timed", call=call_id, why=str(away))
        return facts
    told = [json.loads(fact) for fact in (*story.facts, *facts)]
    durations = None if story.gone else durations_of(told, _at(ended))
    if durations is None:
        return facts
    whole = json.dumps({**ended, "durations": durations}, separators=(",", ":"), ensure_ascii=False)
    return (*facts[:-1], whole)


def durations_of(facts: Sequence[Fact], ended: datetime) -> dict[str, int] | None:
    """Return `ivr_ms`, `queue_ms`, `ring_ms`, `talk_ms`, `hold_ms` from a call's beginning to its end.

    facts: all of one call, in any order; what was told after the end counts for nothing. None: the beginning
    is not among them. Pure.
    """
    ordered = sorted((fact for fact in facts if _at(fact) <= ended), key=_at)
    if not ordered or ordered[0]["fact"] != "CallStarted":
        return None
    tally = _Tally(since=_at(ordered[0]))
    for fact in ordered:
        tally.hear(fact)
    return tally.shown()


def _at(fact: Fact) -> datetime:
    return datetime.fromisoformat(fact["at"])


@dataclass(slots=True, kw_only=True)
class _Tally:
    """A call so far. since: up to when its time is counted; line: what a dialled outside line counts as.

    joining: an agent has accepted, and has not met the caller yet: as ring and whisper, part of the wait.
    """

    since: datetime
    queues: set[str] = field(default_factory=set)
    offers: set[str] = field(default_factory=set)
    joining: bool = False
    talking: bool = False
    held: bool = False
    line: str = ""
    spent: dict[str, timedelta] = field(default_factory=dict)

    def hear(self, fact: Fact) -> None:
        """Count the time up to this fact, then take it in."""
        self._add(self._part(), _at(fact) - self.since)
        self.since = _at(fact)
        take_in = _TAKEN_IN.get(fact["fact"])
        if take_in is not None:
            take_in(self, fact)

    def shown(self) -> dict[str, int]:
        self.line_over("ring")
        ms = timedelta(milliseconds=1)
        return {f"{part}_ms": self.spent.get(part, timedelta()) // ms for part in PARTS}

    def line_over(self, counts_as: str) -> None:
        """End the dialling of an outside line; of one that is not screened, all of it counts as said."""
        self._add(counts_as, self.spent.pop("line", timedelta()))
        self.line = ""

    def _add(self, part: str, more: timedelta) -> None:
        self.spent[part] = self.spent.get(part, timedelta()) + more

    def _part(self) -> str:
        if self.talking:
            return "hold" if self.held else "talk"
        if self.line:
            return self.line
        if self.joining or (self.offers and self.queues):
            return "ring"
        return "queue" if self.queues else "ivr"


def _queue_joined(tally: _Tally, fact: Fact) -> None:
    tally.queues.add(fact["queue"])
    tally.joining = False


def _queue_left(tally: _Tally, fact: Fact) -> None:
    tally.queues.discard(fact["queue"])
    tally.joining = tally.joining or fact["reason"] == "taken"


def _step_ended(tally: _Tally, _fact: Fact) -> None:
    tally.joining = False


def _offer_made(tally: _Tally, fact: Fact) -> None:
    if fact["purpose"] == "take":
        tally.offers.add(fact["offer"])


def _offer_ended(tally: _Tally, fact: Fact) -> None:
    if fact["offer"] in tally.offers:
        tally.offers.remove(fact["offer"])
        tally.joining = fact["ending"] == "accepted"


def _answered(tally: _Tally, _fact: Fact) -> None:
    tally.talking, tally.held, tally.joining = True, False, False


def _conversation_ended(tally: _Tally, _fact: Fact) -> None:
    tally.talking = tally.held = False


def _leg_changed(tally: _Tally, fact: Fact) -> None:
    if fact["party"] == "customer" and fact["change"] in ("held", "resumed"):
        tally.held = fact["change"] == "held"


def _line_rung(tally: _Tally, fact: Fact) -> None:
    tally.line = "ring" if fact["screened"] else "line"


def _line_accepted(tally: _Tally, _fact: Fact) -> None:
    tally.line = "talk"


def _line_done(tally: _Tally, fact: Fact) -> None:
    tally.line_over("talk" if fact["accepted"] else "ring")


def _page_rings(tally: _Tally, fact: Fact) -> None:
    """A segment of kind on_call begins when the first person is dialled (kpi.md 1.1)."""
    if fact["channel"] == "dial":
        tally.line = "ring"


def _page_accepted(tally: _Tally, fact: Fact) -> None:
    if fact["channel"] == "dial":
        tally.line = "talk"


def _page_silent(tally: _Tally, _fact: Fact) -> None:
    tally.line = ""


_TAKEN_IN: Mapping[str, Callable[[_Tally, Fact], None]] = {
    "QueueJoined": _queue_joined,
    "QueueLeft": _queue_left,
    "StepEnded": _step_ended,
    "OfferMade": _offer_made,
    "OfferEnded": _offer_ended,
    "CallAnswered": _answered,
    "ConversationEnded": _conversation_ended,
    "LegChanged": _leg_changed,
    "TransferBegan": _line_rung,
    "TransferAccepted": _line_accepted,
    "TransferEnded": _line_done,
    "PageRang": _page_rings,
    "PageAccepted": _page_accepted,
    "PageRingEnded": _page_silent,
    "PageEnded": _page_silent,
}
