"""What we ask of Twilio's REST API, each with a timeout and without a hidden retry (architecture 7)."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http import HttpClient
from twilio.rest import Client
from twilio.rest.api.v2010.account.conference.participant import ParticipantInstance

from telephony.elsewhere import Elsewhere

#: Seconds one request may take in a job (architecture 7).
JOB_TIMEOUT_S = 5.0
#: Seconds one may take while a caller or an agent waits for it.
LIVE_TIMEOUT_S = 2.0
SERVER_FAILS = 500
_OVER = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
#: Ring.events where it matters that a leg has begun: `initiated` is told as it leaves Twilio's queue.
PROGRESS = ("initiated", "ringing", "completed")
#: Of one conference are looked at: it has one, as a rule.
_MOST_RECORDINGS = 20
#: One name may have had several, one after another; the newest comes first.
_MOST_ROOMS = 20
#: As many as there may be in one (Twilio's own limit).
_MOST_LEGS = 250
_RUNNING = frozenset({"in-progress", "paused"})


class Again(enum.Enum):
    """Whether asking again could do it twice. Source: reliability.md D7."""

    SAFE = "safe"  # a 429 was never processed, nor was what the breaker held back
    LOOK_FIRST = "look first"  # a timeout or a 5xx may have had its effect
    NEVER = "never"  # any other 4xx stays as it is


class CarrierError(Exception):
    """The carrier did not do what we asked. `again` says whether asking again could ring someone twice.

    Jobs decide by `again`, never by code.
    """

    def __init__(self, asked: str, again: Again, *, code: int | None = None) -> None:
        super().__init__(f"{asked}: the carrier failed (code {code}); to ask again: {again.value}")
        self.asked = asked
        #: SAFE after a 429 and while the breaker is open, LOOK_FIRST after a timeout or 5xx, else NEVER.
        self.again = again
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """key and secret: an API key; without one, the account's SID and auth token."""

    sid: str
    key: str
    secret: str
    #: "" is Twilio's own; the demo and the tests name the emulator's.
    api_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """A leg to be made. to, from_: E.164; url: its document; told: where the leg's events are told.

    fallback: what is asked for where a document of ours does not come. events: which ones; every end is
    `completed`.
    """

    to: str
    from_: str
    url: str
    told: str
    fallback: str
    ring_s: int
    events: Sequence[str] = ("completed",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What of a participant is to change, or is so; None: stays. hold_url: music; coaches: a leg, or ""."""

    held: bool | None = None
    muted: bool | None = None
    coaches: str | None = None
    hold_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A conference as it is. conference: its SID, "" there is none; legs: call SIDs to their labels.

    parts: call SIDs to how each takes part, with nothing open but hold_url.
    """

    conference: str
    legs: Mapping[str, str]
    parts: Mapping[str, Change] = field(default_factory=dict)


class Breaker(Protocol):
    """Whether the carrier may be asked; hears what became of each request (storage.breaker)."""

    def admits(self) -> bool: ...

    def failed(self) -> None: ...

    def succeeded(self) -> None: ...


class Carrier:
    """One account at Twilio. Every request raises CarrierError; those on live legs take 2 s at most.

    breaker: of this process, for all requests; while it is open nothing is asked.
    """

    def __init__(self, account: Account, breaker: Breaker, http: HttpClient | None = None) -> None:
        self._breaker = breaker

        def client(timeout_s: float) -> Client:
            transport = http or Elsewhere(account.api_url, timeout_s)
            return Client(account.key, account.secret, account.sid, http_client=transport)

        self._client = client(JOB_TIMEOUT_S)
        self._live = client(LIVE_TIMEOUT_S)
        # The SDK imports most of itself with the first request: not while the first caller waits for theirs.
        _ = self._live.calls, self._live.conferences

    def send_text(self, *, to: str, from_: str, body: str) -> str:
        """Send an SMS and return its SID."""
        with self._asking("send a text"):
            return str(self._client.messages.create(to=to, from_=from_, body=body).sid)

    def redirect(self, call: str, url: str) -> None:
        """Send a live leg to another document."""
        with self._asking("redirect a call"):
            self._live.calls(call).update(url=url, method="POST")

    def ring(self, ring: Ring, *, in_job: bool = False) -> str:
        """Make a leg and return its SID. It rings later: Twilio begins one call a second.

        in_job: nobody waits for it, so that it may take as long as a job's request.
        """
        with self._asking("ring a number"):
            made = (self._client if in_job else self._live).calls.create(
                to=ring.to,
                from_=ring.from_,
                url=ring.url,
                fallback_url=ring.fallback,
                timeout=ring.ring_s,
                status_callback=ring.told,
                status_callback_event=list(ring.events),
            )
            return str(made.sid)

    def is_over(self, call: str) -> bool:
        """Say whether a leg has ended, by the carrier's own record."""
        with self._asking("look at a call"):
            return str(self._live.calls(call).fetch().status) in _OVER

    def has_leg_up(self, call: str) -> bool:
        """Say whether somebody whom this call has dialled has picked up, and is still on their leg."""
        with self._asking("look at a call's legs"):
            return bool(self._live.calls.list(parent_call_sid=call, status="in-progress", limit=1))

    def end(self, call: str) -> None:
        """End a leg, in a talk or still ringing."""
        with self._asking("end a call"):
            self._live.calls(call).update(status="completed")

    def change(self, conference: str, call: str, change: Change) -> None:
        """Hold, mute, or let coach whoever takes part in a conference by this leg."""
        wanted: dict[str, object] = {}
        if change.held is not None:
            wanted |= {"hold": change.held}
            wanted |= {"hold_url": change.hold_url, "hold_method": "POST"} if change.held else {}
        if change.muted is not None:
            wanted |= {"muted": change.muted}
        if change.coaches is not None:
            wanted |= {"coaching": bool(change.coaches)}
            wanted |= {"call_sid_to_coach": change.coaches} if change.coaches else {}
        with self._asking("change a participant"):
            self._live.conferences(conference).participants(call).update(**wanted)

    def party(self, conference: str, call: str) -> Change:
        """Look at how this leg takes part in a conference."""
        with self._asking("look at a participant"):
            found = self._live.conferences(conference).participants(call).fetch()
            return _part(found)

    def room(self, name: str) -> Room:
        """Look at who is in the conference of this name now."""
        with self._asking("look into a conference"):
            found = self._live.conferences.list(friendly_name=name, limit=_MOST_ROOMS)
            current = next((each for each in found if str(each.status) != "completed"), None)
            if current is None:
                return Room(conference="", legs={})
            there = current.participants.list(limit=_MOST_LEGS)
            return Room(
                conference=str(current.sid),
                legs={str(each.call_sid): str(each.label or "") for each in there},
                parts={str(each.call_sid): _part(each) for each in there},
            )

    def complete(self, conference: str) -> None:
        """End a conference for everybody in it."""
        with self._asking("complete a conference"):
            self._live.conferences(conference).update(status="completed")

    def pause_recording(self, conference: str, *, paused: bool) -> str:
        """Pause a conference's recording, or go on with it; returns its status as Twilio says it."""
        with self._asking("pause a recording"):
            current = self._live.conferences(conference).recordings("Twilio.CURRENT")
            status = "paused" if paused else "in-progress"
            more = {"pause_behavior": "silence"} if paused else {}
            return str(current.update(status=status, **more).status)

    def recording(self, conference: str) -> str:
        """Look at a conference's recording: its status as Twilio says it; "" where none runs."""
        with self._asking("look at a recording"):
            found = self._live.conferences(conference).recordings.list(limit=_MOST_RECORDINGS)
            running = [str(each.status) for each in found if str(each.status) in _RUNNING]
            # Should there be two, the one that is not paused is what matters.
            return min(running, default="")

    @contextmanager
    def _asking(self, asked: str) -> Iterator[None]:
        """Turn every failure of a request into a CarrierError; while the breaker is open, ask nothing."""
        if not self._breaker.admits():
            raise CarrierError(asked, Again.SAFE)
        try:
            yield
        except TwilioRestException as error:
            self._count(broken=error.status >= SERVER_FAILS)
            raise CarrierError(asked, again_after(error.status), code=error.code) from error
        except (TwilioException, RequestException) as error:
            self._count(broken=True)
            raise CarrierError(asked, Again.LOOK_FIRST) from error
        self._count(broken=False)

    def _count(self, *, broken: bool) -> None:
        """Let the breaker hear of a request. One that was refused was answered: nothing is broken."""
        if broken:
            self._breaker.failed()
        else:
            self._breaker.succeeded()


def _part(found: ParticipantInstance) -> Change:
    coaches = str(found.call_sid_to_coach or "") if found.coaching else ""
    return Change(held=bool(found.hold), muted=bool(found.muted), coaches=coaches)


def again_after(status: int) -> Again:
    """Say by the HTTP status of a refusal whether asking again could do it twice."""
    if status == 429:
        return Again.SAFE
    return Again.LOOK_FIRST if status >= SERVER_FAILS else Again.NEVER
