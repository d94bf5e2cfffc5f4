"""Callers who do anything at any moment, people on call who do as they like: all drawn from one seed."""

from __future__ import annotations

from functools import partial
from random import Random

from emulator.faults import WebhookFault
from emulator.leg import Listening, Speech
from emulator.phone import Plan
from emulator.phone_call import KEY_S, PhoneCall
from emulator.phones import Network
from storage.record.roles import ROLES
from tests.house import HOMEIKA_EMERGENCY, HOMEIKA_SUPPORT, HOMEWISE_MAIN, HOMEWISE_SUPPORT

LINES = (HOMEIKA_SUPPORT, HOMEIKA_EMERGENCY, HOMEWISE_MAIN, HOMEWISE_SUPPORT)
PHRASES = (
    "agent", "a person please", "bill", "return", "status", "warranty", "it is not working", "fixed",
    "message", "gas", "my hub is burning", "there is a bad leak", "danger", "yes", "no", "five", "one",
    "visit", "complaint", "the weather is fine", "", "\u00fcber \u6c34\u6f0f\u308c \U0001f525", "a" * 400,
)  # fmt: skip
PLANS: tuple[Plan, ...] = (
    "accept", "accept", "accept", "answer", "reject", "hang up in whisper", "decline", "busy", "unreachable",
    "no answer", "voicemail", "voicemail late", "voicemail at once",
)  # fmt: skip
#: Nobody stays longer than this, whatever happens.
LONGEST_S = 2_400.0
WORD_S = 60 / 165


class Caller:
    """One caller: dials, and does something each time that something is open, until patience ends."""

    def __init__(self, net: Network, random: Random) -> None:
        self._net = net
        self._random = random
        self.hung_up = False
        role = random.choice(ROLES)
        self._numbers = (role.order_number, role.account, "12345678", "1234567", "4111111111111111")
        self._pins = (role.pin, "000000", "123")
        self._number = random.choice((role.number, role.number, None, f"+1510555{random.randrange(200):04}"))
        self._line = random.choice(LINES)
        self.call: PhoneCall | None = None

    def dials(self) -> None:
        attested = "TN-Validation-Passed-A" if self._random.random() < 0.7 else "TN-Validation-Failed"
        phone = self._net.phone(self._number, attestation=attested).will(self._random.choice(PLANS))
        self.call = phone.calls(self._line)
        self.call.leg.on_listening = self._is_asked
        patience = self._random.choice((0.5, 10.0, 60.0, 150.0, 400.0, LONGEST_S))
        self._net.clock.after(min(self._random.expovariate(1 / patience), LONGEST_S), self._hangs_up)

    def picks_up(self) -> None:
        """Answer whoever calls back, from now on."""
        if self._number is not None:
            self._net.phone(self._number).will("accept")

    def _is_asked(self) -> None:
        listening = self.call.leg.listening if self.call else None
        if listening is not None:
            delay = self._random.choice((0.0, 0.5, 2.0, 6.0)) + self._random.random()
            self._net.clock.after(delay, partial(self._does_something, listening))

    def _does_something(self, listening: Listening) -> None:
        assert self.call is not None
        if self.call.leg.listening is not listening:
            return  # too late: it has closed, or another one is open
        chance = self._random.random()
        if chance < 0.04:
            self._hangs_up()
        elif chance < 0.2:
            pass  # silence
        elif listening.verb == "Record":
            self._speaks("Please ring me about my order")
        elif listening.keys and chance < 0.8:
            self._presses(self._keys())
        elif listening.speech:
            self._speaks(self._random.choice(PHRASES))

    def _keys(self) -> str:
        chance = self._random.random()
        if chance < 0.6:
            return self._random.choice("11112222333345607890*#")
        if chance < 0.8:
            return self._random.choice(self._numbers) + "#"
        if chance < 0.95:
            return self._random.choice(self._pins)
        return "".join(self._random.choices("0123456789*#", k=self._random.randrange(1, 40)))

    def _presses(self, keys: str) -> None:
        assert self.call is not None
        for place, key in enumerate(keys):
            self._net.clock.after(place * KEY_S, partial(self._press, key))

    def _press(self, key: str) -> None:
        if self.call is not None and not self.call.is_over:
            self.call.leg.presses(key)

    def _speaks(self, text: str) -> None:
        assert self.call is not None
        seconds = len(text.split()) * WORD_S
        self.call.leg.speaks(Speech(text=text, seconds=seconds, confidence=self._random.random()))

    def _hangs_up(self) -> None:
        if self.call is not None and not self.call.is_over:
            self.hung_up = True
            self.call.leg.hang_up()


class OnCall:
    """Somebody whose phone a line may ring: takes it, or not, and hangs up some time later."""

    def __init__(self, net: Network, random: Random, number: str) -> None:
        self._net = net
        self._random = random
        self.phone = net.phone(number)
        self._helps = False
        self.changes_mind()

    def helps(self) -> None:
        """Take whatever call comes, from now on."""
        self._helps = True
        self.phone.will("accept")

    def changes_mind(self) -> None:
        if self._helps:
            return
        current = self.phone.current
        if current is not None and not current.is_over and self._random.random() < 0.5:
            current.leg.hang_up()
        self.phone.will(self._random.choice(PLANS))
        self._net.clock.after(self._random.uniform(10, 60), self.changes_mind)


#: What is done to webhooks: each kind may be repeated, late, or overtaken by the next one.
KINDS = (
    "voice",
    "gather",
    "redirect",
    "dial",
    "record",
    "status",
    "leg-status",
    "whisper",
    "recording",
    "sms",
)


class Trouble:
    """Spoils a webhook now and then. counts: how many of each sort, once they have happened."""

    def __init__(self, net: Network, random: Random) -> None:
        self._net = net
        self._random = random
        self.made: dict[str, int] = {"repeated": 0, "repeated at once": 0, "late": 0, "overtaken": 0}
        self._stopped = False
        self._comes()

    def stops(self) -> None:
        self._stopped = True
        self._net.faults.webhooks.clear()

    def _comes(self) -> None:
        if self._stopped:
            return
        del self._net.faults.webhooks[:-20]
        sort = self._random.choice(list(self.made))
        self.made[sort] += 1
        self._net.faults.webhooks.append(self._fault(sort, self._random.choice(KINDS)))
        self._net.clock.after(self._random.uniform(1, 10), self._comes)

    def _fault(self, sort: str, kind: str) -> WebhookFault:
        if sort == "late":
            return WebhookFault(kind=kind, delay_s=self._random.uniform(0.5, 14))
        if sort == "overtaken":
            return WebhookFault(kind=kind, after_next=True)
        return WebhookFault(
            kind=kind, copies=self._random.randrange(2, 21), together=sort == "repeated at once"
        )
