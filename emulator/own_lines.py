"""A call that REST makes to a number of the account's own: it comes in there, as any caller's would."""

from typing import TYPE_CHECKING

from emulator.leg import Leg
from emulator.model import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from emulator.exchange import Exchange

    Arrive = Callable[[Leg, "OwnLine"], Leg]


class OwnLine:
    """The handset of such a number, for one call (exchange.Handset). The two legs live and end together.

    arrive: lets the call come in, with this as the caller's handset.
    """

    def __init__(self, exchange: "Exchange", arrive: "Arrive") -> None:
        self._exchange = exchange
        self._arrive = arrive
        self._legs: list[Leg] = []

    def rings(self, leg: Leg) -> None:
        incoming = self._arrive(leg, self)
        self._legs = [leg, incoming]
        if incoming.is_live:
            leg.answer()

    def over(self, leg: Leg) -> None:
        for other in self._legs:
            if other is not leg and other.is_live:
                self._exchange.clock.after(0, other.hang_up)

    def texted(self, message: Message) -> None: ...
