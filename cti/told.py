"""What one fact says to screens and feeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Fact = Mapping[str, Any]
Data = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one fact says: the event's name, and its data beyond the common block. Rest: as of `Event`."""

    name: str
    data: Data
    agents: tuple[str, ...] = ()
    hidden: bool = False
