"""A leg's seat in a conference."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emulator.leg import Leg


class Seat:
    def hearers(self) -> "list[Leg]":
        return []
