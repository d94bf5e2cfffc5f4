"""A store breaks at each kind of step: the caller is kept, and a danger key reaches a person (F1-F8, I0)."""

from __future__ import annotations

import pytest

from tests.faults.conftest import Shake
from tests.faults.places import (
    EMERGENCY_FAILSAFE,
    ENGINEER,
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
    "page": "person",
    "survey": "goodbye",
}
WITH_REDIS = {**WITHOUT_REDIS, **dict.fromkeys(KEYED, "waits")}
REDIS_AWAY = {"redis paused", "redis stopped", "redis full", "both stopped"}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_danger_key_reaches_a_person_and_a_patient_caller_is_kept(
    shake: Shake, fault: str, place: str
) -> None:
    """Two callers are at one step when a store breaks.

    One presses the danger key: the engineer's phone rings, whoever answers presses 1, and they talk. The
    other says nothing more, and is waited for, put through, or may leave a message.
    """
    shaken = shake(FAULTS[fault])
    house = shaken.house
    for line in (ENGINEER, FAILSAFE, EMERGENCY_FAILSAFE):
        house.net.phone(line).will("accept")
    patient = PLACES[place](house, PREMIUM.number)
    in_danger = KEYED[place](house, STRANGER) if place in KEYED else None
    shaken.breaks(fault)
    if in_danger is not None:
        in_danger.presses("9#" if place in {"verify", "pin"} else "9").talks_to(ENGINEER)
        shaken.watch.check()
        in_danger.hangs_up()
    ended = wait_patiently(house, patient)
    shaken.watch.check()
    assert ended == (WITHOUT_REDIS if fault in REDIS_AWAY else WITH_REDIS)[place], patient.transcript
    patient.hangs_up()
    shaken.mends(fault)
