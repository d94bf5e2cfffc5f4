"""The proof of coverage for people to read: made anew when something has changed, and each hour."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from callflows.coverage import year_ahead
from routing.oncall.finding import Finding
from switchboard.scheduling import Looked

_Key = tuple[str, datetime]


class Proofs:
    """The last proof of each company. One takes a third of a second: whoever comes meanwhile waits for it."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[_Key, tuple[Finding, ...]]] = {}
        self._making: Mapping[str, threading.Lock] = defaultdict(threading.Lock)

    def of(self, tenant: str, looked: Looked) -> tuple[Finding, ...]:
        """Return what is found of the year ahead, errors first; what differs by its time alone is one."""
        key = (str(looked.basis), looked.now.replace(minute=0, second=0, microsecond=0))
        with self._making[tenant]:
            made = self._made.get(tenant)
            if made is None or made[0] != key:
                made = (key, year_ahead(looked.book, looked.arrangement.changes, looked.now))
                self._made[tenant] = made
        return made[1]
