"""Facts as they are written down: numbered, dated, one JSON object each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ivr.facts import CallEnded, Fact
from routing.floor import text
from routing.floor.facts import FloorFact


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What facts are about, and what tells them from others of the same call.

    turn: the call's turn, or Unix seconds where a fact belongs to no turn. beside: "" for the facts of a
    turn; else what they are numbered by instead of the call, so that no turn's facts ever have their ids.
    """

    tenant: str
    call_id: str
    turn: int
    beside: str = ""


def written(facts: Iterable[Fact], origin: Origin, now: datetime) -> tuple[str, ...]:
    """Number facts `call/turn/index`, or `beside/turn/index`: the same again gives the same ids.

    The end of a call is `call/ended`: a store that was emptied since it was told may be told of it again.
    """
    at = now.isoformat(timespec="milliseconds")
    return tuple(
        _one(
            fact,
            id=_id(fact, origin, index),
            at=at,
            tenant=origin.tenant,
            call=origin.call_id,
            turn=origin.turn,
        )
        for index, fact in enumerate(facts)
    )


def _id(fact: Fact, origin: Origin, index: int) -> str:
    if isinstance(fact, CallEnded):
        return f"{origin.call_id}/ended"
    return f"{origin.beside or origin.call_id}/{origin.turn}/{index}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorOrigin:
    """What facts of the floor are about. call_id: "" of none.

    record, version: the record that changed with them, and its version after the change.
    """

    tenant: str
    call_id: str
    record: str
    version: int


def floor_written(facts: Iterable[FloorFact], origin: FloorOrigin, now: datetime) -> tuple[str, ...]:
    """Number facts of the floor `record/version/index`. A conversation's record is `call/floor`."""
    at = now.isoformat(timespec="milliseconds")
    return tuple(
        _one(
            fact,
            id=f"{origin.record}/{origin.version}/{index}",
            at=at,
            tenant=origin.tenant,
            call=origin.call_id,
        )
        for index, fact in enumerate(facts)
    )


def _one(fact: Fact | FloorFact, **about: object) -> str:
    return text.written({**about, "fact": type(fact).__name__, **text.parts(fact)})
