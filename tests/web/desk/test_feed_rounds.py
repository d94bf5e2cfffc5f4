"""The feed of a process: its rounds go on whatever breaks, and nobody takes all of its streams."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from storage.live.keys import Keys
from tests.calls.agents.working import Floor
from tests.house import House
from tests.web.desk.feeding import TENANT, listening, until
from tests.web.people import signs_in
from web.fanout import MOST_OF_ONE, fanout_of


@contextmanager
def broken_floor(house: House) -> Iterator[None]:
    """Let one record of the floor be none that anybody can read, for a while."""
    keys = Keys(TENANT)
    house.services.live.run(lambda redis: redis.hset(keys.agents, "agt_broken", "1 commit not JSON"))
    house.services.live.run(lambda redis: redis.zadd(keys.signed_in, {"agt_broken": 0}))
    yield
    house.services.live.run(lambda redis: redis.zrem(keys.signed_in, "agt_broken"))


def test_figures_of_a_floor_that_could_not_be_read_come_once_it_can(house: House, floor: Floor) -> None:
    fanout = fanout_of(house.emulated.app)
    ben = floor.agent("ben")
    with listening(signs_in(house, TENANT, "ben")) as heard:
        next(heard)
        with broken_floor(house):
            ben.goes_available()
            until(heard, "agent.presence_changed")
            fanout.go_round()
        fanout.go_round()
        assert until(heard, "queue.stats").data["free_agents"] == 1


def test_one_person_takes_no_more_than_five_streams_and_the_oldest_makes_room(house: House) -> None:
    person, other = signs_in(house, TENANT, "agent1"), signs_in(house, TENANT, "agent2")
    with ExitStack() as there:
        oldest = there.enter_context(listening(person))
        assert next(oldest).name == "feed.snapshot"
        colleague = there.enter_context(listening(other))
        streams = [there.enter_context(listening(person)) for _ in range(MOST_OF_ONE)]
        assert list(oldest) == []
        assert {next(each).name for each in (colleague, *streams)} == {"feed.snapshot"}
