"""A store breaks at each kind of step: the caller is kept, and a danger key reaches a person (F1-F8, I0)."""

from __future__ import annotations

import pytest

from tests.faults.conftest import Shake
from tests.faults.places import (
    DUTY,
    EMERGENCY_FAILSAFE,
    FAILSAFE,
    KEYED,
    PLACES,
    PREMIUM,
    STRANGER,
    wait_patiently,
)

FAULTS = {
    "redis paused": "sqlite",
    "redis stopped": "sqlite",
    "redis full": "sqlite",
    "redis restarted empty": "sqlite",
    "sqlite locked": "sqlite",
    "postgresql stopped": "postgresql",
    "postgresql paused": "postgresql",
    "both stopped": "postgresql",
}
#: Without a live store a caller is led away from the step to somebody; with it, the step goes on.
WITHOUT_REDIS = {
    **dict.fromkeys(KEYED, "person"),
    "queue": "message",
    "voicemail": "message",
    "transfer": "person",
    "survey": "goodbye",
}
WITH_REDIS = {**WITHOUT_REDIS, **dict.fromkeys(KEYED, "waits")}
REDIS_AWAY = {"redis paused", "redis stopped", "redis full", "both stopped"}


@pytest.mark.parametrize("place", KEYED)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_danger_key_reaches_a_person(shake: Shake, fault: str, place: str) -> None:
    """The duty number rings, whoever answers presses 1, and they talk."""
    shaken = shake(FAULTS[fault])
    house = shaken.house
    house.net.phone(DUTY).will("accept")
    call = KEYED[place](house, STRANGER)
    shaken.breaks(fault)
    call.presses("9#" if place in {"verify", "pin"} else "9").talks_to(DUTY)
    shaken.watch.check()
    call.hangs_up()
    shaken.mends(fault)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_patient_caller_is_kept(shake: Shake, fault: str, place: str) -> None:
    """Whoever says nothing more is waited for, put through, or may leave a message; and gains nothing."""
    shaken = shake(FAULTS[fault])
    house = shaken.house
    for line in (DUTY, FAILSAFE, EMERGENCY_FAILSAFE):
        house.net.phone(line).will("accept")
    call = PLACES[place](house, PREMIUM.number)
    shaken.breaks(fault)
    ended = wait_patiently(house, call)
    shaken.watch.check()
    assert ended == (WITHOUT_REDIS if fault in REDIS_AWAY else WITH_REDIS)[place], call.transcript
    call.hangs_up()
    shaken.mends(fault)
