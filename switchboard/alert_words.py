"""What a person on duty reads of an alert: who called, when by the line's clock, which line, and why.

One message of 160 characters wherever the parts allow it: a longer one is cut in two on its way, and may
arrive in halves.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from callflows.book import Book
from switchboard.setting import Caller

#: Why a page goes on, in an alert's body: the caller did not wait, so there is no message to hear.
HUNG_UP = "hung_up"
#: The deadline of a clock has passed.
OVERDUE = "overdue"
#: Characters of one message, while all of them are in the alphabet of GSM 03.38.
ONE_MESSAGE = 160
#: A reason is cut here: a tag's value may be as long as a flow likes.
LONGEST_REASON = 24
#: A line's name is not cut below this, whatever it costs.
SHORTEST_LINE = 16


def circumstances(book: Book, caller: Caller, now: datetime) -> dict[str, str]:
    """Say what an alert's body must tell of a call, while its line is known: a worker knows no flows.

    The line is called by what stands before a comma in its flow's title, or by its number.
    """
    flow = book.flow_of(caller.dialled)
    line = caller.dialled if flow is None else book.compiled[flow].model.title.partition(",")[0]
    return {
        "from": caller.dialled,
        "line": line,
        "reason": caller.reason,
        "code": code_of(caller.call_id),
        "at": now.isoformat(timespec="seconds"),
        "local_at": by_the_clock(now.astimezone(_zone(book, flow))),
    }


def code_of(call_id: str) -> str:
    """Name a call in a text message, and in the reply to it: four digits, the same for all who are told."""
    return str(1000 + zlib.crc32(call_id.encode()) % 9000)


def alert_text(body: Mapping[str, object]) -> str:
    """Write the message. A row that an earlier release made lacks some of it: the time is then UTC."""
    reply = " ".join(filter(None, ("OK", str(body.get("code", "")))))
    return _message(body, f"{_what_to_do(body)} {reply}", " to take it")


def ring_text(body: Mapping[str, object]) -> str:
    """Write what goes out beside a ring. It may arrive when that is over."""
    return _message(body, "we are ringing you", ": press 1 to take it")


def _message(body: Mapping[str, object], said: str, more: str) -> str:
    """Write who called, when, where and why, and what is said; more of that where there is room."""
    number = body.get("number") or "a withheld number"
    at = body.get("local_at") or f"{str(body['at']).replace('T', ' ')[:16]} UTC"
    line = str(body.get("line") or body["from"])
    before = f"URGENT: call from {number} at {at} to "
    after = f": {_reason(body)}, {said}"
    whole = f"{before}{line}{after}{more}."
    if len(whole) <= ONE_MESSAGE:
        return whole
    room = max(SHORTEST_LINE, ONE_MESSAGE - len(before) - len(after) - 1)
    return f"{before}{line[:room].rstrip()}{after}."


def _what_to_do(body: Mapping[str, object]) -> str:
    shown = body.get("number")
    if body.get("why") == HUNG_UP or HUNG_UP in body:
        return "the caller hung up. " + ("Call them back, and reply" if shown else "No number shown. Reply")
    what = "overdue" if body.get("why") == OVERDUE else "not answered"
    return f"{what}. " + ("Call back, and reply" if shown else "No number shown. Reply")


def _reason(body: Mapping[str, object]) -> str:
    why = body.get("reason") or body.get("urgency") or "urgent"
    return str(why).replace("_", " ")[:LONGEST_REASON]


def zone_of(book: Book, dialled: str) -> ZoneInfo:
    """Find the zone by which people on call are told of a line."""
    return _zone(book, book.flow_of(dialled))


def _zone(book: Book, flow: str | None) -> ZoneInfo:
    """Find the zone of a line's hours; a line that has none keeps the first ones of its company."""
    flows = [name for name in (flow, *sorted(book.compiled)) if name is not None]
    zones = (hours.timezone for name in flows for hours in book.compiled[name].hours.values())
    return ZoneInfo(next(zones, "UTC"))


def by_the_clock(local: datetime) -> str:
    """Write `03:00 PST 24 Nov`; where a zone has no letters, `03:00 UTC+04 24 Nov`."""
    zone = local.tzname() or ""
    return f"{local:%H:%M} {zone if zone.isalpha() else _offset(local)} {local.day} {local:%b}"


def _offset(local: datetime) -> str:
    """Write how far a clock is from UTC: `UTC+04`, `UTC-03:30`."""
    minutes = (local.utcoffset() or timedelta()) // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours:02}" + (f":{rest:02}" if rest else "")
