"""Notes in the log whose callers a desk has shown to whom: once each, since desks ask again and again."""

from __future__ import annotations

import threading
from collections import OrderedDict

import structlog
from flask import Flask

log = structlog.get_logger(__name__)

#: Of so many one process remembers that they are noted; what is shown again after that is noted again.
REMEMBERED = 10_000


class Seen:
    """What this process has noted. A line has ids alone, never a name or a number."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._noted: OrderedDict[tuple[str, str, str, str], None] = OrderedDict()

    def note(self, tenant: str, staff: str, call: str, customer: str) -> None:
        """Note that somebody is shown the caller of a call. customer: as known now, "" is nobody."""
        key = (tenant, staff, call, customer)
        with self._lock:
            if key in self._noted:
                return
            self._noted[key] = None
            while len(self._noted) > REMEMBERED:
                self._noted.popitem(last=False)
        log.info("caller_shown", tenant=tenant, staff=staff, call=call, customer=customer)


def seen_of(app: Flask) -> Seen:
    found: Seen = app.extensions["seen"]
    return found
