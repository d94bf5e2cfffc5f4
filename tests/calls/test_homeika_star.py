"""The star key says it again, wherever something is asked."""

from __future__ import annotations

import pytest

from emulator.phone_call import PhoneCall
from tests.calls.conftest import At
from tests.calls.homeika_ways import ASKS, MENUS, QUEUES, SURVEYS, VERIFIES, goes_to

#: Questions that take several keys, so that # ends the entry.
SEVERAL_KEYS = {*VERIFIES, *ASKS} - {"homeika-support/ask_network"}


def _asked(call: PhoneCall, since: int) -> list[str]:
    return [line.text for line in call.leg.heard[since:] if line.kind == "say"]


@pytest.mark.parametrize("step", [*MENUS, *ASKS, *VERIFIES, *SURVEYS])
def test_the_star_key_repeats_what_was_asked(at: At, step: str) -> None:
    """HK1: word for word, as often as the caller likes, without counting as a miss."""
    house, call = goes_to(at, step)
    asked: set[str] = set()
    for _ in range(5):
        again = len(call.leg.heard)
        call.presses("*#" if step in SEVERAL_KEYS else "*").waits(seconds=4.5)
        asked.add(_asked(call, again)[0])
    assert len(asked) == 1
    assert asked <= {line.text for line in call.leg.heard[:again]}
    assert house.state(call)["step"] == step.partition("/")[2]
    call.does_not_hear("Sorry").hangs_up()


@pytest.mark.parametrize("step", QUEUES)
def test_the_star_key_in_line_keeps_the_place(at: At, step: str) -> None:
    """HK1: what is said of the place is said again; the place stays."""
    house, call = goes_to(at, step)
    place = house.state(call)["place"]
    call.waits(seconds=15).presses("*").waits(seconds=5)
    assert (house.state(call)["step"], house.state(call)["place"]) == (step.partition("/")[2], place)
    if not step.endswith("enterprise_queue"):
        call.hears("next in line")
    call.hangs_up()
