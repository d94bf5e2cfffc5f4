"""The row of a page that goes on: one ring a claim, one taker, and news of old rings that change nothing."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from sqlalchemy.exc import OperationalError

from storage.record.engine import Record
from storage.record.page_takings import Coming, Taker
from storage.record.pages import Pages, key_of
from storage.record.promises import Claim, NewPromise, Promise, Promises

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
UNTIL = NOW + timedelta(seconds=60)
LEASE_OVER = NOW + timedelta(seconds=31)
TRIES = 50
PEOPLE = ("ada", "ben", "cy")
LEGS = {person: f"CA{person}" for person in PEOPLE}


def made(promises: Promises, call: str = "CA1") -> Promise:
    body = {"policy": "fires", "number": "+442079460321", "spot": "0.0"}
    return promises.make(NewPromise(kind="page", call_id=call, key=key_of(call), due_at=NOW, body=body), NOW)


def claimed(promises: Promises, page: Promise, at: datetime = NOW) -> Claim:
    claim = promises.claim(page.id, at)
    assert claim is not None
    return claim


def rings(promises: Promises, pages: Pages) -> Claim:
    """Claim the page and ring all three."""
    claim = claimed(promises, made(promises))
    assert pages.begins(claim, "0.1", PEOPLE)
    assert pages.rings(claim, LEGS, UNTIL, NOW)
    return claim


def row_of(pages: Pages, claim: Claim) -> Promise:
    row = pages.read(claim.id)
    assert row is not None
    return row


def accept(pages: Pages, claim: Claim, person: str) -> Promise:
    row = pages.accept(claim.id, Taker(person=person, leg=LEGS[person]), UNTIL)
    assert row is not None
    return row


def test_a_ring_that_rings_is_due_again_when_it_must_be_over(promises: Promises, pages: Pages) -> None:
    claim = rings(promises, pages)
    row = row_of(pages, claim)
    assert (row.state, row.due_at, row.body["spot"]) == ("open", UNTIL, "0.1")
    assert promises.due(UNTIL - timedelta(seconds=1), 10, ["page"]) == ()


@pytest.mark.parametrize("order", list(permutations(PEOPLE)), ids="-".join)
def test_f16_a_ring_is_over_with_its_last_leg_in_any_order(
    promises: Promises, pages: Pages, order: tuple[str, ...]
) -> None:
    claim = rings(promises, pages)
    over = [pages.is_over(claim.id, claim.fence, person, NOW) for person in order for _ in range(2)]
    assert [row is not None for row in over] == [False] * 4 + [True, True]
    assert row_of(pages, claim).due_at == NOW


def test_a_leg_that_ends_before_the_ring_is_noted_is_not_waited_for(promises: Promises, pages: Pages) -> None:
    claim = claimed(promises, made(promises))
    assert pages.begins(claim, "0.1", ["ada"])
    assert pages.is_over(claim.id, claim.fence, "ada", NOW) is None
    assert pages.rings(claim, {"ada": "CAada"}, UNTIL, NOW)
    assert row_of(pages, claim).due_at == NOW


def test_news_of_an_older_ring_change_nothing(promises: Promises, pages: Pages) -> None:
    claim = rings(promises, pages)
    later = claimed(promises, claim, UNTIL)
    assert pages.begins(later, "0.2", ["ben"])
    before = row_of(pages, claim)
    assert pages.is_over(claim.id, claim.fence, "ada", UNTIL) is None
    assert not pages.declined(claim.id, claim.fence, "ada", escalated=True)
    pages.picked_up(claim.id, claim.fence, "ada", UNTIL + timedelta(minutes=5))
    assert row_of(pages, claim) == before


def test_whoever_picks_up_is_given_the_time_to_hear_it(promises: Promises, pages: Pages) -> None:
    claim = rings(promises, pages)
    later = UNTIL + timedelta(seconds=30)
    pages.picked_up(claim.id, claim.fence, "ada", later)
    pages.picked_up(claim.id, claim.fence, "ben", NOW)
    row = row_of(pages, claim)
    assert (row.due_at, row.body["rung"]["heard"]) == (later, ["ada", "ben"])


def test_the_first_to_accept_has_it_and_its_ring_moves_nothing_more(promises: Promises, pages: Pages) -> None:
    claim = rings(promises, pages)
    assert accept(pages, claim, "ben").acknowledged_by == "ben"
    assert accept(pages, claim, "ada").acknowledged_by == "ben"
    taken = accept(pages, claim, "ben")
    assert taken.body["taken"] == {"person": "ben", "leg": "CAben", "fence": taken.fence}
    assert pages.is_over(claim.id, claim.fence, "ada", NOW) is None
    assert promises.claim(claim.id, UNTIL - timedelta(seconds=1)) is None


def test_whoever_accepts_while_the_next_is_being_rung_has_it(promises: Promises, pages: Pages) -> None:
    """A phone of the ring before may be answered late; the worker hears that its claim is gone."""
    claim = rings(promises, pages)
    later = claimed(promises, claim, UNTIL)
    assert pages.begins(later, "0.2", ["ben"])
    assert accept(pages, claim, "ada").acknowledged_by == "ada"
    assert not pages.rings(later, {"ben": "CAben"}, UNTIL, NOW)
    assert not pages.waits(later, UNTIL)
    assert not pages.pauses(later, 1, UNTIL)


def test_f38_of_many_who_accept_at_once_one_has_it(promises: Promises, pages: Pages) -> None:
    """Whom a busy database turns away asks again, as their leg does."""
    claim = rings(promises, pages)

    def accepted(number: int) -> Promise | None:
        for _ in range(TRIES):
            with suppress(OperationalError):
                return pages.accept(claim.id, Taker(person=f"person {number}", leg=f"CA{number}"), UNTIL)
        raise AssertionError("the database never answered")

    with ThreadPoolExecutor(8) as threads:
        rows = list(threads.map(accepted, range(8)))
    assert len({row.acknowledged_by for row in rows if row is not None}) == 1
    assert None not in rows


def test_the_page_goes_on_where_whoever_has_it_gives_it_back(promises: Promises, pages: Pages) -> None:
    claim = rings(promises, pages)
    accept(pages, claim, "ben")
    assert pages.give_back(claim.id, "CAada", NOW) is None
    back = pages.give_back(claim.id, "CAben", NOW)
    assert back is not None
    assert (back.state, back.due_at, back.acknowledged_by) == ("open", NOW, None)
    assert back.body["rung"]["accepted"] is True
    assert pages.give_back(claim.id, "CAben", NOW) is None


def test_who_has_met_the_caller_gives_nothing_back_by_hanging_up(promises: Promises, pages: Pages) -> None:
    claim = rings(promises, pages)
    accept(pages, claim, "ben")
    assert not pages.settle(claim.id, "CAada", NOW)
    assert pages.settle(claim.id, "CAben", NOW)
    assert not pages.settle(claim.id, "CAben", NOW)
    assert pages.give_back(claim.id, "CAben", NOW) is None
    assert pages.give_back(claim.id, "CAben", NOW, met=True) is not None


def test_they_have_met_when_both_are_in_the_room(promises: Promises, pages: Pages) -> None:
    claim = rings(promises, pages)
    taken = accept(pages, claim, "ben")

    def coming(leg: str) -> Coming:
        return Coming(leg=leg, caller="CA1", fence=taken.fence)

    assert pages.comes(claim.id, replace(coming("CA1"), fence=taken.fence - 1), NOW) is None
    assert pages.comes(claim.id, coming("CAben"), NOW) is None
    assert pages.comes(claim.id, coming("CAben"), NOW) is None
    met = pages.comes(claim.id, coming("CA1"), NOW)
    assert met is not None
    assert met.state == "kept"
    assert pages.comes(claim.id, coming("CA1"), NOW) is None


def test_a_claim_whose_lease_is_over_writes_nothing(promises: Promises, pages: Pages) -> None:
    stale = claimed(promises, made(promises))
    fresh = claimed(promises, stale, LEASE_OVER)
    assert fresh.taken_over
    assert not pages.begins(stale, "0.9", ["ada"])
    assert pages.begins(fresh, "0.1", ["ada"])
    assert not pages.rings(stale, LEGS, UNTIL, NOW)
    assert row_of(pages, fresh).body["spot"] == "0.1"


def test_a_reply_by_text_lets_a_page_rest_that_nobody_has_taken(promises: Promises, pages: Pages) -> None:
    """Nobody has talked to the caller: it goes on after that, and whoever presses the key before has it."""
    claim = rings(promises, pages)
    key = key_of("CA1")
    held = pages.hold(key, "+442079460990", UNTIL)
    assert held is not None
    assert (held.state, held.due_at, held.acknowledged_by) == ("open", UNTIL, "+442079460990")
    assert pages.hastens(key, NOW) is None
    assert row_of(pages, claim).due_at == UNTIL
    assert pages.is_over(claim.id, claim.fence, "ada", NOW) is None
    assert accept(pages, claim, "ada").acknowledged_by == "ada"
    assert pages.hold(key, "+442079460990", UNTIL) is None
    assert pages.done(key, "+442079460990", NOW) is None
    assert pages.hold(key_of("CA2"), "+442079460990", UNTIL) is None


def test_a_page_is_held_once(promises: Promises, pages: Pages) -> None:
    rings(promises, pages)
    assert pages.hold(key_of("CA1"), "+442079460990", UNTIL) is not None
    assert pages.hold(key_of("CA1"), "+442079460991", UNTIL) is None


def test_a_page_whose_caller_somebody_has_talked_to_is_settled(promises: Promises, pages: Pages) -> None:
    claim = rings(promises, pages)
    kept = pages.done(key_of("CA1"), "+442079460990", NOW)
    assert kept is not None
    assert (kept.state, kept.acknowledged_by) == ("kept", "+442079460990")
    assert accept(pages, claim, "ada").acknowledged_by == "+442079460990"
    assert pages.done(key_of("CA1"), "+442079460990", NOW) is None


def test_a_page_of_another_company_is_not_there(record: Record, promises: Promises, pages: Pages) -> None:
    claim = rings(promises, pages)
    others = Pages(record, "homeika")
    assert others.read(claim.id) is None
    assert others.accept(claim.id, Taker(person="ada", leg="CAada"), UNTIL) is None
    assert others.unsettled() == ()
    assert [row.id for row in pages.unsettled()] == [claim.id]
