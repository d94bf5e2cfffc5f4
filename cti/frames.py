"""Events as a stream of server-sent events writes them."""

from __future__ import annotations

from cti.events import Event

HEARTBEAT = b": still here\n\n"


def frame(event: Event) -> bytes:
    """Write an event. Its text has no line ends: JSON escapes them."""
    place = f"id: {event.sequence}\n" if event.number else ""
    return f"{place}event: {event.name}\ndata: {event.text}\n\n".encode()


def comes_back_after(ms: int) -> bytes:
    """Tell the browser when to come back after a break."""
    return f"retry: {ms}\n\n".encode()
