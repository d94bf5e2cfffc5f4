"""Who is rung and who calls in emergencies: people on call who do as they like, callers who want a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from random import Random
from types import MappingProxyType

from emulator.leg import Leg, Speech
from emulator.model import Message
from emulator.phone import Phone, Plan
from emulator.phone_call import PhoneCall
from emulator.phones import Network
from storage.record.roles import role
from tests.house import HOMEIKA_EMERGENCY, HOMEIKA_SUPPORT, HOMEWISE_MAIN, HOMEWISE_SUPPORT

#: What somebody on call does when it rings, by how often.
HABITS: Mapping[Plan, int] = MappingProxyType(
    {
        "accept": 9,
        "drop": 1,
        "decline": 3,
        "reject": 1,
        "hang up in whisper": 2,
        "busy": 3,
        "unreachable": 2,
        "no answer": 5,
        "voicemail": 2,
        "voicemail late": 2,
        "voicemail at once": 2,
    }
)
#: Those that are a person who takes the call.
TAKES = frozenset({"accept", "drop"})
#: Those who press a key that takes the call where any key does: by the standby.
BY_ANY_KEY = frozenset({"reject"})
#: Legs that picked up and must never be connected to anybody.
NEVER_BRIDGED = frozenset(HABITS) - TAKES

PREMIUM = role("Premium customer").number
BASIC = role("Basic customer").number
VOUCHED = "TN-Validation-Passed-A"
#: Whoever hears this in danger presses 1.
STANDBY = "We have a fault on our side. If anyone is in danger, press 1."
#: How long a caller stays, in seconds: beyond all rounds of all policies, and a message.
PATIENCE_S = 900.0
TALKS_S = 25.0
LOOKS_EVERY_S = 5.0
_WORD_S = 60 / 165


@dataclass(kw_only=True)
class Ledger:
    """What happened at the phones. plans: by leg; rang_at: when a caller's call first rang somebody."""

    net: Network
    plans: dict[str, Plan] = field(default_factory=dict)
    rang_at: dict[str, datetime] = field(default_factory=dict)
    texts: list[Message] = field(default_factory=list)

    def rung(self, leg: Leg, plan: Plan) -> None:
        self.plans[leg.call.sid] = plan
        self.rang_at.setdefault(leg.call.parent_sid, self.net.now)

    def rang_of(self, call_sid: str) -> list[datetime]:
        """Return when a call first rang somebody: one instant, or none."""
        return [self.rang_at[call_sid]] if call_sid in self.rang_at else []

    def persons_of(self, call_sid: str) -> list[str]:
        """The legs of people on call that a call was connected to."""
        pairs = [{one.one, one.other} for one in self.net.exchange.bridges]
        others = [sid for pair in pairs if call_sid in pair for sid in pair - {call_sid}]
        return [sid for sid in others if self.plans.get(sid) in TAKES]

    def called_back(self, leg: str, number: str) -> bool:
        """Whether a person who took a page on that leg has talked to that number from it."""
        calls = self.net.exchange.calls
        pairs = [(one.one, one.other) for one in self.net.exchange.bridges if leg in (one.one, one.other)]
        to = {calls[sid].to for pair in pairs for sid in pair if sid != leg}
        return number in to and self.plans.get(leg) in TAKES

    def wrongly_bridged(self) -> list[str]:
        """The legs that were connected though no person took the call on them."""
        connected = {sid for one in self.net.exchange.bridges for sid in (one.one, one.other)}
        return [f"{sid}: {self.plans[sid]}" for sid in connected if self.plans.get(sid) in NEVER_BRIDGED]


class OnCallPhone:
    """The phone of somebody on call, as the exchange rings it. plans: what was done, by the leg's SID."""

    def __init__(self, phone: Phone, random: Random, ledger: Ledger) -> None:
        self._phone = phone
        self._random = random
        self._ledger = ledger
        self.habits = HABITS

    def rings(self, leg: Leg) -> None:
        plan = self._random.choices(list(self.habits), list(self.habits.values()))[0]
        self._ledger.rung(leg, plan)
        self._phone.will(plan)
        self._phone.is_rung(leg)

    def over(self, leg: Leg) -> None:
        self._phone.is_over(leg)

    def texted(self, message: Message) -> None:
        self._ledger.texts.append(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """How somebody in danger calls. keys: pressed as soon as keys are taken; "": nothing need be pressed."""

    line: str
    number: str | None
    attestation: str = ""
    keys: str = ""


def sorts(random: Random, number: str) -> Sort:
    """Draw one. number: the caller's own, known to nobody."""
    lines = (HOMEIKA_SUPPORT, HOMEWISE_MAIN, HOMEWISE_SUPPORT)
    return random.choice(
        (
            Sort(line=HOMEIKA_EMERGENCY, number=number),
            Sort(line=HOMEIKA_EMERGENCY, number=PREMIUM, attestation=VOUCHED),
            Sort(line=HOMEIKA_EMERGENCY, number=None),
            Sort(line=HOMEIKA_EMERGENCY, number=BASIC, attestation=VOUCHED, keys="9"),
            *(Sort(line=line, number=random.choice((number, None)), keys="9") for line in lines),
        )
    )


class InDanger:
    """One caller: presses the danger key where there is one to press, stays, and leaves a message if asked.

    wanted_at: when the key was pressed. hung_up: by themselves, and to nobody.
    """

    def __init__(self, net: Network, random: Random, sort: Sort) -> None:
        self._net = net
        self._random = random
        self.sort = sort
        self.call: PhoneCall | None = None
        self.wanted_at: datetime | None = None
        self.left_message = False
        self.hung_up = False
        self._pressed = not sort.keys
        self._leaves_s = random.uniform(2, 60) if random.random() < 0.1 else PATIENCE_S

    def dials(self) -> None:
        self.call = self._net.phone(self.sort.number, attestation=self.sort.attestation).calls(self.sort.line)
        self.call.leg.on_listening = self._is_asked
        self._net.clock.after(self._leaves_s, self._gives_up)

    @property
    def is_over(self) -> bool:
        return self.call is not None and self.call.is_over

    def asked_at(self, rang: datetime) -> datetime:
        """Say since when they waited for the phone that rang: our answer, or the key where it was before."""
        assert self.call is not None
        answered = self.call.leg.call.answered
        assert answered is not None
        return self.wanted_at if self.wanted_at is not None and self.wanted_at <= rang else answered

    def _gives_up(self) -> None:
        if self.call is not None and not self.call.is_over and not self.call.talking_to:
            self.hung_up = True
            self.call.leg.hang_up()

    def _is_asked(self) -> None:
        listening = self.call.leg.listening if self.call else None
        if self.call is None or listening is None:
            return
        if listening.verb == "Record":
            self._net.clock.after(1.0, partial(self._leaves, listening))
        elif not self._pressed and listening.keys:
            self._net.clock.after(self._random.uniform(0, 2), self._presses)

    def _presses(self) -> None:
        if self.call is None or self.call.is_over or self._pressed or self.call.leg.listening is None:
            return
        self._pressed = True
        self.wanted_at = self._net.now
        by_standby = STANDBY in self.call.leg.heard[-1].text
        for key in "1" if by_standby else self.sort.keys:
            self.call.leg.presses(key)

    def _leaves(self, listening: object) -> None:
        if self.call is not None and self.call.leg.listening is listening and self._random.random() < 0.8:
            self.left_message = True
            words = "There is smoke and nobody here can stop it"
            self.call.leg.speaks(Speech(text=words, seconds=len(words.split()) * _WORD_S))


class Talks:
    """Lets every conversation end after a while, by one side or the other."""

    def __init__(self, net: Network, random: Random) -> None:
        self._net = net
        self._random = random
        self._looks()

    def _looks(self) -> None:
        for bridge in self._net.exchange.bridges:
            long = (self._net.now - bridge.since).total_seconds() >= TALKS_S
            if bridge.until is None and long:
                leg = self._net.exchange.legs[self._random.choice((bridge.one, bridge.other))]
                if leg.is_live:
                    leg.hang_up()
        self._net.clock.after(LOOKS_EVERY_S, self._looks)
