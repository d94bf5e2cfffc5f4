"""The house of the whole-call scripts, and Twilio's hand: requests signed as Twilio signs them."""

from __future__ import annotations

import pytest

from tests.calls.conftest import _logs_of_the_product, at, books, filled, house, redis_server
from tests.house import House
from tests.web.twilio import Twilio

__all__ = ["_logs_of_the_product", "at", "books", "filled", "house", "redis_server", "twilio"]


@pytest.fixture
def twilio(house: House) -> Twilio:
    return Twilio(house)
