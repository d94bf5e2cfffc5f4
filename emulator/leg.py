"""One leg as it happens: what is heard on it, what is pressed and said, and the steps its document takes.

The steps are a generator. It yields until when it waits (seconds since the start; None: until something
happens) and is sent what happened (a Signal), or None when the time has come. A signal nobody waits for is
lost, as keys are. The far side's hang-up and a REST redirect are raised inside it: GoneError, MovedError.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeVar

from emulator import recordings
from emulator.model import LIVE, Bridge, Call, CallStatus, Recording
from emulator.webhooks import Webhook

if TYPE_CHECKING:
    from emulator.clock import Timer
    from emulator.exchange import Exchange, Handset
    from emulator.fetch import Reply
    from emulator.rooms import Seat
    from emulator.source import Fetch

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    digit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Words said, how long that took, and how sure the recogniser is (0 to 1; None: it does not say)."""

    text: str
    seconds: float
    confidence: float | None = 0.9


@dataclass(frozen=True, slots=True)
class Woken:
    """Something that the steps may be waiting for has changed: look again."""


Signal = Key | Speech | Woken
Steps = Generator[float | None, Signal | None, T]
Sound = Literal["say", "play", "voice", "tone", "error"]


class GoneError(Exception):
    """The far side has hung up, or the leg was ended."""


class MovedError(Exception):
    """REST has moved the leg to another document."""

    def __init__(self, source: object) -> None:
        super().__init__("moved")
        self.source = source


@dataclass(slots=True, kw_only=True)
class Line:
    """Something heard: since when (seconds since the start), how long it was to last, when it was cut."""

    kind: Sound
    text: str
    since: float
    seconds: float
    cut_at: float | None = None

    @property
    def until(self) -> float:
        return self.since + self.seconds if self.cut_at is None else self.cut_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """An open Gather or Record, and what it takes."""

    verb: Literal["Gather", "Record"]
    keys: bool
    speech: bool
    language: str = "en-US"
    hints: str = ""


WOKEN = Woken()


class Leg:
    """The running side of a Call. `bridged` is the leg it talks with; `seat` its place in a conference."""

    def __init__(self, exchange: "Exchange", call: Call, handset: "Handset") -> None:
        self.exchange = exchange
        self.call = call
        self.handset = handset
        self.heard: list[Line] = []
        self.listening: Listening | None = None
        self.bridged: Leg | None = None
        self.seat: Seat | None = None
        self.children: list[Leg] = []
        self.on_change: Callable[[], None] | None = None
        self.on_listening: Callable[[], None] | None = None  #: the phone's: an input opens or closes
        self.on_answer: Callable[[], None] | None = None
        self.detects_machines = False
        self.ready = False  #: a called leg has heard its document to the end: it can be bridged
        self.muted = False  #: by its own phone
        self.moved_away = False  #: REST has given it a document of its own; who dialled it has lost it
        self.fallback: Fetch | None = None
        self.recordings: list[Recording] = []  #: begun by REST; they end with the leg
        self._steps: Steps[None] | None = None
        self._timer: Timer | None = None
        self.talk: Bridge | None = None

    def __repr__(self) -> str:
        return f"<Leg {self.call.sid[:8]} {self.call.from_} to {self.call.to}: {self.call.status}>"

    @property
    def is_live(self) -> bool:
        return self.call.status in LIVE

    # What its document does

    def start(self, steps: Steps[None]) -> None:
        self._steps = steps
        self._resume(None)

    def _resume(self, signal: Signal | None) -> None:
        if self._steps is not None:
            self._step(lambda steps: steps.send(signal))

    def _step(self, go: Callable[[Steps[None]], float | None]) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        steps = self._steps
        if steps is None:
            return
        try:
            until = go(steps)
        except StopIteration:
            self._steps = until = None
        if until is not None:
            self._timer = self.exchange.clock.at(until, partial(self._resume, None))

    def signal(self, signal: Signal) -> None:
        """Tell the steps, as the next thing that happens now."""
        self.exchange.clock.after(0, partial(self._resume, signal))

    def wake(self) -> None:
        self.signal(WOKEN)

    def interrupt(self, error: GoneError | MovedError) -> None:
        """Raise inside the steps, as the next thing that happens now."""
        self.exchange.clock.after(0, partial(self._step, lambda steps: steps.throw(error)))

    # What happens to it

    def answer(self) -> None:
        """The call is picked up; nothing happens when it already was."""
        if self.call.status == "ringing":
            self.call.status = "in-progress"
            self.call.answered = self.exchange.now
            self.exchange.call_event(self.call, "answered")
            if self.on_answer is not None:
                self.on_answer()
            self._changed()

    def finish(self, status: CallStatus, *, sip_code: int = 200) -> None:
        """The leg is over for good: its time is stopped, callbacks go out, its steps get GoneError."""
        if not self.is_live:
            return
        was_queued = self.call.status == "queued"
        self.call.status = status
        self.call.sip_code = sip_code
        self.call.ended = self.exchange.now
        self.falls_silent()
        for recording in self.recordings:
            recordings.end(self.exchange, recording, recordings.length_s(self.exchange, recording))
        if was_queued:
            self.exchange.tell("call", self.call)
        elif self.exchange.switches.action_before_callback:
            self.exchange.clock.after(1.0, partial(self.exchange.call_event, self.call, "completed"))
        else:
            self.exchange.call_event(self.call, "completed")
        self.interrupt(GoneError())
        self.handset.over(self)
        self._changed()

    def falls_silent(self) -> None:
        """Nothing is heard or taken any more, and nobody is on the line."""
        self.cut_short()
        if self.listening is not None:
            self.listen(None)
        self.unbridge()

    def hang_up(self) -> None:
        """The far side hangs up: before the answer a caller counts as no answer, a called party as busy."""
        if self.call.status == "in-progress":
            self.finish("completed")
        elif self.call.direction == "inbound":
            self.finish("no-answer", sip_code=487)
        else:
            self.finish("busy", sip_code=486)

    def leave(self) -> None:
        """REST moves it to a document of its own, out of whatever it was in."""
        self.falls_silent()
        self.moved_away = True
        self._changed()

    def become_ready(self) -> None:
        """It has heard its document: it can be bridged."""
        self.ready = True
        self._changed()

    def _changed(self) -> None:
        if self.on_change is not None:
            self.on_change()

    # What is heard on it

    def hear(self, kind: Sound, text: str, seconds: float) -> Line:
        line = Line(kind=kind, text=text, since=self.exchange.clock.elapsed, seconds=seconds)
        self.heard.append(line)
        if self.exchange.observers:
            self.exchange.tell("heard", (self, line))
        return line

    def cut_short(self) -> None:
        """Stop what is being heard."""
        if self.heard and self.heard[-1].until > self.exchange.clock.elapsed:
            self.heard[-1].cut_at = self.exchange.clock.elapsed
            if self.exchange.observers:
                self.exchange.tell("heard", (self, self.heard[-1]))

    def listen(self, listening: Listening | None) -> None:
        self.listening = listening
        if self.on_listening is not None:
            self.on_listening()
        if self.exchange.observers:
            self.exchange.tell("listening", self)

    # Whom it talks to

    def bridge(self, other: "Leg") -> None:
        record = Bridge(one=self.call.sid, other=other.call.sid, since=self.exchange.now)
        self.exchange.bridges.append(record)
        for leg, peer in ((self, other), (other, self)):
            leg.bridged = peer
            leg.talk = record
            leg.exchange.tell("call", leg.call)

    def unbridge(self) -> None:
        peer = self.bridged
        if peer is None or self.talk is None:
            return
        self.talk.until = self.exchange.now
        for leg in (self, peer):
            leg.bridged = None
            leg.talk = None
            leg.exchange.tell("call", leg.call)

    def speaks(self, speech: Speech) -> None:
        """Say something into this leg: whoever it is connected to hears it, and an open Gather takes it."""
        if self.muted:
            return
        hearers = [self.bridged] if self.bridged else (self.seat.hearers() if self.seat else [])
        for leg in hearers:
            leg.hear("voice", speech.text, speech.seconds)
        self.signal(speech)

    def presses(self, digit: str) -> None:
        self.signal(Key(digit=digit))

    # What it asks of the application

    def fetch(self, webhook: Webhook) -> "Steps[Reply]":
        """Send a request and wait for its reply; what is pressed or said meanwhile is lost."""
        replies: list[Reply] = []
        waiting: list[bool] = []

        def done(reply: "Reply") -> None:
            replies.append(reply)
            if waiting:
                self.wake()

        self.exchange.post.send(webhook, done)
        waiting.append(True)
        while not replies:
            yield None
        return replies[0]

    def sleep(self, seconds: float) -> Steps[None]:
        clock = self.exchange.clock
        until = clock.elapsed + seconds
        while clock.elapsed < until:
            yield until
