"""The story of one call in order, as rows for people. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cti.tellers import TELLERS
from cti.text import title_of
from web.desk.whole import Whole
from web.desk.why import why_of

#: Facts that are no row of a story: another one tells the same better.
LEFT_OUT = frozenset({"WorkChanged", "LinkTold", "PresenceChanged", "Tagged", "PromiseMade"})
#: Of an event's data, what a row shows, in this order; agents and parties by their names.
SHOWN = ("step", "outcome", "queue", "reason", "agent_id", "supervisor_id", "by_agent", "party", "mode", "to")
SHOWN_AFTER = ("decline_reason", "level", "disposition", "resolved", "state", "cause", "ended_by")


def rows_of(facts: Iterable[Mapping[str, Any]], whole: Whole) -> list[dict[str, Any]]:
    """Return a row a fact: when, what it is called, the rest in words; of an offer also why it was made."""
    rows: list[dict[str, Any]] = []
    for fact in facts:
        tell = TELLERS.get(fact["fact"])
        told = None if tell is None or fact["fact"] in LEFT_OUT else tell(fact)
        if told is not None:
            row = {
                "at": fact["at"],
                "name": told.name,
                "title": title_of(told.name),
                "detail": _detail(told.data, whole),
            }
            if fact["fact"] == "OfferMade" and fact["why"]:
                row["why"] = why_of({**fact["why"], "purpose": fact["purpose"]}, whole)
            rows.append(row)
    return rows


def _detail(data: Mapping[str, Any], whole: Whole) -> str:
    said = []
    for name in (*SHOWN, *SHOWN_AFTER):
        value = str(data.get(name) or "")
        if value:
            said.append(whole.name_of(value) or title_of(value))
    return " · ".join(said)
