"""What the row of a page says: its ring, who has taken it, and whose it is to change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from storage.record.promises import Claim, Promise

#: By whom a page is settled whose caller says that they were helped.
CALLER = "caller"
#: The states of a page that goes on.
UNSETTLED = frozenset({"open", "claimed"})


def met_on_no_leg(row: Promise) -> bool:
    """Whether the page was settled though nobody has taken it on a leg of ours, nor says its caller so.

    Their own leg had brought them together, or a reply to a text says that they have talked. A bridge is not:
    who came into it is on its roll.
    """
    has_nobody = row.acknowledged_by != CALLER and not {"taken", "bridge"} & row.body.keys()
    return row.state == "kept" and has_nobody


def is_taken_by(row: Promise, leg: str) -> bool:
    """Whether the page is, or was, taken on this leg."""
    return bool(row.body.get("taken", {}).get("leg") == leg)


def settled(now: datetime) -> dict[str, Any]:
    return {"state": "kept", "kept_at": now, "lease_until": None, "why": None}


def is_held(row: Promise, claim: Claim) -> bool:
    return row.state == "claimed" and row.fence == claim.fence


def is_of(row: Promise, fence: int) -> bool:
    """Whether the ring of this fence is the page's present one, and nobody has accepted."""
    return row.state in UNSETTLED and rung_of(row).get("fence") == fence == row.fence


def body_of(row: Promise) -> dict[str, Any]:
    return dict(row.body)


def rung_of(row: Promise) -> dict[str, Any]:
    return dict(row.body.get("rung", {}))


def with_one(known: Mapping[str, Any], name: str, value: str) -> dict[str, Any]:
    """Add a value to one of the lists, once."""
    return {**known, name: sorted({*known.get(name, ()), value})}
