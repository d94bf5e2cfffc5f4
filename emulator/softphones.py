"""Phones that programs play: softphones in a browser, and callers that a script speaks for.

Each is one leg and the list of what has happened on it, in order, which only grows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import Condition

from emulator.access_token import Grant
from emulator.calls import Arrival, arrive
from emulator.exchange import Exchange
from emulator.handsets import WORDS_A_SECOND, takes
from emulator.leg import Leg, Speech
from emulator.model import Message

#: How long a leg stays whose program has gone: as long as Twilio may need to notice, which is unsettled.
UNWATCHED_S = 5.0
KEPT = 40  #: phones whose call is over and whose events can still be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened on the leg. kind: ringing, open, hears, asks, held, unheld, muted, closed."""

    kind: str
    data: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Softphone:
    """One leg that a program plays. readers: how many follow its events now."""

    leg: Leg
    events: list[Event] = field(default_factory=lambda: [Event(kind="ringing")])
    readers: int = 0
    _lines: int = 0
    _is_open: bool = False
    _held: bool = False
    _asked: str = ""

    @property
    def is_over(self) -> bool:
        return self.events[-1].kind == "closed"

    def note(self, kind: str, /, **data: object) -> None:
        self.events.append(Event(kind=kind, data=data))

    def watch(self) -> None:
        """Take down what has come since the last look."""
        leg = self.leg
        if leg.call.answered and not self._is_open:
            self._is_open = True
            self.note("open")
        for line in leg.heard[self._lines :]:
            self.note("hears", kind=line.kind, words=line.text)
        self._lines = len(leg.heard)
        held = leg.seat is not None and leg.seat.participant.hold
        if held != self._held:
            self._held = held
            self.note("held" if held else "unheld")
        asked = takes(leg) if leg.is_live else ""
        if asked != self._asked:
            self._asked = asked
            self.note("asks", takes=asked)
        if not leg.is_live:
            self.note("closed", cause=leg.call.status)


class Softphones:
    """Every phone that a program plays, by call SID. Its methods run inside `exchange.entered()`.

    following() and after() are for those who read events, and are called outside.
    """

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._told = Condition()
        self.phones: dict[str, Softphone] = {}
        exchange.observers.append(self._observed)

    # What the exchange tells (Handset): these phones only call, they are never rung

    def rings(self, leg: Leg) -> None: ...

    def over(self, leg: Leg) -> None:
        """Nothing to do: the end of a call is observed like all else."""

    def texted(self, message: Message) -> None: ...

    def _observed(self, _what: str, _thing: object) -> None:
        with self._told:
            for phone in self.phones.values():
                if not phone.is_over:
                    phone.watch()
            self._told.notify_all()

    # What programs do

    def connects(self, grant: Grant, custom: dict[str, str]) -> Softphone:
        """Call the application of the grant; the client's own parameters go with every request."""
        arrival = Arrival(
            from_=f"client:{grant.identity}", to="", application_sid=grant.application_sid, custom=custom
        )
        return self.dials(arrival)

    def dials(self, arrival: Arrival) -> Softphone:
        leg = arrive(self._exchange, self, arrival)
        phone = Softphone(leg=leg)
        with self._told:
            over = [sid for sid, one in self.phones.items() if one.is_over]
            for sid in over[:-KEPT]:
                del self.phones[sid]
            self.phones[leg.call.sid] = phone
        self._leaves_if_unwatched(phone)
        return phone

    def says(self, phone: Softphone, words: str) -> None:
        phone.leg.speaks(Speech(text=words, seconds=len(words.split()) / WORDS_A_SECOND))

    def mutes(self, phone: Softphone, *, muted: bool) -> None:
        with self._told:
            phone.leg.muted = muted
            phone.note("muted", muted=muted)
            self._told.notify_all()

    # Those who follow what happens

    @contextmanager
    def following(self, phone: Softphone) -> Iterator[None]:
        """Count one more reader. With the last one gone the program is taken to be gone too."""
        with self._exchange.entered():
            phone.readers += 1
        try:
            yield
        finally:
            with self._exchange.entered():
                phone.readers -= 1
                self._leaves_if_unwatched(phone)

    def after(self, phone: Softphone, count: int, timeout_s: float) -> list[Event]:
        """Wait until more than `count` events are there; return those, [] when the time is up."""
        with self._told:
            self._told.wait_for(lambda: len(phone.events) > count, timeout_s)
            return phone.events[count:]

    def _leaves_if_unwatched(self, phone: Softphone) -> None:
        def look() -> None:
            if not phone.readers and phone.leg.is_live:
                phone.leg.hang_up()

        if not phone.readers:
            self._exchange.clock.after(UNWATCHED_S, partial(look))
