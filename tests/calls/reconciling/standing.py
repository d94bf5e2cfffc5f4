"""A house whose numbers fall back to the standby, and what Twilio's list says of its calls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from commands.reconciling import look_at_all
from emulator.phone_call import PhoneCall
from switchboard.reconciling import Reconciler
from switchboard.standby import standby_documents
from telephony.carrier import Account
from telephony.rest import Rest
from telephony.standby import path_of
from tests.house import ACCOUNT, TOKEN, House

HOST = "standby.example"


class Standing:
    """The standby is what stood at Twilio when the house began."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.is_up = True
        services = house.services
        base = f"https://{HOST}"
        self._documents = standby_documents(services.books, services.rosters, services.clock(), base)
        house.net.exchange.hosts[HOST] = house.net.served(self._serve)
        for tenant in services.books.tenants:
            for number in services.books.live(tenant).company.lines.values():
                hooks = house.net.exchange.numbers[number].hooks
                hooks.voice_fallback_url = base + path_of(number)
                hooks.voice_fallback_method = "GET"
        self.reconciler = self.another()

    def another(self) -> Reconciler:
        """The one of another process, or of a new start."""
        account = Account(sid=ACCOUNT, key=ACCOUNT, secret=TOKEN)
        return Reconciler(self.house.services, Rest(account, self.house.emulated.rest))

    def looks(self) -> None:
        if self.is_up:
            look_at_all(self.house.services, self.reconciler)

    def dies(self) -> None:
        """Serve and follow are gone; what was promised waits."""
        self.is_up = False
        self.house.net.server_dies()

    def comes_back(self) -> None:
        """Serve and follow begin anew, and look at the list at once."""
        self.revives()
        self.house.net.settles(seconds=90)

    def revives(self) -> None:
        self.house.net.server_recovers()
        self.is_up = True
        self.reconciler = self.another()

    def forgives_alerts(self) -> None:
        """Twilio's debugger tells of each request that found nobody."""
        net = self.house.net
        for alert in [one for one in net.alerts if one.code in {11200, 11202, 11205, 15003}]:
            net.expects_alert(alert.code)

    def _serve(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = urlsplit(environ["PATH_INFO"]).path
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [self._documents[path].encode()]


def unanswered(call: PhoneCall, message: str = "") -> PhoneCall:
    """Let everybody ring out; leave a message, or none, and hang up."""
    call.hears("Nobody has answered yet", within=900)
    if message:
        call.leaves_message(message).hears("calling our engineers again")
    return call.hangs_up()
