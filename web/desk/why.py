"""Why a call came to an agent, as the desk shows it: agents by name, callers only counted. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from routing.floor.conversation import Conversation
from web.desk.whole import Whole


def why_now(call: Conversation, who: str, whole: Whole) -> dict[str, Any] | None:
    """Return why the call came to this agent: the latest offer of it to them decides.

    None: they were never offered it (they call out), or it is no longer kept.
    """
    theirs = (each for each in reversed(call.decisions) if each.get("agent") == who)
    decision = next(theirs, None)
    return None if decision is None else why_of(decision, whole)


def why_of(decision: Mapping[str, Any], whole: Whole) -> dict[str, Any]:
    """Show one decision, as `Conversation.decisions` or the fact of an offer keeps it.

    by: the colleague who handed the call over, "" for the router; then there is no ring and nobody passed
    over. ring: 1 to 6. Reasons, and states of others, are names that the page puts into words.
    """
    agent = decision.get("agent", "")
    return {
        "purpose": decision.get("purpose", ""),
        "agent": {"id": agent, "name": whole.name_of(agent)},
        "by": whole.name_of(decision.get("by", "")),
        "ring": decision.get("ring", 0),
        "looked": decision.get("looked", ""),
        "passed": [
            {"name": whole.name_of(who), "reason": reason} for who, reason in decision.get("passed", ())
        ],
        "callers": _counts(decision.get("callers", {})),
        "others": _counts(decision.get("others", {})),
    }


def _counts(counted: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return reasons with how many, the most first."""
    rows = ({"reason": reason, "count": count} for reason, count in counted.items())
    return sorted(rows, key=lambda row: (-row["count"], row["reason"]))
