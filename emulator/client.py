"""A softphone in a test: it calls its application in virtual time, and its browser may vanish."""

from typing import TYPE_CHECKING, Self

from emulator import calls
from emulator.phone import Phone
from emulator.phone_call import PhoneCall

if TYPE_CHECKING:
    from emulator.phones import Network

NOTICED_S = 5.0  #: from the end of a browser to the end of its leg; unsettled (twilio.md 13)


class ClientCall(PhoneCall):
    """A softphone's call: beside what every phone does, it can mute itself and vanish."""

    def mutes(self) -> Self:
        """Let nothing that is said go out: a matter of the softphone alone, which no webhook tells."""
        self.leg.muted = True
        return self

    def unmutes(self) -> Self:
        self.leg.muted = False
        return self

    def drops(self) -> Self:
        """Lose the browser or its network: silence, and NOTICED_S later the leg is over."""
        self.leg.muted = True
        self._network.clock.after(NOTICED_S, self.leg.hang_up)
        return self


class Client(Phone):
    """The softphone of one identity, which a real one proves by its token."""

    def __init__(self, network: "Network", identity: str) -> None:
        super().__init__(network, f"client:{identity}", "")

    def connects(self, application_sid: str = "", **custom: str) -> ClientCall:
        """Call an application, the only one when none is named; `custom`: the client's own parameters.

        The call is under way when this returns. Raises LookupError without just one application.
        """
        exchange = self._network.exchange
        if not application_sid:
            if len(exchange.applications) != 1:
                raise LookupError(f"{len(exchange.applications)} applications, and none was named")
            application_sid = next(iter(exchange.applications))
        arrival = calls.Arrival(from_=self.number, to="", application_sid=application_sid, custom=custom)
        call = ClientCall(self._network, calls.arrive(exchange, self.receiver, arrival))
        self.current = call
        return call
