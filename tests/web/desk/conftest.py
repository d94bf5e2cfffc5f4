"""A house with an agent who is offered a call, and people with browsers."""

from __future__ import annotations

from tests.calls.agents.conftest import ann, call, floor
from tests.web.conftest import _logs_of_the_product, at, books, filled, house, redis_server

__all__ = ["_logs_of_the_product", "ann", "at", "books", "call", "filled", "floor", "house", "redis_server"]
