"""Open streams: an agent is silent when none of theirs was heard from, however a stream ended."""

from __future__ import annotations

import pytest

from storage.live.client import LiveClient
from storage.live.streams import Silent, Streams

AGENT, OTHER = "agt_1", "agt_10"


@pytest.fixture
def streams(client: LiveClient) -> Streams:
    return Streams(client, "homewise")


def test_only_the_end_of_an_agents_last_stream_leaves_none(streams: Streams) -> None:
    for agent, name in ((AGENT, "a"), (AGENT, "b"), (OTHER, "c")):
        streams.begin(agent, name, 1_000)
    assert streams.others(AGENT, "a", 0)
    assert streams.end(AGENT, "a", 0) == 1_000
    assert not streams.others(AGENT, "b", 0)
    assert (streams.end(AGENT, "b", 0), streams.end(AGENT, "b", 0)) == (0, 0)
    assert streams.silent(1_000) == (Silent(OTHER, 1_000),)


def test_who_was_heard_from_on_any_stream_is_not_silent(streams: Streams) -> None:
    streams.begin(AGENT, "a", 1_000)
    streams.begin(AGENT, "b", 2_000)
    assert streams.silent(1_999) == ()
    assert streams.beat(AGENT, "a", 3_000)
    assert streams.silent(2_999) == ()
    assert streams.silent(3_000) == (Silent(AGENT, 3_000),)


def test_a_silent_agent_is_told_until_the_telling_is_done_and_one_who_is_heard_again_stays(
    streams: Streams,
) -> None:
    """Whoever tells may die in the middle: the next one tells it again."""
    streams.begin(AGENT, "a", 1_000)
    assert streams.silent(1_500) == streams.silent(1_500) == (Silent(AGENT, 1_000),)
    assert streams.beat(AGENT, "a", 2_000)
    assert streams.end(AGENT, "", 1_500) == 2_000
    assert streams.end(AGENT, "", 2_000) == 0
    assert streams.silent(9_000) == ()


def test_a_stream_that_was_forgotten_is_brought_back_by_no_beat(streams: Streams) -> None:
    streams.begin(AGENT, "a", 1_000)
    streams.end(AGENT, "a", 0)
    assert not streams.beat(AGENT, "a", 2_000)
    assert streams.known([(AGENT, "a"), (OTHER, "c")]) == frozenset()


def test_the_streams_of_one_sign_in_end_together_and_those_of_another_go_on(streams: Streams) -> None:
    for name in ("mark1.x", "mark1.y", "mark2.z"):
        streams.begin(AGENT, name, 1_000)
    assert streams.end(AGENT, "mark1.", 0) == 1_000
    names = [(AGENT, name) for name in ("mark1.x", "mark1.y", "mark2.z")]
    assert streams.known(names) == {(AGENT, "mark2.z")}


def test_a_clock_that_is_behind_takes_no_sign_of_life_back(streams: Streams) -> None:
    streams.begin(AGENT, "a", 2_000)
    assert streams.beat(AGENT, "a", 1_000)
    assert streams.silent(1_999) == ()


def test_no_company_hears_of_anothers_streams(client: LiveClient, streams: Streams) -> None:
    streams.begin(AGENT, "a", 1_000)
    assert not Streams(client, "homeika").beat(AGENT, "a", 2_000)
    assert Streams(client, "homeika").silent(9_000) == ()
