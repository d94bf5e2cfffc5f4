"""A telephone network for tests, in process and in virtual time: lines, phones and the people who hold them.

What a script does not expect fails it: see Network.check. How to write one: tests/emulator/test_phones.py.
"""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from emulator.calls import WITHHELD
from emulator.client import Client
from emulator.exchange import Exchange, Setup
from emulator.faults import Faults, ServerTrouble
from emulator.fetch import Reply, WsgiApp, WsgiFetcher
from emulator.model import Alert, Application, Hooks, Number
from emulator.phone import Phone
from emulator.webhooks import Webhook


class Network:
    """One account's lines and everybody's phones, around one WSGI application."""

    def __init__(
        self, *, app: WsgiApp, public_url: str, account_sid: str, auth_token: str, now: datetime
    ) -> None:
        self.app = WsgiFetcher(app)
        self.exchange = Exchange(
            Setup(
                account_sid=account_sid,
                auth_token=auth_token,
                start=now,
                public=self.app,
                public_host=urlsplit(public_url).netloc,
            )
        )
        self.clock = self.exchange.clock
        self.phones: dict[str, Phone] = {}
        self.clients: dict[str, Client] = {}
        self._expected_alerts: list[Alert] = []
        self._stranger = Phone(self, "nobody's phone", "")
        self.exchange.nobody = self._stranger.receiver

    @property
    def now(self) -> datetime:
        return self.clock.now

    @property
    def alerts(self) -> list[Alert]:
        return self.exchange.alerts

    @property
    def webhooks(self) -> list[Webhook]:
        """Every request sent and its reply, in the order sent."""
        return self.exchange.post.sent

    @property
    def faults(self) -> Faults:
        return self.exchange.faults

    def number(
        self,
        phone_number: str,
        *,
        voice_url: str = "",
        status_url: str = "",
        sms_url: str = "",
        fallback_url: str = "",
    ) -> Number:
        """Own a line. Everything else about it (methods, SMS fallback) is in the Number's hooks."""
        hooks = Hooks(
            voice_url=voice_url, status_callback=status_url, sms_url=sms_url, voice_fallback_url=fallback_url
        )
        return self.exchange.add_number(phone_number, hooks)

    def add_application(self, friendly_name: str, hooks: Hooks, *, sid: str = "") -> Application:
        """Own a TwiML application, such as the one that softphones call; without a SID it gets a new one."""
        return self.exchange.add_application(friendly_name, hooks, sid=sid)

    def client(self, identity: str) -> Client:
        """The softphone of an identity, the same one each time."""
        if identity not in self.clients:
            self.clients[identity] = Client(self, identity)
        return self.clients[identity]

    def phone(self, number: str | None, *, attestation: str = "") -> Phone:
        """The phone of a number, the same one each time; `withheld` and None are callers without one."""
        shown = "anonymous" if number is None else WITHHELD if number == "withheld" else number
        if shown not in self.phones:
            self.phones[shown] = Phone(self, shown, attestation)
            self.exchange.handsets[shown] = self.phones[shown].receiver
        phone = self.phones[shown]
        phone.attestation = attestation or phone.attestation
        return phone

    def served(self, app: WsgiApp) -> WsgiFetcher:
        """Serve another application, for `exchange.hosts`; the faults of the server do not touch it."""
        return WsgiFetcher(app)

    # Time

    def runs_until(self, happened: Callable[[], bool], within: float) -> bool:
        """Let time run, event by event, until it has happened; False: not within so many seconds."""
        until = self.clock.elapsed + within
        while not happened():
            if not self.clock.run_next(until):
                self.clock.moves_to(until)
                return happened()
        return True

    def settles(self, *, seconds: float = 10.0) -> None:
        """Let callbacks and jobs that are due soon happen."""
        self.clock.moves(seconds=seconds)

    # Faults

    def server_dies(self) -> None:
        self.faults.server = ServerTrouble(failure="refused")

    def server_hangs(self) -> None:
        self.faults.server = ServerTrouble(failure="read-timeout")

    def server_is_slow(self, *, seconds: float) -> None:
        self.faults.server = ServerTrouble(slow_s=seconds)

    def server_answers(self, status: int, body: str = "", *, content_type: str = "text/xml") -> None:
        reply = Reply(status=status, body=body.encode(), headers={"content-type": content_type})
        self.faults.server = ServerTrouble(reply=reply)

    def server_recovers(self) -> None:
        self.faults.server = None

    def replay(self, webhook: Webhook, *, times: int = 1) -> list[Reply]:
        """Send a webhook again, signed as before; the replies go nowhere but here."""
        return [self.exchange.post.perform(webhook) for _ in range(times)]

    # What was not expected

    def expects_alert(self, code: int) -> Alert:
        """There is such an alert, not asked for before; it no longer fails `check`."""
        for alert in self.alerts:
            if alert.code == code and alert not in self._expected_alerts:
                self._expected_alerts.append(alert)
                return alert
        raise AssertionError(f"No alert {code}, only {[(one.code, one.message) for one in self.alerts]}")

    def check(self) -> None:
        """Fail on any alert, ring or text message not expected, and on what the application raised."""
        wrong = [
            f"alert {one.code}: {one.message}" for one in self.alerts if one not in self._expected_alerts
        ]
        for phone in [*self.phones.values(), *self.clients.values(), self._stranger]:
            wrong += [f"{call.leg.call.to} rang" for call in phone.unexpected]
            wrong += [f"{message.to} got the message {message.body!r}" for message in phone.unread]
        wrong += [f"the application raised {error!r}" for error in self.app.raised]
        if wrong:
            raise AssertionError("Not expected: " + "; ".join(wrong))
