"""One call as the person holding the phone lives it: hear, press, speak, wait, hang up.

Every method lets virtual time run until what it asks for has happened, and fails with the whole transcript
when it does not. Methods return the call itself, so that a script reads like a conversation.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from emulator.leg import Leg, Line, Speech

if TYPE_CHECKING:
    from emulator.phones import Network

HEARS_WITHIN_S = 180.0
ENDS_WITHIN_S = 600.0
KEY_S = 0.2  #: from one key to the next
_WORD_S = 60 / 165


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


class PhoneCall:
    """A call on one phone. `leg` is the exchange's side of it."""

    def __init__(self, network: "Network", leg: Leg) -> None:
        self.leg = leg
        self._network = network
        self._line = 0  #: the line being read, and how many of its characters have been
        self._read = 0

    # What is heard

    def hears(self, phrase: str, *, within: float = HEARS_WITHIN_S) -> Self:
        """Wait until this has been said, after all that was heard before. Case and spacing do not count."""
        wanted = _plain(phrase)
        if not self._network.runs_until(lambda: self._finds(wanted), within):
            raise AssertionError(self._story(f"did not hear {phrase!r} in {within:g} s"))
        return self

    def does_not_hear(self, phrase: str) -> Self:
        """Look back over all that was heard so far; time does not move."""
        wanted = _plain(phrase)
        if any(wanted in _plain(_heard_of(line)) for line in self.leg.heard):
            raise AssertionError(self._story(f"heard {phrase!r}"))
        return self

    def _finds(self, wanted: str) -> bool:
        """Look for the phrase, and stay put until its last word has been spoken."""
        now = self._network.clock.elapsed
        for at in range(self._line, len(self.leg.heard)):
            line = self.leg.heard[at]
            text = _plain(line.text)
            start = text.find(wanted, self._read if at == self._line else 0)
            if start < 0:
                continue
            end = start + len(wanted)
            spoken_at = line.since + line.seconds * end / max(len(text), 1)
            if line.cut_at is not None and line.cut_at < spoken_at - 0.001:
                continue
            if spoken_at > now:
                self._network.clock.at(spoken_at, lambda: None)
                return False
            self._line, self._read = at, end
            return True
        return False

    @property
    def transcript(self) -> str:
        """All that was heard, one line each, with minutes and seconds since the call began."""
        began = self._network.clock.start
        offset = (self.leg.call.created - began).total_seconds()
        return "\n".join(_shown(line, offset) for line in self.leg.heard) or "(nothing was heard)"

    # What is done

    def presses(self, digits: str, *, within: float = HEARS_WITHIN_S) -> Self:
        """Press keys as soon as a Gather or Record takes them, or somebody is on the line."""

        def can_press() -> bool:
            listening = self.leg.listening
            return self._is_connected() or (listening is not None and listening.keys)

        self._waits_for(can_press, f"could not press {digits}: nothing takes keys", within)
        for digit in digits:
            self.leg.presses(digit)
            self._network.clock.moves(seconds=KEY_S)
        return self

    def says(self, text: str, *, confidence: float | None = 0.9, within: float = HEARS_WITHIN_S) -> Self:
        """Speak as soon as a Gather or Record takes speech, or somebody is on the line; empty: a noise."""

        def can_speak() -> bool:
            listening = self.leg.listening
            return self._is_connected() or (listening is not None and listening.speech)

        self._waits_for(can_speak, f"could not say {text!r}: nothing takes speech", within)
        seconds = len(text.split()) * _WORD_S
        self.leg.speaks(Speech(text=text, seconds=seconds, confidence=confidence if text else 0.0))
        self._network.clock.moves(seconds=seconds)
        return self

    def leaves_message(self, text: str, *, seconds: float | None = None) -> Self:
        """Speak into a recording as soon as one runs."""

        def is_recording() -> bool:
            return self.leg.listening is not None and self.leg.listening.verb == "Record"

        self._waits_for(is_recording, "could not leave a message: nothing records", HEARS_WITHIN_S)
        lasts = len(text.split()) * _WORD_S if seconds is None else seconds
        self.leg.speaks(Speech(text=text, seconds=lasts))
        self._network.clock.moves(seconds=lasts)
        return self

    def stays_silent(self) -> Self:
        """Let the input that is open, or opens next, run out."""
        self._waits_for(lambda: self.leg.listening is not None, "was never asked", HEARS_WITHIN_S)
        open_input = self.leg.listening

        def has_closed() -> bool:
            return self.leg.listening is not open_input

        self._waits_for(has_closed, "could not stay silent: the input stayed open", ENDS_WITHIN_S)
        return self

    def waits(self, *, seconds: float) -> Self:
        self._network.clock.moves(seconds=seconds)
        return self

    def hangs_up(self) -> Self:
        """Hang up, and let what follows from it at once happen."""
        self.leg.hang_up()
        self._network.clock.moves(seconds=KEY_S)
        return self

    # How it goes

    def ends(self, *, within: float = ENDS_WITHIN_S) -> Self:
        """Wait until the far side has hung up."""
        self._waits_for(lambda: not self.leg.is_live, f"had not ended after {within:g} s", within)
        self._network.clock.moves(seconds=KEY_S)
        return self

    def talks_to(self, number: str, *, within: float = HEARS_WITHIN_S) -> Self:
        """Wait until this phone is connected to that one, directly or in a conference."""
        self._waits_for(lambda: number in self.talking_to, f"did not talk to {number}", within)
        return self

    @property
    def talking_to(self) -> list[str]:
        """The numbers of all who hear this phone now."""
        others = (
            [self.leg.bridged] if self.leg.bridged else (self.leg.seat.hearers() if self.leg.seat else [])
        )
        return [leg.call.from_ if leg.call.direction == "inbound" else leg.call.to for leg in others]

    @property
    def is_over(self) -> bool:
        return not self.leg.is_live

    @property
    def status(self) -> str:
        return self.leg.call.status

    @property
    def sid(self) -> str:
        return self.leg.call.sid

    def _is_connected(self) -> bool:
        return self.leg.bridged is not None or self.leg.seat is not None

    def _waits_for(self, happened: Callable[[], bool], failure: str, within: float) -> None:
        def settled() -> bool:
            return happened() or not self.leg.is_live

        self._network.runs_until(settled, within)
        if not happened():
            raise AssertionError(self._story(failure))

    def _story(self, failure: str) -> str:
        alerts = "".join(f"\nalert {one.code}: {one.message}" for one in self._network.alerts)
        call = self.leg.call
        return f"{call.from_} to {call.to} ({call.status}) {failure}.\n{self.transcript}{alerts}"


def _heard_of(line: Line) -> str:
    """The part of a line that was heard before it was cut short."""
    if line.cut_at is None or not line.seconds:
        return line.text
    return line.text[: int(len(line.text) * (line.cut_at - line.since) / line.seconds)]


def _shown(line: Line, offset: float) -> str:
    at = int(line.since - offset)
    cut = "" if line.cut_at is None else f" [cut after {line.cut_at - line.since:.1f} s]"
    kind = "" if line.kind == "say" else f"({line.kind}) "
    return f"{at // 60:02}:{at % 60:02} {kind}{line.text}{cut}"
