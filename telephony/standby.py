"""The standby: static documents at Twilio that answer a number while Ringdown is dead (E2).

Pure. They know neither the time nor the caller, so they are made anew whenever the roster changes. Rules:
reliability.md section 2. Plain ASCII, so that no guess at an encoding can spoil them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from routing.oncall.ladder import Ring
from telephony.standby_words import help_number, sentence, spoken_in
from telephony.twiml import TIME_LIMIT_S, VOICES

#: Once the legs are connected nothing more is heard on the answerer's: any key was pressed.
ACCEPT = "/accept.xml"
#: What the number of a robot does with a call.
ROBOT = "/robot.xml"
#: How long somebody in danger may take to find the key, and an answerer to press one, in seconds.
KEY_WAIT_S = 8
MESSAGE_S = 120
MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class StandbyLine:
    """A line of a company. title: the company's; rings: whom it rings, one round.

    urgent: the line rings at once; else only for a caller in danger, and others leave a message.
    """

    number: str
    title: str
    country: str
    language: str
    urgent: bool
    rings: tuple[Ring, ...]

    @property
    def path(self) -> str:
        """Where its first document stands: the number's fallback URL ends so."""
        return path_of(self.number)

    def part(self, name: str) -> str:
        return f"{_stem(self.path)}/{name}.xml"


def path_of(number: str) -> str:
    """Return where the first document of a number (E.164) stands, whatever its line is called."""
    return f"/{number.removeprefix('+')}.xml"


def left_over(served: Iterable[str], wanted: Collection[str], named: Iterable[str]) -> frozenset[str]:
    """Return the paths that are served, not wanted, and of no line that a number still falls back to.

    named: the paths of those numbers' fallback URLs.
    """
    stems = tuple(f"{_stem(path)}{end}" for path in named for end in (".xml", "/"))
    return frozenset(path for path in served if path not in wanted and not path.startswith(stems))


def _stem(path: str) -> str:
    return path.removesuffix(".xml")


def documents(lines: Iterable[StandbyLine], base: str) -> Mapping[str, str]:
    """Write all documents: path -> TwiML. base: the address they stand at, without a slash at the end."""
    written = {ACCEPT: str(VoiceResponse()), ROBOT: _robot()}
    for line in lines:
        writer = _Writer(line=line, base=base)
        ring = line.path if line.urgent else line.part("ring")
        written |= {
            ring: writer.ring("calling", then="again", ends=False),
            line.part("again"): writer.ring("calling_again", then="thanks", ends=True),
            line.part("thanks"): writer.thanks(),
            line.part("whisper"): writer.whisper(),
        }
        if not line.urgent:
            written[line.path] = writer.danger()
    return {path: _ascii(document) for path, document in written.items()}


def _robot() -> str:
    """Take a call as a person does: hear a little, press 1, and once more; then stay a while."""
    response = VoiceResponse()
    for seconds in (6, 5):
        response.pause(length=seconds)
        response.play("", digits="1")
    response.pause(length=30)
    response.hangup()
    return str(response)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    line: StandbyLine
    base: str

    def danger(self) -> str:
        """Any key rings; whoever presses none leaves a message."""
        response = VoiceResponse()
        gather = Gather(
            input="dtmf",
            num_digits=1,
            finish_on_key="",
            timeout=KEY_WAIT_S,
            action=self._url("ring"),
            method="GET",
        )
        self._say(gather, "danger")
        response.append(gather)
        self._say(response, "message")
        self._record(response, "thanks")
        return str(response)

    def ring(self, first: str, *, then: str, ends: bool) -> str:
        """Ring one after the other, then take a message. then: the part that follows the message.

        ends: whoever leaves none is let go; else they are rung for again, as they are still there.
        """
        response = VoiceResponse()
        self._say(response, first)
        for number, ring in enumerate(self.line.rings):
            if number:
                self._say(response, "still_calling")
            response.append(self._dial(ring))
        self._say(response, "no_answer")
        self._record(response, then)
        if ends:
            response.hangup()
        else:
            response.redirect(self._url(then), method="GET")
        return str(response)

    def thanks(self) -> str:
        response = VoiceResponse()
        self._say(response, "thanks")
        response.hangup()
        return str(response)

    def whisper(self) -> str:
        """What whoever picks up hears. A static document cannot tell keys apart: any one takes the call."""
        response = VoiceResponse()
        gather = Gather(
            input="dtmf",
            num_digits=1,
            finish_on_key="",
            timeout=KEY_WAIT_S,
            action=self.base + ACCEPT,
            method="GET",
        )
        self._say(gather, "whisper")
        self._say(gather, "whisper")
        response.append(gather)
        response.hangup()
        return str(response)

    def _dial(self, ring: Ring) -> Dial:
        dial = Dial(timeout=ring.ring_s, time_limit=TIME_LIMIT_S, caller_id=self.line.number)
        for target in ring.targets:
            dial.number(target.number, url=self._url("whisper"), method="GET")
        return dial

    def _record(self, response: VoiceResponse, then: str) -> None:
        """Take a message. Without an action of its own Twilio would ask for this document again."""
        response.record(
            action=self._url(then), method="GET", max_length=MESSAGE_S, timeout=10, play_beep=True
        )

    def _say(self, into: VoiceResponse | Gather, name: str) -> None:
        language = spoken_in(self.line.language)
        text = sentence(
            name,  # type: ignore[arg-type]  # every caller names one that there is
            language,
            number=help_number(self.line.country),
            company=self.line.title,
        )
        voice = {"voice": VOICES[language]} if language in VOICES else {}
        into.say(text, language=language, **voice)

    def _url(self, part: str) -> str:
        return self.base + self.line.part(part)


def _ascii(document: str) -> str:
    return document.encode("ascii", "xmlcharrefreplace").decode()


def too_large(written: Mapping[str, str]) -> Sequence[str]:
    """Return the paths of documents that Twilio would refuse (error 11750)."""
    return [path for path, document in written.items() if len(document) > MOST_BYTES]
