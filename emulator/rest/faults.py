"""Faults of the REST API, set by a test or by the demo: slow, refused, failing, answered to nobody."""

import threading
from dataclasses import dataclass, field
from enum import Enum

from emulator.rest.wire import RestError


class Fault(Enum):
    """What goes wrong with one request. Source: the issue's item 11; reliability.md D7."""

    SLOW = "slow"  #: the effect happens at once, the reply comes `seconds` later
    REFUSED = "refused"  #: no effect; the reply has `status` (429, 500, 503)
    LOST = "lost"  #: the effect happens, then no reply ever comes
    FAILED_AFTER = "failed after"  #: the effect happens, then the reply has `status`


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One fault, for the next `times` requests that it fits.

    method, path: the request's method, and a part of its path such as `/Calls`; empty fits all.
    """

    fault: Fault
    method: str = ""
    path: str = ""
    times: int = 1
    seconds: float = 0.0
    status: int = 503

    def fits(self, method: str, path: str) -> bool:
        return self.method in {"", method} and self.path in path


class ReplyLostError(TimeoutError):
    """The request had its effect and nobody hears of it.

    In process this leaves the WSGI call, and the client there turns it into its own time-out.
    """


@dataclass(slots=True)
class RestFaults:
    """The plan: faults in the order in which they were set. Safe for several server threads."""

    planned: list[Planned] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def plan(self, fault: Planned) -> None:
        with self._lock:
            self.planned.append(fault)

    def clear(self) -> None:
        with self._lock:
            self.planned.clear()

    def take(self, method: str, path: str) -> Planned | None:
        """Take the first fault that fits this request, and count it down; None: nothing goes wrong."""
        with self._lock:
            for place, planned in enumerate(self.planned):
                if planned.fits(method, path):
                    self._count_down(place, planned)
                    return planned
        return None

    def _count_down(self, place: int, planned: Planned) -> None:
        if planned.times > 1:
            fewer = Planned(
                fault=planned.fault,
                method=planned.method,
                path=planned.path,
                times=planned.times - 1,
                seconds=planned.seconds,
                status=planned.status,
            )
            self.planned[place] = fewer
        else:
            del self.planned[place]


def refusal(status: int) -> RestError:
    """Twilio's words for 429 and for its own failures."""
    if status == 429:
        return RestError(429, 20429, "Too Many Requests")
    return RestError(status, 20500, "An internal server error has occurred")
