"""What the facts of a bridge say to screens. A bridge is told beside the page that has opened it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cti.told import Data, Fact, Told


def _opened(fact: Fact) -> Told:
    data = {"bridge_id": fact["bridge"], "policy": fact["policy"], "urgency": fact["urgency"]}
    return Told(name="bridge.opened", data=data)


def _joined(fact: Fact) -> Told:
    return Told(name="bridge.joined", data=_who(fact))


def _left(fact: Fact) -> Told:
    return Told(name="bridge.left", data={**_who(fact), "seconds": fact["seconds"]})


def _ended(fact: Fact) -> Told:
    return Told(name="bridge.ended", data={"bridge_id": fact["bridge"], "people": fact["people"]})


def _fell(fact: Fact) -> Told:
    return Told(name="bridge.fell", data={"bridge_id": fact["bridge"], "reason": fact["why"]})


def _who(fact: Fact) -> Data:
    """Say who it is by the roster's name; the opener and whoever came by the PIN have none."""
    return {
        "bridge_id": fact["bridge"],
        "leg_id": fact["leg"],
        "target": fact["person"] or None,
        "by": fact["by"],
    }


#: As cti.tellers has them.
TELLERS: Mapping[str, Callable[[Fact], Told | None]] = {
    "BridgeOpened": _opened,
    "BridgeJoined": _joined,
    "BridgeLeft": _left,
    "BridgeEnded": _ended,
    "BridgeFell": _fell,
}
