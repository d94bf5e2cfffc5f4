"""Answering as though every store were away: a call each day proves that the way without them holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_AWAY = ContextVar("stores_away", default=False)
WHY = "treated as away"


def is_treated_as_away() -> bool:
    """Whether whatever is asked in this thread is to find no store."""
    return _AWAY.get()


@contextmanager
def stores_away(*, away: bool = True) -> Iterator[None]:
    """Let this thread find no store within it."""
    before = _AWAY.set(away)
    try:
        yield
    finally:
        _AWAY.reset(before)
