"""Gather: keys and speech, with the prompts that either stops (twilio.md 1.2, 1.3, 3.2)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from emulator.leg import Key, Listening, Signal, Speech, Steps
from emulator.model import Callback
from emulator.params import standard
from emulator.prompts import prompt

if TYPE_CHECKING:
    from emulator.script import Script
    from emulator.source import Outcome
    from emulator.twiml import Element

AUTO_SILENCE_S = 1.0  #: speechTimeout="auto": how soon the recogniser takes a pause for the end


@dataclass(slots=True, kw_only=True)
class Entry:
    """What has been entered so far. `speech` is None until something was said."""

    digits: str = ""
    finished_on: str = ""
    speech: str | None = None
    confidence: float | None = None


def gather(script: "Script", verb: "Element") -> "Steps[Outcome | None]":
    """Let the prompts be heard, take what is entered, and go to the action; without input, go on."""
    leg, attrs = script.leg, verb.attrs
    kinds = attrs.get("input", "dtmf").split()
    leg.listen(
        Listening(
            verb="Gather",
            keys="dtmf" in kinds,
            speech="speech" in kinds,
            language=attrs.get("language", "en-US"),
            hints=attrs.get("hints", ""),
        )
    )
    signal = None
    for child in verb.children:
        signal = yield from prompt(script, child)
        if signal is not None:
            break
    entry = yield from _collect(script, verb, signal)
    leg.listen(None)
    if entry.speech is not None:
        return script.then("gather", verb, _speech_params(entry))
    if entry.digits or attrs.get("actionOnEmptyResult") == "true":
        sent = {"Digits": entry.digits}
        if script.exchange.switches.undocumented_fields:
            sent |= {"msg": "Gather End", "FinishedOnKey": entry.finished_on}
        return script.then("gather", verb, sent)
    return None


def _speech_params(entry: Entry) -> dict[str, str]:
    sent = {"SpeechResult": entry.speech or ""}
    if entry.confidence is not None:
        sent["Confidence"] = str(entry.confidence)
    return sent


def _collect(script: "Script", verb: "Element", signal: Signal | None) -> "Steps[Entry]":
    """Take keys until the finish key, the number of digits or the timeout; or the first words."""
    clock = script.exchange.clock
    timeout_s = int(verb.attrs.get("timeout", "5"))
    entry = Entry()
    until = clock.elapsed + timeout_s
    while True:
        if isinstance(signal, Key):
            if _is_complete(entry, signal.digit, verb):
                return entry
            until = clock.elapsed + timeout_s
        elif isinstance(signal, Speech) and not entry.digits:
            yield from _hear_out(script, verb, signal, entry)
            return entry
        if clock.elapsed >= until:
            return entry
        received = yield until
        signal = received if script.takes(received) else None


def _is_complete(entry: Entry, digit: str, verb: "Element") -> bool:
    """Take a key; True when it was the last. The finish key is not among the digits."""
    if digit == verb.attrs.get("finishOnKey", "#"):
        entry.finished_on = digit
        return True
    entry.digits += digit
    return len(entry.digits) == int(verb.attrs.get("numDigits", "0"))


def _hear_out(script: "Script", verb: "Element", first: Speech, entry: Entry) -> "Steps[None]":
    """Wait for the end of what is being said, and for the silence after it."""
    given = verb.attrs.get("speechTimeout", verb.attrs.get("timeout", "5"))
    silence_s = AUTO_SILENCE_S if given == "auto" else float(given)
    entry.speech, entry.confidence = first.text, first.confidence
    clock = script.exchange.clock
    until = clock.elapsed + first.seconds + silence_s
    _tell_partial(script, verb, first)
    while clock.elapsed < until:
        signal = yield until
        if isinstance(signal, Speech):
            entry.speech = f"{entry.speech} {signal.text}".strip()
            until = clock.elapsed + signal.seconds + silence_s


def _tell_partial(script: "Script", verb: "Element", speech: Speech) -> None:
    """Report what was understood so far, once, if the document asks for it; the reply is ignored."""
    where = verb.attrs.get("partialResultCallback")
    if not where:
        return
    callback = Callback(url=script.url_of(where))
    sent = standard(script.exchange, script.leg.call)
    sent |= {"UnstableSpeechResult": speech.text, "StableSpeechResult": "", "SequenceNumber": "0"}
    script.exchange.call_back("partial", callback, sent, call_sid=script.leg.call.sid)
