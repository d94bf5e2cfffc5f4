"""One person's phone in a test: what its owner does with it, and what it does by itself when it rings."""

from functools import partial
from typing import TYPE_CHECKING, Literal, Self

from emulator import calls, messages
from emulator.leg import Leg
from emulator.model import Message
from emulator.phone_call import HEARS_WITHIN_S, PhoneCall

if TYPE_CHECKING:
    from emulator.phones import Network

Plan = Literal[
    "accept", "drop", "answer", "reject", "hang up in whisper", "decline", "busy", "unreachable", "no answer",
    "voicemail", "voicemail late", "voicemail at once",
]  # fmt: skip
ANSWER_S = 3.0
#: plan -> (seconds until it is picked up, by a machine?)
_PICKS_UP: dict[str, tuple[float, bool]] = {
    "accept": (ANSWER_S, False),
    "drop": (ANSWER_S, False),
    "answer": (ANSWER_S, False),
    "reject": (ANSWER_S, False),
    "hang up in whisper": (ANSWER_S, False),
    "voicemail": (12.0, True),
    "voicemail late": (20.0, True),
    "voicemail at once": (0.5, True),
}
DROPS_S = 10.0  #: from the key to the loss of the connection, for who accepts and drops
REACTION_S = 0.5  #: from the end of a prompt to the key
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
        self._plans: tuple[Plan, ...] = ()
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

    def will(self, *plans: Plan, key: str = "1") -> Self:
        """Do this whenever it rings from now on; of several plans, the next one each time, and then the last.

        `key`: what is pressed to accept.
        """
        self._plans = plans
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
        plan, *later = self._plans or (None,)
        self._plans = tuple(later) or self._plans
        if plan is None:
            self.unexpected.append(call)
        elif plan == "busy":
            leg.finish("busy", sip_code=486)
        elif plan == "unreachable":
            leg.finish("failed", sip_code=404)
        elif plan == "decline":
            after(ANSWER_S, leg.hang_up)
        elif plan in _PICKS_UP:
            seconds, machine = _PICKS_UP[plan]
            after(seconds, partial(self._picks_up, call, plan, machine=machine))

    def _picks_up(self, call: PhoneCall, plan: Plan, *, machine: bool) -> None:
        leg, clock = call.leg, self._network.clock
        if leg.call.status != "ringing":
            return
        self._ringing.remove(call)
        self.current = call
        leg.call.answered_by = ("machine_start" if machine else "human") if leg.detects_machines else ""
        if plan in {"accept", "drop", "reject"}:
            leg.on_listening = partial(self._replies, leg, "9" if plan == "reject" else self._key, plan)
        leg.answer()
        if machine:
            clock.after(MACHINE_S, leg.hang_up)
        elif plan == "hang up in whisper":
            clock.after(2.0, leg.hang_up)

    def _replies(self, leg: Leg, key: str, plan: Plan) -> None:
        """Something takes keys: press the key once, when all has been said."""
        if leg.listening is not None and leg.listening.keys:
            leg.on_listening = None
            self._network.clock.after(REACTION_S, partial(self._hears_out, leg, key, plan))

    def _hears_out(self, leg: Leg, key: str, plan: Plan) -> None:
        left_s = leg.heard[-1].until - self._network.clock.elapsed if leg.heard else 0.0
        if left_s > 0:
            self._network.clock.after(left_s + REACTION_S, partial(self._hears_out, leg, key, plan))
            return
        leg.presses(key)
        if plan == "drop":
            self._network.clock.after(DROPS_S, leg.hang_up)
