"""The row of a bridge: who meets in its room settles it, by news that are late, twice, lost or of another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storage.record.bridge_moves import MEETS, Move
from storage.record.bridge_rows import SHOWS, Party, bridge_in, falls_at, inside, is_over, missed
from storage.record.bridges import Bridges, Ring
from storage.record.engine import Record
from storage.record.promises import Claim, NewPromise, Promise, Promises

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SOON = NOW + timedelta(seconds=45)
RING = Ring(name="0.0", lasts=timedelta(seconds=20))
OPENER, ADA, BEN, LATE = "CA1", "CAada", "CAben", "CAlate"
JOINS = Move(joined=True, now=NOW, conference="CF1", sequence=1)


@pytest.fixture
def promises(record: Record) -> Promises:
    return Promises(record, "homeika")


@pytest.fixture
def bridges(record: Record) -> Bridges:
    return Bridges(record, "homeika")


@pytest.fixture
def claim(promises: Promises) -> Claim:
    """A bridge whose first level is about to be rung."""
    body = {"policy": "p1", "bridge": {"pin": "123456", "level": 0, "round": 0}}
    new = NewPromise(kind="page", call_id=OPENER, key=f"{OPENER}/p1/1/bridge", due_at=NOW, body=body)
    claimed = promises.claim(promises.make(new, NOW).id, NOW)
    assert claimed is not None
    return claimed


@pytest.fixture
def accepted(bridges: Bridges, claim: Claim) -> Claim:
    """Ada and ben were rung, and ada has pressed 1."""
    assert bridges.begins(claim, RING)
    assert bridges.rang(claim, RING, "ada", ADA)
    assert bridges.join(claim.id, Party(leg=ADA, by="press", person="ada"), SOON) is not None
    return claim


def row(bridges: Bridges, claim: Claim) -> Promise:
    found = bridges.read(claim.id)
    assert found is not None
    return found


def there(bridges: Bridges, claim: Claim) -> frozenset[str]:
    return inside(bridge_in(row(bridges, claim)))


def come_together(bridges: Bridges, claim: Claim) -> None:
    """Let ada and the opener be in the room, by its news."""
    bridges.moved(claim.id, ADA, JOINS)
    bridges.moved(claim.id, OPENER, replace(JOINS, sequence=2))


def meet(bridges: Bridges, claim: Claim) -> None:
    """The same, as the carrier's own list confirms."""
    come_together(bridges, claim)
    bridges.looked(claim.id, bridge_in(row(bridges, claim))["roll"], {ADA, OPENER}, NOW)


def test_neither_a_key_nor_news_settle_and_a_look_at_the_room_does(bridges: Bridges, accepted: Claim) -> None:
    come_together(bridges, accepted)
    assert row(bridges, accepted).state == "claimed"
    meet(bridges, accepted)
    assert (row(bridges, accepted).state, row(bridges, accepted).acknowledged_by) == ("kept", "ada")


def test_who_left_before_the_carrier_was_asked_has_met_nobody(bridges: Bridges, accepted: Claim) -> None:
    come_together(bridges, accepted)
    bridges.looked(accepted.id, bridge_in(row(bridges, accepted))["roll"], {OPENER}, NOW)
    assert row(bridges, accepted).state == "claimed"
    assert not bridges.met(accepted.id, NOW + MEETS)


def test_two_who_are_together_for_long_have_met_and_no_sooner(bridges: Bridges, accepted: Claim) -> None:
    come_together(bridges, accepted)
    assert not bridges.met(accepted.id, NOW + MEETS - timedelta(seconds=1))
    assert bridges.met(accepted.id, NOW + MEETS)
    assert row(bridges, accepted).acknowledged_by == "ada"


def test_a_leave_that_is_told_after_long_settles_and_a_soon_one_does_not(
    bridges: Bridges, accepted: Claim
) -> None:
    come_together(bridges, accepted)
    soon = Move(joined=False, now=NOW + timedelta(seconds=3), conference="CF1", sequence=3)
    bridges.moved(accepted.id, ADA, soon)
    assert row(bridges, accepted).state == "claimed"
    bridges.moved(accepted.id, ADA, replace(soon, joined=True, sequence=4))
    bridges.moved(accepted.id, ADA, replace(soon, now=soon.now + MEETS, sequence=5))
    assert row(bridges, accepted).state == "kept"


def test_responders_without_the_opener_settle_nothing(bridges: Bridges, accepted: Claim) -> None:
    bridges.join(accepted.id, Party(leg=BEN, by="press", person="ben"), SOON)
    bridges.moved(accepted.id, ADA, JOINS)
    bridges.moved(accepted.id, BEN, replace(JOINS, sequence=2))
    bridges.looked(accepted.id, bridge_in(row(bridges, accepted))["roll"], {ADA, BEN}, NOW + MEETS)
    assert row(bridges, accepted).state == "claimed"


def test_a_late_joiner_and_the_opener_settle_nothing(bridges: Bridges, claim: Claim) -> None:
    assert bridges.join(claim.id, Party(leg=LATE, by="pin"), SOON) is not None
    bridges.moved(claim.id, LATE, JOINS)
    bridges.moved(claim.id, OPENER, replace(JOINS, sequence=2))
    assert not bridges.met(claim.id, NOW + MEETS)


def test_the_rest_of_a_level_is_rung_after_two_have_met(bridges: Bridges, accepted: Claim) -> None:
    """REST is slow: they meet while the last of their level is called."""
    meet(bridges, accepted)
    assert bridges.rang(accepted, RING, "ben", BEN)
    assert not bridges.waits(accepted, SOON)


def test_nobody_is_rung_for_a_bridge_that_has_ended(bridges: Bridges, accepted: Claim) -> None:
    assert bridges.closes(accepted.id, NOW, "its call is over") is not None
    assert not bridges.rang(accepted, RING, "ben", BEN)
    assert bridges.join(accepted.id, Party(leg=BEN, by="press", person="ben"), SOON) is None
    assert bridges.closes(accepted.id, NOW, "again") is None


def test_a_talk_is_not_ended_by_what_ends_a_bridge_without_one(bridges: Bridges, accepted: Claim) -> None:
    meet(bridges, accepted)
    assert bridges.closes(accepted.id, NOW, "the caller has gone") is None
    assert not is_over(bridge_in(row(bridges, accepted)))


def test_news_that_were_overtaken_or_come_twice_change_nothing(bridges: Bridges, accepted: Claim) -> None:
    leaves = replace(JOINS, joined=False, sequence=3)
    assert bridges.moved(accepted.id, ADA, leaves) is None
    assert bridges.moved(accepted.id, ADA, JOINS) is None
    assert there(bridges, accepted) == set()
    assert bridges.moved(accepted.id, ADA, replace(JOINS, sequence=4)) is not None
    assert bridges.moved(accepted.id, ADA, replace(JOINS, sequence=4)) is None
    assert there(bridges, accepted) == {ADA}


def test_a_room_that_began_anew_counts_anew(bridges: Bridges, accepted: Claim) -> None:
    """Its first one left, and comes back: Twilio's count begins from one again."""
    bridges.moved(accepted.id, ADA, replace(JOINS, sequence=5))
    bridges.moved(accepted.id, ADA, replace(JOINS, joined=False, sequence=6))
    assert bridges.moved(accepted.id, ADA, replace(JOINS, conference="CF2")) is not None
    assert bridges.moved(accepted.id, ADA, replace(JOINS, joined=False, sequence=7)) is None
    assert there(bridges, accepted) == {ADA}


def test_a_look_mends_the_roll_and_ends_the_wait_for_who_never_came(
    bridges: Bridges, accepted: Claim
) -> None:
    bridges.join(accepted.id, Party(leg=BEN, by="press", person="ben"), SOON)
    later = SOON + timedelta(seconds=1)
    assert missed(bridge_in(row(bridges, accepted)), later) == {ADA, BEN}
    came = bridges.looked(accepted.id, {}, {ADA, OPENER}, later)
    assert sorted(one.party.leg for one in came) == [OPENER, ADA]
    assert row(bridges, accepted).state == "kept"
    assert not missed(bridge_in(row(bridges, accepted)), later)


def test_a_look_that_news_have_overtaken_changes_nothing(bridges: Bridges, accepted: Claim) -> None:
    bridges.moved(accepted.id, ADA, JOINS)
    assert bridges.looked(accepted.id, {}, {OPENER}, SOON) == []
    assert there(bridges, accepted) == {ADA}


def test_a_bridge_falls_five_seconds_after_the_last_sign_of_a_ring(bridges: Bridges, accepted: Claim) -> None:
    bridges.rang(accepted, RING, "ben", BEN)
    bridges.leg_over(accepted.id, ADA, NOW)
    assert falls_at(row(bridges, accepted)) == NOW + SHOWS
    bridges.rings(accepted.id, BEN, NOW + timedelta(seconds=4), timedelta(seconds=50))
    assert falls_at(row(bridges, accepted)) == NOW + timedelta(seconds=4 + 20 + 50) + SHOWS


def test_a_pin_opens_its_bridge_alone_and_none_that_is_over(bridges: Bridges, accepted: Claim) -> None:
    found = bridges.by_pin("123456", NOW - timedelta(hours=1))
    assert found is not None
    assert found.id == accepted.id
    assert bridges.by_pin("123457", NOW - timedelta(hours=1)) is None
    assert bridges.by_pin("", NOW - timedelta(hours=1)) is None
    bridges.closes(accepted.id, NOW, "its call is over")
    assert bridges.by_pin("123456", NOW - timedelta(hours=1)) is None
