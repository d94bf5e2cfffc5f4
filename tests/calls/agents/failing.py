"""How a request to the phone network goes wrong: refused, broken, unanswered; before its effect or after."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from emulator.faults import RestTrouble
from tests.house import House

#: By name: the status of the reply (0: none comes), and whether the request has its effect all the same.
FAULTS: Mapping[str, tuple[int, bool]] = MappingProxyType(
    {
        "refused": (429, False),
        "broken": (500, False),
        "broken after it": (500, True),
        "silence": (0, False),
        "silence after it": (0, True),
    }
)


def goes_wrong(house: House, how: str) -> bool:
    """Let the next order go wrong; returns whether it has its effect all the same."""
    status, after = FAULTS[how]
    trouble = RestTrouble(status=status, hangs=not status, method="POST", after_effect=after)
    house.net.faults.rest.append(trouble)
    return after
