"""Addresses of calendar feeds: a renewal voids the older ones, and nobody outlives their staff entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from routing.floor.people import Profile
from storage.record.engine import Record
from storage.record.oncall_changes import Deed, OnCallChanges
from storage.record.oncall_feeds import OnCallFeeds
from storage.record.staff import Member, Staff, staff_id

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ME = Member(profile=Profile(id=staff_id("homeika", "agent6"), login="agent6", name="Agent 6"))
MINE = Deed(by=ME.id, now=NOW)


@pytest.fixture
def feeds(record: Record) -> OnCallFeeds:
    Staff(record, "homeika").put([ME])
    return OnCallFeeds(record, "homeika")


def test_a_feed_that_was_never_renewed_is_the_first_one(feeds: OnCallFeeds) -> None:
    assert feeds.generation(ME.id, "primary") == 0


def test_a_renewal_voids_the_address_of_one_person_and_schedule_alone(feeds: OnCallFeeds) -> None:
    assert feeds.renew("primary", MINE) == 1
    assert feeds.renew("primary", MINE) == 2
    assert feeds.generation(ME.id, "primary") == 2
    assert feeds.generation(ME.id, "secondary") == 0


def test_a_renewal_is_in_the_trail_and_no_change_of_a_schedule(feeds: OnCallFeeds, record: Record) -> None:
    feeds.renew("primary", MINE)
    changes = OnCallChanges(record, "homeika")
    assert [(done.did, done.by, done.change_id) for done in changes.audit(9)] == [("renewed", ME.id, None)]
    assert changes.standing(NOW) == {}


def test_who_has_left_and_who_works_elsewhere_has_no_feed(feeds: OnCallFeeds, record: Record) -> None:
    assert OnCallFeeds(record, "homewise").generation(ME.id, "primary") is None
    assert feeds.generation("agt_nobody", "primary") is None
    Staff(record, "homeika").put([replace(ME, active=False)])
    assert feeds.generation(ME.id, "primary") is None
