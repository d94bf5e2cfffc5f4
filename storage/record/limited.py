"""A connection to PostgreSQL that waits for no answer longer than its limit.

The server's own limits need a server that runs: one that is stopped, or whose disk hangs, still acknowledges
every packet. Then only the client can give up (reliability.md D3).
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from psycopg import Connection, OperationalError
from psycopg.abc import PQGen

RV = TypeVar("RV")


class Limited(Connection[Any]):
    """A connection whose every statement, commit and rollback ends within `limit_s` seconds."""

    limit_s: float

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Wait for the server. Raises OperationalError when it is late; the connection is then closed.

        Whether the server did what it was told is unknown, as with any connection that breaks.
        """
        try:
            return super().wait(gen, interval, min(timeout or self.limit_s, self.limit_s))
        except OperationalError as error:
            if error.sqlstate is None:  # the server itself has said nothing
                self.pgconn.finish()
            raise


@cache
def limited(seconds: float) -> type[Limited]:
    """Make the class of connections with this limit."""
    return type("Limited", (Limited,), {"limit_s": seconds})
