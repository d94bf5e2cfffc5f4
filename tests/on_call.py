"""Who is on call at both companies when a test calls, worked out apart from the product, and their phones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from emulator.model import Message
from emulator.phone import Phone, Plan
from emulator.phone_call import HEARS_WITHIN_S
from emulator.phones import Network

#: The first handoff of both companies' engineers, by the clock on the wall.
BEGAN = datetime(2025, 12, 22, 9)  # noqa: DTZ001  # wall time, in whichever zone

#: Two rounds of all phones, with whatever they do, and a queue before them: longer than any policy takes.
EVERYBODY_RUNG_S = 900.0
#: Within this time all texts of one round have reached their phones.
TEXTS_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCall:
    """A company's phones on call, E.164. engineers: a week each; partner: from 22:00 until `wakes`."""

    zone: str
    engineers: tuple[str, ...]
    partner: str
    wakes: int
    leads: tuple[str, ...]  #: rung when the engineer has not accepted
    desk: str  #: rung last

    @property
    def phones(self) -> tuple[str, ...]:
        return (*self.engineers, self.partner, *self.leads, self.desk)

    def first(self, now: datetime) -> str:
        """Return the number that rings first."""
        local = now.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
        if local.hour >= 22 or local.hour < self.wakes:
            return self.partner
        return self.engineers[(local - BEGAN).days // 7 % len(self.engineers)]

    def will(self, net: Network, plan: Plan) -> Phone:
        """Say what every phone does when it rings. Return the one that rings first."""
        for number in self.phones:
            net.phone(number).will(plan)
        return net.phone(self.first(net.now))

    def texted(self, net: Network) -> Texted:
        """Return all who want texts beside the rings, as one."""
        return Texted(net=net, phones=tuple(map(net.phone, self.phones)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Texted:
    """Everybody on call who is texted about a call: they read as one, and one of them replies."""

    net: Network
    phones: tuple[Phone, ...]

    @property
    def unread(self) -> list[Message]:
        return [message for phone in self.phones for message in phone.unread]

    @property
    def number(self) -> str:
        """Of whoever was texted first."""
        numbers = {phone.number for phone in self.phones}
        return next(one.to for one in self.net.exchange.messages.values() if one.to in numbers)

    def receives_sms(self, text: str, *, within: float = HEARS_WITHIN_S) -> Message:
        """Wait for a text that contains this; all who got it read it once."""
        wanted = text.casefold()

        def having() -> list[Phone]:
            return [one for one in self.phones if any(wanted in each.body.casefold() for each in one.unread)]

        self.net.runs_until(lambda: bool(having()), within)
        self.net.settles(seconds=TEXTS_S)  # not all phones get it in the same instant
        assert having(), f"nobody got a text with {text!r}, only {[one.body for one in self.unread]}"
        first, *_ = [one.receives_sms(text) for one in having()]
        return first

    def sends_sms(self, to: str, text: str) -> Message:
        """Reply, as whoever was texted first."""
        return self.net.phone(self.number).sends_sms(to, text)


HOMEIKA = OnCall(
    zone="America/Los_Angeles",
    engineers=("+13415550181", "+13415550182", "+13415550183", "+13415550184"),
    partner="+13415550185",
    wakes=6,
    leads=("+13415550186", "+13415550187", "+13415550188"),
    desk="+13415550191",
)
HOMEWISE = OnCall(
    zone="Europe/London",
    engineers=("+442079460911", "+442079460912", "+442079460913"),
    partner="+442079460915",
    wakes=7,
    leads=("+442079460916", "+442079460917", "+442079460918"),
    desk="+442079460901",
)
