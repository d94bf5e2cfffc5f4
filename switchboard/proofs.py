"""The proof of coverage for people to read: made anew when something has changed, and each hour."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from routing.oncall.coverage import gathered, prove
from routing.oncall.finding import Finding
from switchboard.scheduling import Looked

#: Days ahead that are looked at.
DAYS = 365
_Key = tuple[str, datetime]


class Proofs:
    """The last proof of each company. One takes a third of a second: whoever comes meanwhile waits for it."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[_Key, tuple[Finding, ...]]] = {}
        self._making: Mapping[str, threading.Lock] = defaultdict(threading.Lock)

    def of(self, tenant: str, looked: Looked) -> tuple[Finding, ...]:
        """Return what is wrong with the year ahead, errors first; what differs by its time alone is one."""
        key = (str(looked.basis), looked.now.replace(minute=0, second=0, microsecond=0))
        with self._making[tenant]:
            made = self._made.get(tenant)
            if made is None or made[0] != key:
                made = (key, _proved(looked))
                self._made[tenant] = made
        return made[1]


def _proved(looked: Looked) -> tuple[Finding, ...]:
    proved = prove(looked.arrangement, looked.now.replace(second=0, microsecond=0), DAYS)
    return tuple(one for one in gathered(proved) if one.severity != "info")
