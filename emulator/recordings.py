"""Recordings: begun by a verb, a conference or REST; ended once; their file is there a little later."""

from typing import TYPE_CHECKING

from emulator.model import Callback, Recording, RefusalError
from emulator.params import rfc2822

if TYPE_CHECKING:
    from emulator.exchange import Exchange

MEDIA_DELAY_S = 2.0  #: from the end of a recording to its file and its callback


def url_of(exchange: "Exchange", recording: Recording) -> str:
    return f"{exchange.api_url}/2010-04-01/Accounts/{exchange.account.sid}/Recordings/{recording.sid}"


def begin(
    exchange: "Exchange", call_sid: str, source: str, callback: Callback, *, conference_sid: str = ""
) -> Recording:
    """Start a recording, in progress from now."""
    recording = Recording(
        sid=exchange.new_sid("RE"),
        call_sid=call_sid,
        conference_sid=conference_sid,
        source=source,
        started=exchange.now,
        updated=exchange.now,
        callback=callback,
    )
    exchange.recordings[recording.sid] = recording
    _tell(exchange, recording, "in-progress")
    return recording


def length_s(exchange: "Exchange", recording: Recording) -> int:
    """How long it has been running, in whole seconds, without the pauses that were skipped."""
    until = recording.skips_since or exchange.now
    return int((until - recording.started).total_seconds() - recording.skipped_s)


def end(exchange: "Exchange", recording: Recording, duration_s: int) -> None:
    """Stop it; a recording of nothing is `absent` (by a switch its callback says `failed`)."""
    if recording.duration_s >= 0:
        return
    recording.duration_s = duration_s
    recording.status = "processing"
    recording.updated = exchange.now
    exchange.clock.after(MEDIA_DELAY_S, lambda: _publish(exchange, recording))


def _publish(exchange: "Exchange", recording: Recording) -> None:
    if recording.status == "deleted":
        return
    if recording.duration_s > 0:
        recording.status = "completed"
        recording.media_ready = exchange.now
        _tell(exchange, recording, "completed")
    else:
        recording.status = "absent"
        _tell(exchange, recording, "absent")
    recording.updated = exchange.now


def _tell(exchange: "Exchange", recording: Recording, event: str) -> None:
    """Send a recordingStatusCallback, if this event was asked for. It has no standard set (twilio.md 3.2)."""
    callback = recording.callback
    if not callback.url or event not in callback.events:
        return
    failed = event == "absent" and exchange.switches.recording_says_failed
    sent = {
        "AccountSid": exchange.account.sid,
        "RecordingSid": recording.sid,
        "RecordingUrl": url_of(exchange, recording),
        "RecordingStatus": "failed" if failed else event,
        "RecordingChannels": str(recording.channels),
        "RecordingStartTime": rfc2822(recording.started),
        "RecordingSource": recording.source,
    }
    sent |= {"ConferenceSid": recording.conference_sid} if recording.conference_sid else {}
    sent |= {"CallSid": recording.call_sid} if recording.call_sid else {}
    if event != "in-progress":
        sent["RecordingDuration"] = str(recording.duration_s)
    if exchange.switches.undocumented_fields:
        sent |= {"RecordingTrack": recording.track, "ErrorCode": "0"}
    exchange.call_back("recording", callback, sent, call_sid=recording.call_sid)


# What REST may ask


def start_recording(
    exchange: "Exchange", call_sid: str, callback: Callback, *, channels: int = 1
) -> Recording:
    """Record a live call. Raises RefusalError (21220) when it is not in progress."""
    call = exchange.calls.get(call_sid)
    if call is None:
        raise RefusalError(20404, f"The requested resource {call_sid} was not found", status=404)
    if call.status != "in-progress":
        raise RefusalError(21220, "Requested resource is not eligible for recording", status=400)
    recording = begin(exchange, call_sid, "StartCallRecordingAPI", callback)
    recording.channels = channels
    exchange.legs[call_sid].recordings.append(recording)
    return recording


def update_recording(exchange: "Exchange", sid: str, status: str, *, skip: bool = False) -> Recording:
    """Pause, resume or stop it. skip: the pause leaves nothing behind, else silence.

    Raises RefusalError for a recording that is unknown or over.
    """
    recording = find(exchange, sid)
    if status not in {"paused", "in-progress", "stopped"}:
        raise RefusalError(20001, f"Status '{status}' is not valid")
    if recording.status not in {"paused", "in-progress"}:
        raise RefusalError(21220, "The recording is not in progress")
    recording.status = status
    recording.updated = exchange.now
    if status == "in-progress" and recording.skips_since is not None:
        recording.skipped_s += (exchange.now - recording.skips_since).total_seconds()
        recording.skips_since = None
    if status == "paused" and skip:
        recording.skips_since = recording.skips_since or exchange.now
    if status == "stopped":
        end(exchange, recording, length_s(exchange, recording))
    return recording


def delete_recording(exchange: "Exchange", sid: str) -> None:
    recording = find(exchange, sid)
    recording.status = "deleted"
    recording.media_ready = None
    recording.updated = exchange.now


def find(exchange: "Exchange", sid: str) -> Recording:
    """Find a recording that has not been deleted. Raises RefusalError (20404)."""
    recording = exchange.recordings.get(sid)
    if recording is None or recording.status == "deleted":
        raise RefusalError(20404, f"The requested resource {sid} was not found", status=404)
    return recording
