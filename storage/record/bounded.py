"""Every SQL call of a webhook runs here: under a deadline, apart from the others, behind a breaker."""

from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

from sqlalchemy import exc

from storage.breaker import Breaker
from storage.bulkhead import Bulkhead, FullError, LateError
from storage.treated_as_away import WHY, is_treated_as_away

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

#: How many SQL calls of one process may be under way at once. Also the size of the connection pool.
THREADS = 8
#: What a webhook waits for SQL, in seconds (architecture section 7).
WITHIN_S = 0.3
#: The same while somebody is to be rung and is not yet, in seconds (architecture section 5).
BEFORE_RING_S = 0.15

#: What the drivers raise when the database is away, locked, too slow or out of connections. Anything else is
#: a broken program or a refused change, and says nothing about the database's health.
AWAY = (exc.OperationalError, exc.InterfaceError, exc.InternalError, exc.TimeoutError)


class RecordUnavailable(Exception):  # noqa: N818 - the name that the callers of the record agreed on
    """SQL did not answer in time, could not be asked, or was not asked because it has just failed.

    A call that was late may still take effect, so every write of the record can be repeated by its key.
    """


class Bounded:
    """Runs the record's calls for webhooks. One a process; `clock` is time.monotonic."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.within_s = WITHIN_S  #: what `run` waits where it is not told otherwise
        self.before_ring_s = BEFORE_RING_S  #: for those who are told so to `run`
        self._bulkhead = Bulkhead("record", THREADS)
        self._breaker = Breaker(clock)

    def run(self, fn: Callable[[*Ts], T], *args: *Ts, within_s: float | None = None) -> T:
        """Call `fn(*args)` on one of the record's threads and return what it returns.

        Raises RecordUnavailable after `within_s` seconds, waiting for a free thread included; at once when
        the breaker is open, and when the database says that it cannot. Any other error of `fn` is raised as
        it is.
        """
        if is_treated_as_away():
            raise RecordUnavailable(WHY)
        if not self._breaker.admits():
            raise RecordUnavailable("it failed a moment ago and is not asked yet")
        waits_s = self.within_s if within_s is None else within_s
        try:
            answer = self._bulkhead.run(lambda: fn(*args), waits_s)
        except FullError as full:  # a burst, or calls that hang: those were counted when they were late
            raise RecordUnavailable(str(full)) from full
        except (LateError, *AWAY) as away:
            self._breaker.failed()
            raise RecordUnavailable(f"{type(away).__name__} within {waits_s} s") from away
        except BaseException as error:
            if type(error) is exc.DatabaseError:  # none of its kinds: a spoiled file
                self._breaker.failed()
                raise RecordUnavailable("the database is spoiled") from error
            self._breaker.succeeded()  # the database did answer
            raise
        self._breaker.succeeded()
        return answer

    def close(self) -> None:
        self._bulkhead.close()
