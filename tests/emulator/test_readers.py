"""Who closes the phone page hangs up; who loads it anew, or loses the connection for a moment, does not."""

import pytest

from emulator.calls import Arrival, arrive
from emulator.clock import Clock
from emulator.handsets import Handsets, rung
from emulator.readers import AWAY_S, RELOAD_S, Readers
from tests.emulator.small_app import CALLER, DUTY, LINE, NOW, SmallApp, small_network


class Left:
    """Counts how often nobody was left."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


def test_a_page_that_is_closed_is_gone_after_a_moment(clock: Clock) -> None:
    left = Left()
    readers = Readers(clock, left)
    reader = readers.opened("one")
    readers.leaving("one")
    clock.moves(seconds=RELOAD_S - 0.1)
    assert left.times == 0
    clock.moves(seconds=0.2)
    readers.closed(reader)
    clock.moves(seconds=AWAY_S + 1)
    assert left.times == 1


def test_a_page_loaded_anew_goes_on(clock: Clock) -> None:
    left = Left()
    readers = Readers(clock, left)
    readers.opened("one")
    readers.leaving("one")
    clock.moves(seconds=RELOAD_S / 2)
    readers.opened("two")
    clock.moves(seconds=AWAY_S * 2)
    assert left.times == 0


def test_a_stream_that_breaks_may_come_back_within_its_time(clock: Clock) -> None:
    left = Left()
    readers = Readers(clock, left)
    readers.closed(readers.opened("one"))
    clock.moves(seconds=AWAY_S - 1)
    again = readers.opened("one")
    clock.moves(seconds=AWAY_S)
    assert left.times == 0
    readers.closed(again)
    clock.moves(seconds=AWAY_S)
    assert left.times == 1


def test_one_of_two_pages_may_be_closed(clock: Clock) -> None:
    left = Left()
    readers = Readers(clock, left)
    readers.opened("one")
    readers.opened("two")
    readers.leaving("one")
    readers.leaving("one")
    clock.moves(seconds=AWAY_S * 2)
    assert left.times == 0


def test_putting_down_ends_what_is_held_and_lets_the_others_ring() -> None:
    app = SmallApp({"/voice": f"<Dial><Number>{DUTY}</Number></Dial>"})
    exchange = small_network(app).exchange
    handsets = Handsets(exchange, {})
    exchange.nobody = handsets
    leg = arrive(exchange, handsets, Arrival(from_=CALLER, to=LINE))
    handsets.adopt(leg)
    exchange.clock.moves(seconds=5)
    duty = next(phone for phone in handsets.phones.values() if phone.role == "called")
    assert [one.call.to for one in rung(leg)] == [DUTY]
    handsets.put_down()
    assert (leg.is_live, duty.leg.call.status) == (False, "ringing")
    handsets.clear()
    assert list(handsets.phones.values()) == [duty]
