"""Facts as they are written down: numbered, dated, one JSON object each."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime

from ivr.facts import Fact


def written(facts: Iterable[Fact], *, tenant: str, call_id: str, turn: int, now: datetime) -> tuple[str, ...]:
    """Number the facts of one turn `call/turn/index`: the same turn again gives the same ids."""
    at = now.isoformat(timespec="milliseconds")
    return tuple(
        json.dumps(
            {
                "id": f"{call_id}/{turn}/{index}",
                "at": at,
                "tenant": tenant,
                "call": call_id,
                "turn": turn,
                "fact": type(fact).__name__,
                **{field.name: getattr(fact, field.name) for field in fields(fact)},
            },
            separators=(",", ":"),
            ensure_ascii=False,
        )
        for index, fact in enumerate(facts)
    )
