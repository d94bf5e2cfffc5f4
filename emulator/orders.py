"""What the REST API may ask of the exchange; each order is one request's parameters, already read.

Carried out by plain functions; all raise model.RefusalError and must run inside `with exchange.entered():`

    calls.create_call(exchange, CallOrder) -> Call
    calls.update_call(exchange, sid, CallChange) -> Call
    calls.delete_call(exchange, sid) -> None
    conferences.find_participant(exchange, room_sid, who) -> Participant     (who: call SID or label)
    conferences.update_participant(exchange, room_sid, who, ParticipantChange) -> Participant
    conferences.kick(exchange, room_sid, who) -> None
    conferences.end_conference(exchange, room_sid) -> Conference
    conferences.announce(exchange, room_sid, url, method) -> Conference
    messages.send_message(exchange, MessageOrder) -> Message
    recordings.start_recording(exchange, call_sid, Callback, channels=1) -> Recording
    recordings.update_recording(exchange, sid, status) -> Recording          (paused, in-progress, stopped)
    recordings.delete_recording(exchange, sid) -> None

The exchange (exchange.Exchange) holds account, numbers (by E.164), applications, calls, conferences,
recordings, messages (dicts by SID), alerts, bridges, clock, `new_sid(prefix)`, `hosts` (host -> Fetcher)
and `faults`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from emulator.model import Method


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOrder:
    """POST Calls. One of url, twiml, application_sid; url beats twiml."""

    to: str
    from_: str
    url: str = ""
    method: Method = "POST"
    twiml: str = ""
    application_sid: str = ""
    fallback_url: str = ""
    fallback_method: Method = "POST"
    status_callback: str = ""
    status_callback_method: Method = "POST"
    status_callback_events: frozenset[str] = frozenset({"completed"})
    timeout_s: int = 60
    time_limit_s: int = 14400
    send_digits: str = ""
    record: bool = False
    recording_channels: int = 1
    recording_status_callback: str = ""
    recording_status_callback_method: Method = "POST"
    recording_status_callback_events: frozenset[str] = frozenset({"completed"})
    machine_detection: Literal["", "Enable", "DetectMessageEnd"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallChange:
    """POST Calls/{sid}. `status` canceled or completed; or url, or twiml. Empty: left as it is."""

    url: str = ""
    method: Method = "POST"
    twiml: str = ""
    status: str = ""
    fallback_url: str = ""
    fallback_method: Method = "POST"
    status_callback: str = ""
    status_callback_method: Method = "POST"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantChange:
    """POST Participants/{who}. None: left as it is."""

    muted: bool | None = None
    hold: bool | None = None
    hold_url: str = ""
    hold_method: Method = "GET"
    announce_url: str = ""
    announce_method: Method = "POST"
    coaching: bool | None = None
    call_sid_to_coach: str = ""
    end_on_exit: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageOrder:
    to: str
    from_: str
    body: str
    status_callback: str = ""
    messaging_service_sid: str = ""
    media_urls: Sequence[str] = ()
