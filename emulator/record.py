"""Record: from the beep to a key, a silence, the longest length or the hang-up (twilio.md 1.2, 1.3, 3.2)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from emulator import recordings
from emulator.leg import GoneError, Key, Listening, MovedError, Speech, Steps
from emulator.model import Callback, Recording
from emulator.source import FatalError

if TYPE_CHECKING:
    from emulator.script import Script
    from emulator.source import Outcome
    from emulator.twiml import Element

BEEP_S = 0.5


@dataclass(slots=True, kw_only=True)
class Take:
    """What the recorder has so far: when sound last ended (seconds since the start), what stopped it."""

    since: float
    sound_until: float
    stopped_by: str = ""  #: the key, `hangup`, or empty


def record(script: "Script", verb: "Element") -> "Steps[Outcome | None]":
    """Record, then leave the document for the action, also after a hang-up."""
    if script.moved and "action" not in verb.attrs:
        raise FatalError(11100, "A call that was redirected records without an action", url=script.url)
    if verb.attrs.get("playBeep", "true") == "true":
        yield from script.utter("tone", "beep", BEEP_S)
    leg, clock = script.leg, script.exchange.clock
    leg.listen(Listening(verb="Record", keys=True, speech=True))
    recording = recordings.begin(script.exchange, leg.call.sid, "RecordVerb", callback_of(script, verb))
    take = Take(since=clock.elapsed, sound_until=clock.elapsed)
    gone: GoneError | None = None
    try:
        yield from _take(script, verb, take, recording)
    except GoneError as error:
        gone, take.stopped_by = error, "hangup"
    except MovedError:
        recordings.end(script.exchange, recording, _duration_s(script, verb, take))
        raise
    leg.listen(None)
    recordings.end(script.exchange, recording, _duration_s(script, verb, take))
    silent = recording.duration_s == 0 and not gone
    if silent and not script.exchange.switches.silent_record_runs_action:
        return None
    following = script.then("record", verb, _action_params(script, recording, take))
    if gone:
        yield from script.obtain(following)
        raise gone
    return following


def _take(script: "Script", verb: "Element", take: Take, recording: Recording) -> "Steps[None]":
    clock, attrs = script.exchange.clock, verb.attrs
    keys = attrs.get("finishOnKey", "1234567890*#")
    silence_s = int(attrs.get("timeout", "5")) or float("inf")
    last = take.since + int(attrs.get("maxLength", "3600"))
    while clock.elapsed < (until := min(last, take.sound_until + silence_s)):
        signal = yield until
        if isinstance(signal, Key) and signal.digit in keys:
            take.stopped_by = signal.digit
            return
        if isinstance(signal, Speech):
            recording.words.append(signal.text)
            take.sound_until = max(take.sound_until, clock.elapsed) + signal.seconds


def _duration_s(script: "Script", verb: "Element", take: Take) -> int:
    """Whole seconds recorded; trim-silence leaves out the silence at the end, and all of a silent one."""
    until = script.exchange.clock.elapsed
    if verb.attrs.get("trim", "trim-silence") == "trim-silence":
        until = min(until, take.sound_until)
    return max(0, round(until - take.since))


def _action_params(script: "Script", recording: Recording, take: Take) -> dict[str, str]:
    return {
        "RecordingUrl": recordings.url_of(script.exchange, recording),
        "RecordingSid": recording.sid,
        "RecordingDuration": str(recording.duration_s),
        "Digits": take.stopped_by,
    }


def callback_of(script: "Script", verb: "Element") -> Callback:
    """Read a verb's recordingStatusCallback attributes."""
    where = verb.attrs.get("recordingStatusCallback", "")
    return Callback(
        url=script.url_of(where) if where else "",
        method="GET" if verb.attrs.get("recordingStatusCallbackMethod") == "GET" else "POST",
        events=frozenset(verb.attrs.get("recordingStatusCallbackEvent", "completed").split()),
    )
