"""What became true of a bridge: a conference in which a page gathers people, by their own key or a PIN."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeOpened:
    """A page has opened a bridge. bridge: its id, the same in each fact of it."""

    bridge: str
    policy: str
    urgency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeJoined:
    """Somebody has come into the room. by: opener (whose call opened it), press (of the key) or pin.

    person: on call; "" for the opener and for who came by the PIN. leg: their CallSid.
    """

    bridge: str
    leg: str
    person: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeLeft:
    """Somebody has left the room, seconds after they came. The rest as in BridgeJoined."""

    bridge: str
    leg: str
    person: str
    by: str
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeEnded:
    """The last one is out. people: how many legs were in it."""

    bridge: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeFell:
    """Nothing rang for a bridge: the page rings on the caller's leg. why: silent, over, store, record."""

    bridge: str
    why: str
