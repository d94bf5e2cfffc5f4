"""The link of a desk: there while its page says so, and off the floor within 30 s, whatever dies."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from routing.floor.events import LinkChanged
from storage.live.floor import Floor
from storage.live.floor_commit import FloorCommit
from storage.record.sign_ins import IDLE
from storage.record.staff import staff_id
from switchboard import desks, signing_out
from switchboard.agent import obey
from switchboard.routing import hear_timers
from tests.house import House
from tests.web.desk.feeding import TENANT, agent_of, opened
from tests.web.people import Person, signs_in, stranger
from tests.web.served import served
from web.fanout import fanout_of
from web.links import HEADER

#: What a test waits for a thread of the service.
PATIENT_S = 20.0


@pytest.fixture
def agent(house: House) -> Person:
    return signs_in(house, TENANT, "agent1")


def beats(person: Person, stream: object, **given: object) -> int:
    return person.posts("/desk/beat", json={"stream": stream}, **given).status_code


def goes_available(person: Person) -> None:
    done = person.posts(
        "/desk/commands", json={"id": str(uuid4()), "do": "presence", "presence": "available"}
    )
    assert done.status_code == 200, done.text


def follows(house: House) -> None:
    """Do the part of a follower's round that looks after desks."""
    tenant = house.services.tenants[TENANT]
    desks.hear_silence(house.services, tenant)
    hear_timers(house.services, tenant)


def works_on(house: House, app: Flask) -> None:
    """Do the same in a web worker's round."""
    fanout_of(app).links.look(TENANT)


def seconds_pass(house: House, seconds: float) -> None:
    house.net.clock.moves(seconds=seconds)


@pytest.mark.parametrize("by", [follows, lambda house: works_on(house, house.emulated.app)])
def test_a_page_that_falls_silent_is_off_the_floor_within_30_s_of_its_last_word(
    house: House, agent: Person, by: object
) -> None:
    """With the follower alone, and with a web worker alone."""
    assert callable(by)
    with opened(agent) as stream:
        goes_available(agent)
        for _ in range(3):
            seconds_pass(house, 10)
            by(house)
            assert beats(agent, stream.headers[HEADER]) == 204
        assert agent_of(house, "agent1").is_free
        seconds_pass(house, 15)
        by(house)
        assert agent_of(house, "agent1").link == "reconnecting"
        seconds_pass(house, 11.9)
        by(house)
        assert agent_of(house, "agent1").presence == "available"
        seconds_pass(house, 0.1)
        by(house)
        assert agent_of(house, "agent1").display == "offline:disconnected"


def test_a_closed_stream_is_told_at_once_and_lost_15_s_later(house: House, agent: Person) -> None:
    with opened(agent):
        goes_available(agent)
    assert agent_of(house, "agent1").link == "reconnecting"
    seconds_pass(house, 14.9)
    follows(house)
    assert agent_of(house, "agent1").presence == "available"
    seconds_pass(house, 0.1)
    follows(house)
    assert agent_of(house, "agent1").display == "offline:disconnected"


def test_a_stream_that_closes_late_is_lost_no_later_than_its_silence_says(
    house: House, agent: Person
) -> None:
    with opened(agent):
        goes_available(agent)
        seconds_pass(house, 15)
        follows(house)
        seconds_pass(house, 10)
    seconds_pass(house, 2)
    follows(house)
    assert agent_of(house, "agent1").display == "offline:disconnected"


def test_a_worker_that_dies_costs_nothing_when_the_browser_comes_to_another_in_15_s(
    house: House, agent: Person
) -> None:
    profile = house.services.tenants[TENANT].staff.profile(staff_id(TENANT, "agent1"))
    assert profile is not None
    desks.begin(house.services, house.services.tenants[TENANT], profile, "of a worker that is killed")
    goes_available(agent)
    seconds_pass(house, 14)
    follows(house)
    with opened(agent) as elsewhere:
        for _ in range(3):
            seconds_pass(house, 9)
            follows(house)
            assert agent_of(house, "agent1").is_free
            assert beats(agent, elsewhere.headers[HEADER]) == 204


def test_a_worker_that_dies_between_two_steps_of_telling_leaves_no_ghost(house: House, agent: Person) -> None:
    """It had told the floor that the agent is there, and nobody ever says otherwise."""
    profile = house.services.tenants[TENANT].staff.profile(staff_id(TENANT, "agent1"))
    assert profile is not None
    desks.begin(house.services, house.services.tenants[TENANT], profile, "the only one")
    goes_available(agent)
    for seconds in (15, 12):
        seconds_pass(house, seconds)
        follows(house)
    assert agent_of(house, "agent1").display == "offline:disconnected"


class Meanwhile(Floor):
    """A floor that something happens to just before its next commit."""

    happens: Callable[[], None] | None = None

    def commit(self, commit: FloorCommit) -> bool:
        happens, self.happens = self.happens, None
        if happens is not None:
            happens()
        return super().commit(commit)


def test_a_page_that_comes_back_while_its_old_stream_is_told_gone_is_there(
    house: House, agent: Person
) -> None:
    tenant = house.services.tenants[TENANT]
    profile = tenant.staff.profile(staff_id(TENANT, "agent1"))
    assert profile is not None
    desks.begin(house.services, tenant, profile, "before the refresh")
    goes_available(agent)
    floor = Meanwhile(house.services.live, TENANT)
    floor.happens = partial(desks.begin, house.services, tenant, profile, "after it")
    desks.end(house.services, replace(tenant, floor=floor), profile, "before the refresh")
    assert agent_of(house, "agent1").is_free


def test_a_beat_tells_a_floor_that_missed_it_that_the_desk_is_there(house: House, agent: Person) -> None:
    tenant = house.services.tenants[TENANT]
    profile = tenant.staff.profile(staff_id(TENANT, "agent1"))
    assert profile is not None
    with opened(agent) as stream:
        obey(house.services, tenant, LinkChanged(agent=profile, up=False))
        assert beats(agent, stream.headers[HEADER]) == 204
        assert agent_of(house, "agent1").link == "connected"


def test_a_browser_that_reads_nothing_is_silent_and_its_thread_is_freed(house: House) -> None:
    """Its network died without a word: the connection stays open, and no write ever fails."""
    with served(house) as url:
        person = signs_in(house, TENANT, "agent1")
        cookie = person.client.get_cookie("__Host-ringdown", domain="ringdown.example")
        assert cookie is not None
        host, port = url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=PATIENT_S) as dead:
            request = f"GET /events HTTP/1.1\r\nHost: {host}\r\nCookie: ringdown={cookie.value}\r\n\r\n"
            dead.sendall(request.encode())
            assert b" 200 " in dead.recv(64)
            goes_available(person)
            seconds_pass(house, 15)
            follows(house)
            seconds_pass(house, 12)
            follows(house)
            assert agent_of(house, "agent1").display == "offline:disconnected"
            dead.settimeout(PATIENT_S)
            while dead.recv(65536):
                pass


def test_a_beat_for_a_stream_that_is_over_says_so_and_brings_nobody_back(house: House, agent: Person) -> None:
    with opened(agent) as stream:
        name = stream.headers[HEADER]
    assert beats(agent, name) == 404
    assert agent_of(house, "agent1").link == "reconnecting"


def test_nobody_beats_for_anybody_else(house: House, agent: Person) -> None:
    others = {
        "another agent": signs_in(house, TENANT, "agent2"),
        "another sign-in": signs_in(house, TENANT, "agent1"),
        "another role": signs_in(house, TENANT, "ops"),
        "another company": signs_in(house, "homeika", "agent1"),
    }
    with opened(agent) as stream:
        name = stream.headers[HEADER]
        assert {who: beats(person, name) for who, person in others.items()} == dict.fromkeys(others, 404)
        assert beats(stranger(house), name) == 401
        assert beats(agent, name, headers={"X-CSRF-Token": "x"}) == 400
        assert beats(agent, name, headers={"Sec-Fetch-Site": "cross-site"}) == 400
    assert {beats(agent, odd) for odd in (None, 1, "", "agt_", f"{name}0", [name])} == {404}


def test_a_beat_is_no_use_of_the_sign_in(house: House, agent: Person) -> None:
    with opened(agent) as stream:
        seconds_pass(house, IDLE.total_seconds() - 1)
        beats(agent, stream.headers[HEADER])
        seconds_pass(house, 1)
        assert agent.gets("/desk/state").status_code == 401


def test_a_stream_is_opened_by_no_page_of_another_site(house: House, agent: Person) -> None:
    """Else a link anywhere would make an agent look present."""
    for site in ("cross-site", "same-site", "none"):
        assert refused(agent.gets("/events", headers={"Sec-Fetch-Site": site}))
    assert refused(agent.gets("/events", headers={"Origin": "https://evil.example"}))
    assert agent_of(house, "agent1").link == "lost"


def refused(response: TestResponse) -> bool:
    response.close()
    return response.status_code == 400


def test_a_floor_goes_on_while_sql_is_away(house: House, agent: Person) -> None:
    with opened(agent) as stream:
        goes_available(agent)
        with house.services.record.writing() as connection:
            connection.execute(text("ALTER TABLE sign_ins RENAME TO out_of_reach"))
        assert agent.gets("/desk/state").status_code == 503
        for _ in range(4):
            seconds_pass(house, 9)
            follows(house)
            assert beats(agent, stream.headers[HEADER]) == 204
        assert signing_out.take_off(house.services, house.services.tenants[TENANT]) == 0
        assert agent_of(house, "agent1").is_free
