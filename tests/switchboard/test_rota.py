"""switchboard/rota.py: each call has its turn soon, and not all have it at once."""

from __future__ import annotations

import pytest

from switchboard.rota import LEAST, LOOKS, MOST, Rota

NONE: frozenset[str] = frozenset()


def calls(count: int, start: int = 0) -> frozenset[str]:
    return frozenset(f"CA{at:04}" for at in range(start, start + count))


@pytest.mark.parametrize(
    ("count", "looks"), [(1, 1), (LEAST, 1), (11, 2), (142, LOOKS), (LOOKS * MOST, LOOKS), (600, 10)]
)
def test_every_call_has_its_turn_within_so_many_looks(count: int, looks: int) -> None:
    rota, seen = Rota(), set[str]()
    for _ in range(looks):
        turn = rota.turn("toy", calls(count), NONE)
        assert len(turn) <= MOST
        seen |= turn
    assert seen == calls(count)


def test_calls_that_come_and_go_put_nobody_off() -> None:
    rota, seen = Rota(), set[str]()
    for look in range(LOOKS):
        seen |= rota.turn("toy", calls(40) | calls(20, start=1000 + 20 * look), NONE)
    assert calls(40) <= seen


def test_some_of_the_urgent_have_a_turn_at_each_look_and_the_others_have_theirs() -> None:
    rota, urgent, seen = Rota(), calls(50), set[str]()
    for _ in range(LOOKS):
        turn = rota.turn("toy", calls(100), urgent)
        assert len(turn & urgent) >= LEAST
        seen |= turn
    assert seen == calls(100)


def test_the_turns_of_one_company_are_none_of_anothers() -> None:
    rota = Rota()
    assert rota.turn("toy", calls(LEAST), NONE) == rota.turn("other", calls(LEAST), NONE)
