"""Twilio's own list of calls: what reached our numbers, whether or not it ever reached us.

Source: twilio.md 2; reliability.md D8 (calls are counted by this list, not by the webhooks that came).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from telephony.carrier import LIVE_TIMEOUT_S, Account
from telephony.elsewhere import Elsewhere
from telephony.heard import number_of
from telephony.rest import Rest

#: States of a call that goes on.
_UNDER_WAY = frozenset({"queued", "initiated", "ringing", "in-progress"})
#: Of one number and one stretch of time; and of one call.
MOST_CALLS = 1_000
_MOST_OF_A_CALL = 50
_PAGE = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A call to a number of ours. number: "" withheld; ended_at None: it goes on.

    inbound: somebody called; else REST has made it, as it does to drill.
    """

    call_id: str
    number: str
    dialled: str
    status: str
    began_at: datetime
    ended_at: datetime | None
    seconds: int
    inbound: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A recording of a call. seconds None: it is not there yet."""

    recording: str
    seconds: int | None


def lister(account: Account) -> Rest:
    """Reach the account for a follower's rounds: none waits long for it."""
    return Rest(account, Elsewhere(account.api_url, LIVE_TIMEOUT_S))


def calls_to(rest: Rest, line: str, since: datetime, until: datetime) -> list[Listed]:
    """List the calls to a number (E.164) that began from `since` to `until`, oldest first.

    At most MOST_CALLS, the newest. Raises CarrierError.
    """
    with rest.asking(f"list the calls to {line}"):
        found = rest.client.calls.list(
            to=line,
            start_time_after=since,
            start_time_before=until,
            limit=MOST_CALLS,
            page_size=_PAGE,
        )
        return [
            Listed(
                call_id=str(each.sid),
                number=number_of(str(each._from or "")),  # noqa: SLF001 - the SDK's name of `from`
                dialled=line,
                status=str(each.status),
                began_at=each.start_time,
                ended_at=None if str(each.status) in _UNDER_WAY else each.end_time or each.start_time,
                seconds=_whole(each.duration),
                inbound=str(each.direction) == "inbound",
            )
            for each in reversed(found)
            if each.start_time is not None
        ]


def legs_of(rest: Rest, call_id: str) -> list[int]:
    """List for how many seconds each leg was up that a call has dialled. Raises CarrierError."""
    with rest.asking("list the legs of a call"):
        found = rest.client.calls.list(parent_call_sid=call_id, limit=_MOST_OF_A_CALL)
        return [_whole(each.duration) for each in found]


def messages_of(rest: Rest, call_id: str) -> list[Message]:
    """List the recordings of a call, oldest first. Raises CarrierError."""
    with rest.asking("list the recordings of a call"):
        found = rest.client.calls(call_id).recordings.list(limit=_MOST_OF_A_CALL)
        return [
            Message(recording=str(each.sid), seconds=_seconds(str(each.status), each.duration))
            for each in reversed(found)
        ]


def _seconds(status: str, duration: object) -> int | None:
    if status in ("absent", "failed", "deleted"):
        return 0
    return _whole(duration) if status == "completed" else None


def _whole(text: object) -> int:
    """Read a number of seconds; what is none counts as 0."""
    return int(str(text)) if str(text).isdecimal() else 0
