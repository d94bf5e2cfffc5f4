"""A message in which nothing was said is no promise, whatever store was away on the tone or before it."""

from __future__ import annotations

import pytest

from tests.faults.conftest import Shake
from tests.faults.places import STRANGER
from tests.faults.test_every_step import FAULTS
from tests.faults.test_promises import kept_of, told_to_leave_a_message
from tests.on_call import HOMEIKA


@pytest.mark.parametrize("fault", ["sqlite locked", "both stopped"])
def test_an_empty_message_whose_promise_waits_in_the_journal_is_taken_back_after_it(
    shake: Shake, fault: str
) -> None:
    """SQL comes back between the promise and the tone: there is no row yet to be cancelled."""
    shaken = shake(FAULTS[fault])
    call = told_to_leave_a_message(shaken.house)
    shaken.breaks(fault)
    call.hears("we are still calling them")
    shaken.mends(fault)
    call.stays_silent().hears("I could not hear you").ends()
    shaken.follows()
    assert set(kept_of(shaken, call)) == {"alert", "page"}
    HOMEIKA.texted(shaken.house.net).receives_sms(f"URGENT: call from {STRANGER}")


def test_an_empty_message_is_taken_back_when_sql_was_away_on_the_tone(shake: Shake) -> None:
    """The row is there, and the news of its emptiness waits in the journal."""
    shaken = shake("sqlite")
    call = told_to_leave_a_message(shaken.house).hears("we are still calling them")
    shaken.breaks("sqlite locked")
    call.stays_silent().hears("I could not hear you").ends()
    shaken.mends("sqlite locked")
    shaken.follows()
    assert set(kept_of(shaken, call)) == {"alert", "page"}
    HOMEIKA.texted(shaken.house.net).receives_sms(f"URGENT: call from {STRANGER}")
