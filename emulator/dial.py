"""Dial to numbers and clients: ring, let the called side hear its document, bridge (twilio.md 1, 3.2)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from emulator import recordings
from emulator.leg import GoneError, Key, Leg, MovedError, Steps
from emulator.model import Recording
from emulator.record import callback_of
from emulator.ringing import ANSWER_GRACE_S, dial_leg
from emulator.rooms import join
from emulator.source import FatalError
from emulator.targets import Target, caller_id, read_targets

if TYPE_CHECKING:
    from emulator.script import Script
    from emulator.source import Outcome
    from emulator.twiml import Element


@dataclass(slots=True, kw_only=True)
class Attempt:
    """One Dial under way: the legs it rings, the one it talked to, what it recorded."""

    script: "Script"
    verb: "Element"
    from_: str = ""
    children: list[Leg] = field(default_factory=list)
    picked: Leg | None = None  #: the first to pick up
    talked: bool = False
    recording: Recording | None = None


def dial(script: "Script", verb: "Element") -> "Steps[Outcome | None]":
    """Dial, then go to the action, also after the caller's hang-up; without one, to the next verb."""
    room = next((noun for noun in verb.children if noun.name == "Conference"), None)
    if room is not None:
        return (yield from _dial_room(script, verb, room))
    attempt = Attempt(script=script, verb=verb)
    targets = read_targets(script, verb)
    attempt.from_ = caller_id(script, verb, targets)
    gone: GoneError | None = None
    try:
        yield from _connect(attempt, targets)
    except GoneError as error:
        gone = error
    except MovedError:
        _release(attempt)
        raise
    _release(attempt)
    return (yield from _leave(script, verb, _outcome(attempt, gone=gone is not None), gone))


def _dial_room(script: "Script", verb: "Element", noun: "Element") -> "Steps[Outcome | None]":
    gone: GoneError | None = None
    joined = True
    try:
        joined = yield from join(script, verb, noun)
    except GoneError as error:
        gone = error
    if not joined:
        return None
    return (yield from _leave(script, verb, {"DialCallStatus": "answered"}, gone))


def _leave(
    script: "Script", verb: "Element", sent: dict[str, str], gone: GoneError | None
) -> "Steps[Outcome | None]":
    if "action" not in verb.attrs:
        if gone:
            raise gone
        return None
    following = script.then("dial", verb, sent)
    if gone:
        try:
            yield from script.obtain(following)
        except FatalError as error:
            sid = script.leg.call.sid
            script.exchange.alert(error.code, error.detail, url=following.url, call_sid=sid)
        raise gone
    return following


def _connect(attempt: Attempt, targets: list[Target]) -> "Steps[None]":
    """Ring them at once, or one after the other, until one is ready to talk; then talk."""
    if attempt.verb.attrs.get("record", "").startswith("record-from-ringing"):
        _record(attempt)
    rounds = [[one] for one in targets] if attempt.verb.attrs.get("sequential") == "true" else [targets]
    for some in rounds:
        child = yield from _ring(attempt, some)
        if child is not None:
            yield from _talk(attempt, child)
        if attempt.picked is not None:
            return


def _ring(attempt: Attempt, targets: list[Target]) -> "Steps[Leg | None]":
    """Ring until one has picked up and heard its document to the end. None: nobody has."""
    clock = attempt.script.exchange.clock
    until = clock.elapsed + int(attempt.verb.attrs.get("timeout", "30")) + ANSWER_GRACE_S
    ringing = [_call(attempt, target) for target in targets]
    while True:
        ready = next((one for one in ringing if one.ready and one.is_live), None)
        if ready is not None:
            _cancel(one for one in ringing if one is not ready and not one.call.answered)
            return ready
        _note_pick_up(attempt, ringing)
        if not any(one.is_live and not one.moved_away for one in ringing):
            return None
        screening = any(one.call.status == "in-progress" for one in ringing)
        if clock.elapsed >= until and not screening:
            for one in ringing:
                one.finish("no-answer", sip_code=487)
            return None
        signal = yield None if screening else until
        if _is_star(attempt, signal):
            return None


def _note_pick_up(attempt: Attempt, ringing: list[Leg]) -> None:
    """The first to pick up silences the others; by a switch they ring until it is ready to talk."""
    picked = next((one for one in ringing if one.call.answered), None)
    if picked is None or attempt.picked is not None:
        return
    attempt.picked = picked
    if not attempt.script.exchange.switches.rings_until_screened:
        _cancel(one for one in ringing if one is not picked)


def _cancel(legs: Iterable[Leg]) -> None:
    for leg in legs:
        leg.finish("canceled", sip_code=487)


def _call(attempt: Attempt, target: Target) -> Leg:
    parent = attempt.script.leg
    child = dial_leg(parent, target, attempt.from_, attempt.script.called)
    child.on_change = parent.wake
    attempt.children.append(child)
    return child


def _is_star(attempt: Attempt, signal: object) -> bool:
    wanted = attempt.verb.attrs.get("hangupOnStar") == "true"
    return wanted and isinstance(signal, Key) and signal.digit == "*"


def _talk(attempt: Attempt, child: Leg) -> "Steps[None]":
    """Bridge until a side hangs up, `*`, the time limit, or REST moves the other leg away."""
    script = attempt.script
    clock = script.exchange.clock
    attempt.picked, attempt.talked = child, True
    script.leg.answer()
    script.leg.bridge(child)
    if attempt.recording is None and attempt.verb.attrs.get("record", "do-not-record") not in {
        "do-not-record",
        "false",
    }:
        _record(attempt)
    limit = clock.elapsed + int(attempt.verb.attrs.get("timeLimit", "14400"))
    while child.is_live and not child.moved_away and clock.elapsed < limit:
        _dismiss_late(attempt, child)
        signal = yield limit
        if _is_star(attempt, signal):
            return


def _dismiss_late(attempt: Attempt, talking: Leg) -> None:
    """Who picked up too hears their document to its end, and is too late then to be bridged."""
    for one in attempt.children:
        if one is not talking and one.ready:
            one.finish("completed")


def _record(attempt: Attempt) -> None:
    script = attempt.script
    callback = callback_of(script, attempt.verb)
    attempt.recording = recordings.begin(script.exchange, script.leg.call.sid, "DialVerb", callback)
    attempt.recording.channels = 2 if attempt.verb.attrs["record"].endswith("dual") else 1


def _release(attempt: Attempt) -> None:
    """Let go of every leg, whatever ended the Dial."""
    attempt.script.leg.unbridge()
    for child in attempt.children:
        child.on_change = None
        if child.moved_away:
            continue
        if child.call.answered:
            child.finish("completed")
        else:
            child.finish("canceled", sip_code=487)
    if attempt.recording is not None:
        since = attempt.recording.started
        seconds = int((attempt.script.exchange.now - since).total_seconds()) if attempt.talked else 0
        recordings.end(attempt.script.exchange, attempt.recording, seconds)


def _outcome(attempt: Attempt, *, gone: bool) -> dict[str, str]:
    """The Dial parameters of the action (twilio.md 3.2)."""
    switches = attempt.script.exchange.switches
    child = attempt.picked or (attempt.children[-1] if attempt.children else None)
    if child is None:
        return {"DialCallStatus": "failed", "DialBridged": "false"}
    sent = {"DialCallSid": child.call.sid}
    if attempt.talked or attempt.picked:
        sent["DialCallStatus"] = "completed"
        if not child.moved_away:
            sent["DialCallDuration"] = str(child.call.duration_s)
        if attempt.talked:
            sent["DialBridged"] = "true"
        elif switches.whisper_hangup_says_unbridged:
            sent["DialBridged"] = "false"
    else:
        statuses = {one.call.status for one in attempt.children}
        order = ("canceled", "no-answer", "busy") if gone else ("no-answer", "busy", "canceled")
        sent["DialCallStatus"] = next((one for one in order if one in statuses), "failed")
        sent["DialBridged"] = "false"
    recording = attempt.recording
    if recording is not None:
        sent |= {
            "RecordingUrl": recordings.url_of(attempt.script.exchange, recording),
            "RecordingSid": recording.sid,
            "RecordingDuration": str(recording.duration_s),
        }
    return sent
