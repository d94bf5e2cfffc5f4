"""A telephone network for tests, in process and in virtual time: lines, phones and the people who hold them.

What a script does not expect fails it: see Network.check. How to write one: tests/emulator/test_phones.py.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Literal, Self
from urllib.parse import urlsplit

from emulator import calls, messages
from emulator.exchange import Exchange, Setup
from emulator.faults import Faults, ServerTrouble
from emulator.fetch import Reply, WsgiApp, WsgiFetcher
from emulator.leg import Leg
from emulator.model import Alert, Hooks, Message, Number
from emulator.phone_call import HEARS_WITHIN_S, PhoneCall
from emulator.webhooks import Webhook

Plan = Literal[
    "accept", "answer", "reject", "hang up in whisper", "decline", "busy", "unreachable", "no answer",
    "voicemail", "voicemail late", "voicemail at once",
]  # fmt: skip
ANSWER_S = 3.0
WITHHELD = "+266696687"  #: how Twilio writes a caller who withholds the number
#: plan -> (seconds until it is picked up, by a machine?)
_PICKS_UP: dict[str, tuple[float, bool]] = {
    "accept": (ANSWER_S, False),
    "answer": (ANSWER_S, False),
    "reject": (ANSWER_S, False),
    "hang up in whisper": (ANSWER_S, False),
    "voicemail": (12.0, True),
    "voicemail late": (20.0, True),
    "voicemail at once": (0.5, True),
}
MACHINE_S = 30.0  #: how long a voicemail records before it hangs up


class Receiver:
    """A phone as the exchange knows it (exchange.Handset)."""

    def __init__(self, phone: "Phone") -> None:
        self._phone = phone

    def rings(self, leg: Leg) -> None:
        self._phone.is_rung(leg)

    def over(self, leg: Leg) -> None:
        self._phone.is_over(leg)

    def texted(self, message: Message) -> None:
        self._phone.unread.append(message)


class Phone:
    """One person's phone. Without a plan (`will`) it just rings, and a test has to expect that by `rings`."""

    def __init__(self, network: "Network", number: str, attestation: str) -> None:
        self.number = number
        self.attestation = attestation
        self.current: PhoneCall | None = None
        self.unexpected: list[PhoneCall] = []  #: rang without a plan, and nobody asked for it
        self.unread: list[Message] = []
        self.receiver = Receiver(self)
        self._network = network
        self._plan: Plan | None = None
        self._key = "1"
        self._ringing: list[PhoneCall] = []

    # What its owner does

    def calls(self, to: str, *, forwarded_from: str = "") -> PhoneCall:
        """Dial a line; the call is under way when this returns."""
        arrival = calls.Arrival(
            from_=self.number, to=to, attestation=self.attestation, forwarded_from=forwarded_from
        )
        self.current = PhoneCall(self._network, calls.arrive(self._network.exchange, self.receiver, arrival))
        return self.current

    def dials_app(self, application_sid: str, **custom: str) -> PhoneCall:
        """Call from a softphone: its application gets the call, with the client's own parameters."""
        arrival = calls.Arrival(from_=self.number, to="", application_sid=application_sid, custom=custom)
        self.current = PhoneCall(self._network, calls.arrive(self._network.exchange, self.receiver, arrival))
        return self.current

    def will(self, plan: Plan, *, key: str = "1") -> Self:
        """Do this whenever it rings from now on; `key`: what is pressed to accept."""
        self._plan = plan
        self._key = key
        return self

    def rings(self, *, within: float = HEARS_WITHIN_S) -> PhoneCall:
        """Wait until it rings."""
        self._network.runs_until(lambda: bool(self._ringing), within)
        if not self._ringing:
            raise AssertionError(f"{self.number} did not ring in {within:g} s")
        call = self._ringing[0]
        self.unexpected = [one for one in self.unexpected if one is not call]
        return call

    def answers(self, *, within: float = HEARS_WITHIN_S) -> PhoneCall:
        """Pick up the call that rings, or rings next."""
        call = self.rings(within=within)
        self._ringing.remove(call)
        call.leg.answer()
        self.current = call
        self._network.clock.moves(seconds=0)
        return call

    def declines(self) -> None:
        self.rings().leg.hang_up()
        self._network.clock.moves(seconds=0)

    def hears(self, phrase: str) -> PhoneCall:
        return self._call().hears(phrase)

    def presses(self, digits: str) -> PhoneCall:
        return self._call().presses(digits)

    def hangs_up(self) -> PhoneCall:
        return self._call().hangs_up()

    def receives_sms(self, text: str, *, within: float = HEARS_WITHIN_S) -> Message:
        """Wait for a text message that contains this, and read it."""
        wanted = text.casefold()

        def found() -> Message | None:
            return next((one for one in self.unread if wanted in one.body.casefold()), None)

        self._network.runs_until(lambda: found() is not None, within)
        message = found()
        if message is None:
            raise AssertionError(
                f"{self.number} got no message with {text!r}, only {[m.body for m in self.unread]}"
            )
        self.unread.remove(message)
        return message

    def sends_sms(self, to: str, text: str) -> Message:
        """Send a text message to a line; its webhook has been answered when this returns."""
        message = messages.receive_message(self._network.exchange, self.number, to, text)
        self._network.clock.moves(seconds=1)
        return message

    def _call(self) -> PhoneCall:
        if self.current is None:
            raise AssertionError(f"{self.number} is on no call")
        return self.current

    # What the exchange does to it

    def is_over(self, leg: Leg) -> None:
        self._ringing = [one for one in self._ringing if one.leg is not leg]

    def is_rung(self, leg: Leg) -> None:
        call = PhoneCall(self._network, leg)
        self._ringing.append(call)
        after = self._network.clock.after
        if self._plan is None:
            self.unexpected.append(call)
        elif self._plan == "busy":
            leg.finish("busy", sip_code=486)
        elif self._plan == "unreachable":
            leg.finish("failed", sip_code=404)
        elif self._plan == "decline":
            after(ANSWER_S, leg.hang_up)
        elif self._plan in _PICKS_UP:
            seconds, machine = _PICKS_UP[self._plan]
            after(seconds, partial(self._picks_up, call, self._plan, machine=machine))

    def _picks_up(self, call: PhoneCall, plan: Plan, *, machine: bool) -> None:
        leg, clock = call.leg, self._network.clock
        if leg.call.status != "ringing":
            return
        self._ringing.remove(call)
        self.current = call
        leg.call.answered_by = ("machine_start" if machine else "human") if leg.detects_machines else ""
        leg.answer()
        if machine:
            clock.after(MACHINE_S, leg.hang_up)
        elif plan == "hang up in whisper":
            clock.after(2.0, leg.hang_up)
        elif plan in {"accept", "reject"}:
            leg.on_listening = partial(self._replies, leg, self._key if plan == "accept" else "9")

    def _replies(self, leg: Leg, key: str) -> None:
        """Press the key once, a second after something takes keys."""
        if leg.listening is not None and leg.listening.keys:
            leg.on_listening = None
            self._network.clock.after(1.0, partial(leg.presses, key))


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

    def phone(self, number: str | None, *, attestation: str = "") -> Phone:
        """The phone of a number, the same one each time; `withheld` and None are callers without one."""
        shown = "anonymous" if number is None else WITHHELD if number == "withheld" else number
        if shown not in self.phones:
            self.phones[shown] = Phone(self, shown, attestation)
            self.exchange.handsets[shown] = self.phones[shown].receiver
        phone = self.phones[shown]
        phone.attestation = attestation or phone.attestation
        return phone

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
        """Fail on any alert, ring or text message that the script did not expect, and on what the app raised."""
        wrong = [
            f"alert {one.code}: {one.message}" for one in self.alerts if one not in self._expected_alerts
        ]
        for phone in [*self.phones.values(), self._stranger]:
            wrong += [f"{call.leg.call.to} rang" for call in phone.unexpected]
            wrong += [f"{message.to} got the message {message.body!r}" for message in phone.unread]
        wrong += [f"the application raised {error!r}" for error in self.app.raised]
        if wrong:
            raise AssertionError("Not expected: " + "; ".join(wrong))
