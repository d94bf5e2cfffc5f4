"""storage/live/leader.py: one leads, and the next one can."""

import pytest

from storage.live.client import LiveClient
from storage.live.leader import LEAD_MS, Lead

KEY = "{homewise}:leader:follow"


@pytest.fixture
def leads(client: LiveClient) -> tuple[Lead, Lead]:
    return Lead(client, "homewise", "follow", "one"), Lead(client, "homewise", "follow", "two")


def test_one_leads_at_a_time(leads: tuple[Lead, Lead]) -> None:
    one, two = leads
    assert [one.hold(), two.hold(), one.hold()] == [True, False, True]


def test_holding_again_begins_its_time_anew(leads: tuple[Lead, Lead], client: LiveClient) -> None:
    one, _ = leads
    one.hold()
    client.run(lambda redis: redis.pexpire(KEY, 2_000))
    one.hold()
    assert LEAD_MS - 2_000 < int(client.run(lambda redis: redis.pttl(KEY))) <= LEAD_MS


def test_a_lead_that_lapsed_is_taken_by_the_next_and_not_given_back(
    leads: tuple[Lead, Lead], client: LiveClient
) -> None:
    one, two = leads
    one.hold()
    client.run(lambda redis: redis.pexpire(KEY, 0))
    assert two.hold()
    assert not one.hold()


def test_a_lead_that_was_given_up_is_free_at_once(leads: tuple[Lead, Lead]) -> None:
    one, two = leads
    one.hold()
    one.release()
    assert two.hold()


def test_nobody_gives_up_anothers_lead(leads: tuple[Lead, Lead]) -> None:
    one, two = leads
    one.hold()
    two.release()
    assert not two.hold()


def test_each_task_has_a_leader_of_its_own(leads: tuple[Lead, Lead], client: LiveClient) -> None:
    assert leads[0].hold()
    assert Lead(client, "homewise", "sweep", "two").hold()
