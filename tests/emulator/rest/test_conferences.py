from collections.abc import Callable

import pytest

from emulator.calls import Arrival, arrive
from emulator.exchange import Exchange, Nobody
from emulator.leg import Leg
from emulator.model import Conference, Hooks
from tests.emulator.rest.conftest import ALICE, Client

ROOM = "+18005551899"
BOB = "+442079460123"
Joins = Callable[[str], Leg]


@pytest.fixture
def joins(exchange: Exchange) -> Joins:
    exchange.add_number(ROOM, Hooks(voice_url="https://ringdown.example/room.xml"))

    def join(number: str) -> Leg:
        leg = arrive(exchange, Nobody(), Arrival(from_=number, to=ROOM))
        exchange.clock.moves(seconds=2)
        return leg

    return join


@pytest.fixture
def room(exchange: Exchange, joins: Joins) -> Conference:
    joins(ALICE)
    joins(BOB)
    [room] = exchange.conferences.values()
    return room


def test_a_conference_is_listed_and_read(api: Client, room: Conference) -> None:
    [shown] = api.get("/Conferences.json", FriendlyName="room", Status="in-progress")["conferences"]
    assert shown == api.get(f"/Conferences/{room.sid}.json")
    assert (shown["friendly_name"], shown["reason_conference_ended"]) == ("room", None)
    assert api.get("/Conferences.json", Status="completed")["conferences"] == []


def test_a_participant_is_muted_held_and_let_go(api: Client, room: Conference) -> None:
    base = f"/Conferences/{room.sid}/Participants"
    alice, bob = api.get(f"{base}.json")["participants"]
    path = f"{base}/{alice['call_sid']}.json"
    assert api.post(path, Muted="true")["muted"] is True
    assert api.post(path, Hold="true", HoldUrl="https://ringdown.example/hold")["hold"] is True
    assert [one["call_sid"] for one in api.get(f"{base}.json", Hold="true")["participants"]] == [
        alice["call_sid"]
    ]
    assert [one["call_sid"] for one in api.get(f"{base}.json", Muted="false")["participants"]] == [
        bob["call_sid"]
    ]
    again = api.post(path, Hold="false", Muted="false")
    assert (again["hold"], again["muted"]) == (False, False)
    assert api.get(path) == again


def test_coaching_needs_somebody_to_coach(api: Client, room: Conference) -> None:
    base = f"/Conferences/{room.sid}/Participants"
    alice, bob = api.get(f"{base}.json")["participants"]
    path = f"{base}/{alice['call_sid']}.json"
    assert api.refused("POST", path, Coaching="true") == (400, 20422)
    coach = api.post(path, Coaching="true", CallSidToCoach=bob["call_sid"])
    assert (coach["coaching"], coach["call_sid_to_coach"]) == (True, bob["call_sid"])


def test_a_participant_is_removed_and_no_longer_found(
    api: Client, room: Conference, exchange: Exchange
) -> None:
    base = f"/Conferences/{room.sid}/Participants"
    alice = api.get(f"{base}.json")["participants"][0]
    api.delete(f"{base}/{alice['call_sid']}.json")
    exchange.clock.moves(seconds=1)
    assert api.refused("GET", f"{base}/{alice['call_sid']}.json") == (404, 20404)
    assert len(api.get(f"{base}.json")["participants"]) == 1


def test_a_conference_is_ended_for_everybody(api: Client, room: Conference, exchange: Exchange) -> None:
    ended = api.post(f"/Conferences/{room.sid}.json", Status="completed")
    assert (ended["status"], ended["reason_conference_ended"]) == ("completed", "conference-ended-via-api")
    exchange.clock.moves(seconds=1)
    assert room.participants == {}
    assert api.get("/Conferences.json", Status="completed")["conferences"] == [
        api.get(f"/Conferences/{room.sid}.json")
    ]


def test_an_announcement_is_heard_by_all(api: Client, room: Conference, exchange: Exchange) -> None:
    api.post(f"/Conferences/{room.sid}.json", AnnounceUrl="https://ringdown.example/news")
    exchange.clock.moves(seconds=5)
    assert all("Please hold" in [line.text for line in leg.heard] for leg in exchange.legs.values())


def test_a_participant_is_not_created_by_rest(api: Client, room: Conference) -> None:
    path = f"/Conferences/{room.sid}/Participants.json"
    assert api.refused("POST", path, From=ROOM, To=ALICE) == (403, 20006)


def test_what_is_not_there_is_not_found(api: Client, room: Conference) -> None:
    assert api.refused("GET", f"/Conferences/CF{'0' * 32}.json") == (404, 20404)
    assert api.refused("GET", f"/Conferences/CF{'0' * 32}/Participants.json") == (404, 20404)
    assert api.refused("GET", f"/Conferences/{room.sid}/Participants/CA{'0' * 32}.json") == (404, 20404)
    assert api.refused("POST", f"/Conferences/{room.sid}/Participants/nobody.json", Muted="true") == (
        404,
        20404,
    )
