"""Leases of open streams: the last one of an agent is told once, whether it was closed or lapsed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from storage.live.client import LiveClient
from storage.live.streams import Streams


def test_only_the_end_of_an_agents_last_stream_is_the_end(client: LiveClient) -> None:
    streams = Streams(client, "homewise")
    streams.keep([("agt_1", "a"), ("agt_1", "b"), ("agt_10", "c")])
    assert [streams.end("agt_1", "a"), streams.end("agt_1", "b"), streams.end("agt_1", "b")] == [
        False,
        True,
        False,
    ]


def test_a_lease_that_nobody_renews_lapses_and_is_told_to_one_process_only(client: LiveClient) -> None:
    streams = Streams(client, "homewise")
    told = list(streams.keep([("agt_1", "a"), ("agt_2", "b")], lease_ms=20))
    with ThreadPoolExecutor(8) as pool:
        while len(told) < 2:
            told += [agent for answer in pool.map(lambda _: streams.keep([]), range(16)) for agent in answer]
    assert sorted(told) == ["agt_1", "agt_2"]
    assert streams.keep([]) == ()
    assert streams.end("agt_1", "a") is False


def test_an_agent_with_another_stream_elsewhere_is_not_gone(client: LiveClient) -> None:
    here, elsewhere = Streams(client, "homewise"), Streams(client, "homewise")
    elsewhere.keep([("agt_1", "b")], lease_ms=60_000)
    assert here.keep([("agt_1", "a")], lease_ms=0) == ()
    assert here.keep([]) == ()
    assert elsewhere.end("agt_1", "b") is True
