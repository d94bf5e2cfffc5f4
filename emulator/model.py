"""What the exchange keeps: calls, conferences, recordings, messages, numbers, as the REST API shows them.

Plain mutable records. They are made and changed only by the exchange (exchange.py, calls.py, conferences.py,
recordings.py, messages.py); the REST API reads them and gives orders. All instants are aware UTC.
Source: twilio.md sections 2, 7 and 9.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

CallStatus = Literal[
    "queued", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled"
]
Direction = Literal["inbound", "outbound-api", "outbound-dial"]
Method = Literal["GET", "POST"]
LIVE: frozenset[str] = frozenset({"queued", "ringing", "in-progress"})
API_VERSION = "2010-04-01"
#: Twilio's policy of a customer profile of a business.
BUSINESS = "RN6433641899984f951173ef1738c3bdd0"


class RefusalError(Exception):
    """The exchange does not do what the REST API asked: `code` and `status` (HTTP) as Twilio answers them."""

    def __init__(self, code: int, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


@dataclass(slots=True, kw_only=True)
class Account:
    sid: str
    auth_token: str
    friendly_name: str = "Emulated account"
    api_keys: dict[str, str] = field(default_factory=dict)  #: key SID -> secret
    verified_caller_ids: set[str] = field(default_factory=set)
    status: Literal["active", "suspended", "closed"] = "active"
    kind: Literal["Full", "Trial"] = "Full"
    #: (policy, state) of its customer profiles: an approved one of a business
    profiles: list[tuple[str, str]] = field(default_factory=lambda: [(BUSINESS, "twilio-approved")])
    countries_refused: set[str] = field(default_factory=set)  #: that may not be called, such as GB
    created: datetime


@dataclass(slots=True, kw_only=True)
class Hooks:
    """Where a number or an application sends its requests. An empty URL: nowhere."""

    voice_url: str = ""
    voice_method: Method = "POST"
    voice_fallback_url: str = ""
    voice_fallback_method: Method = "POST"
    status_callback: str = ""
    status_callback_method: Method = "POST"
    sms_url: str = ""
    sms_method: Method = "POST"
    sms_fallback_url: str = ""
    sms_fallback_method: Method = "POST"
    sms_status_callback: str = ""
    caller_id_lookup: bool = False


@dataclass(slots=True, kw_only=True)
class Number:
    """An incoming phone number. Bound to an application, its own voice (or SMS) hooks are ignored."""

    sid: str
    phone_number: str
    friendly_name: str
    hooks: Hooks
    voice_application_sid: str = ""
    sms_application_sid: str = ""
    texts: bool = True  #: it can send and receive messages
    region: str = ""  #: where its calls are processed; "": nobody has ever said, so us1
    created: datetime
    updated: datetime


@dataclass(slots=True, kw_only=True)
class Application:
    sid: str
    friendly_name: str
    hooks: Hooks
    created: datetime
    updated: datetime


@dataclass(slots=True, kw_only=True)
class Callback:
    """A status callback: the events asked for, in Twilio's words; an empty URL: none."""

    url: str = ""
    method: Method = "POST"
    events: frozenset[str] = frozenset({"completed"})
    sent: int = 0  #: SequenceNumber of the next event; counts events sent only (twilio.md 3.3)


@dataclass(slots=True, kw_only=True)
class Call:
    """One leg. `from_` and `to` are what webhooks carry: E.164, `client:name`, or the raw caller ID."""

    sid: str
    from_: str
    to: str
    direction: Direction
    status: CallStatus
    created: datetime
    updated: datetime
    started: datetime | None = None  #: REST start_time: when it left the queue
    answered: datetime | None = None
    ended: datetime | None = None
    parent_sid: str = ""
    phone_number_sid: str = ""
    application_sid: str = ""
    forwarded_from: str = ""
    caller_name: str | None = None
    answered_by: str = ""
    attestation: str = ""  #: StirVerstat; empty: the parameter is not sent
    queue_ms: int = 0
    sip_code: int = 200
    callback: Callback = field(default_factory=Callback)
    custom: dict[str, str] = field(default_factory=dict)  #: a softphone's own parameters, sent flat

    @property
    def duration_s(self) -> int:
        """Whole seconds from the answer to the end; 0 when it was never answered or has not ended."""
        return int((self.ended - self.answered).total_seconds()) if self.answered and self.ended else 0


@dataclass(slots=True, kw_only=True)
class Participant:
    call_sid: str
    conference_sid: str
    label: str = ""
    muted: bool = False
    hold: bool = False
    coaching: bool = False
    call_sid_to_coach: str = ""
    start_on_enter: bool = True
    end_on_exit: bool = False
    status: str = "connected"
    queue_ms: int = 0
    created: datetime
    updated: datetime


@dataclass(slots=True, kw_only=True)
class Conference:
    """Participants by call SID, in order of arrival; those who left are in `gone`."""

    sid: str
    name: str
    status: Literal["init", "in-progress", "completed"] = "init"
    region: str = "us1"
    created: datetime
    updated: datetime
    ended: datetime | None = None
    reason_ended: str = ""  #: with hyphens, as REST and the conference-end callback say it
    call_sid_ending: str = ""
    callback: Callback = field(default_factory=Callback)
    participants: dict[str, Participant] = field(default_factory=dict)
    gone: list[Participant] = field(default_factory=list)
    max_participants: int = 250
    recorded: bool = False  #: from its start
    recording_sid: str = ""
    recording_callback: Callback = field(default_factory=Callback)


@dataclass(slots=True, kw_only=True)
class Recording:
    """What was recorded: the words spoken stand for the sound. `duration_s` is -1 until it has ended."""

    sid: str
    call_sid: str
    conference_sid: str = ""
    status: str = "in-progress"
    source: str
    channels: int = 1
    track: str = "both"
    started: datetime
    updated: datetime
    duration_s: int = -1
    skipped_s: float = 0.0  #: of pauses that leave no silence behind
    skips_since: datetime | None = None  #: such a pause is under way
    words: list[str] = field(default_factory=list)
    media_ready: datetime | None = None  #: the file answers 404 before; the action may name it earlier
    callback: Callback = field(default_factory=Callback)


@dataclass(slots=True, kw_only=True)
class Message:
    sid: str
    from_: str
    to: str
    body: str
    direction: Literal["inbound", "outbound-api", "outbound-call", "outbound-reply"]
    status: str
    created: datetime
    updated: datetime
    sent: datetime | None = None
    error_code: int | None = None
    media_urls: Sequence[str] = ()
    messaging_service_sid: str = ""
    callback: Callback = field(default_factory=Callback)

    @property
    def segments(self) -> int:
        """SMS segments: 160 (153 each when several) GSM-7 characters taken as ASCII, else 70 (67)."""
        one, many = (160, 153) if self.body.isascii() else (70, 67)
        return 1 if len(self.body) <= one else -(-len(self.body) // many)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An entry of Twilio's Debugger: `code` and `level` by error_codes.json."""

    sid: str
    code: int
    level: Literal["ERROR", "WARNING"]
    message: str
    url: str
    call_sid: str
    when: datetime


@dataclass(slots=True, kw_only=True)
class Bridge:
    """Two legs that can hear each other, by call SID: the ledger's word on who talked to whom.

    `room`: the conference SID, empty for a plain bridge. `until` is None while they still talk.
    """

    one: str
    other: str
    since: datetime
    until: datetime | None = None
    room: str = ""
