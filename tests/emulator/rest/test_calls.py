import json
from typing import Any

import pytest

from emulator.calls import Arrival, arrive
from emulator.exchange import Exchange, Nobody
from tests.emulator.rest.conftest import ALICE, LINE, SID, Client

URL = "https://ringdown.example/voice"


def test_a_created_call_waits_and_then_rings(api: Client, exchange: Exchange) -> None:
    call = api.post("/Calls.json", To=ALICE, From=LINE, Url=URL)
    assert (call["status"], call["direction"], call["to"]) == ("queued", "outbound-api", ALICE)
    exchange.clock.moves(seconds=3)
    assert api.get(f"/Calls/{call['sid']}.json")["status"] == "ringing"


def test_the_second_call_of_a_second_waits_a_second(api: Client) -> None:
    calls = [api.post("/Calls.json", To=ALICE, From=LINE, Url=URL) for _ in range(3)]
    assert [call["queue_time"] for call in calls] == ["0", "1000", "2000"]


def test_an_incoming_call_is_shown_with_its_times(api: Client, exchange: Exchange) -> None:
    leg = arrive(exchange, Nobody(), Arrival(from_=ALICE, to=LINE))
    exchange.clock.moves(seconds=7)
    leg.hang_up()
    call = api.get(f"/Calls/{leg.call.sid}.json")
    assert (call["direction"], call["status"], call["duration"]) == ("inbound", "completed", "7")
    assert call["start_time"] == "Mon, 02 Mar 2026 12:00:00 +0000"
    assert call["end_time"] == "Mon, 02 Mar 2026 12:00:07 +0000"
    assert call["from_formatted"] == "(510) 555-0101"


def test_a_live_call_is_moved_to_another_document(api: Client, exchange: Exchange) -> None:
    leg = arrive(exchange, Nobody(), Arrival(from_=ALICE, to=LINE))
    exchange.clock.moves(seconds=1)
    api.post(f"/Calls/{leg.call.sid}.json", Twiml="<Response><Say>You are moved</Say></Response>")
    exchange.clock.moves(seconds=1)
    assert [line.text for line in leg.heard] == ["Please hold", "You are moved"]


def test_a_live_call_is_hung_up(api: Client, exchange: Exchange) -> None:
    leg = arrive(exchange, Nobody(), Arrival(from_=ALICE, to=LINE))
    exchange.clock.moves(seconds=1)
    assert api.post(f"/Calls/{leg.call.sid}.json", Status="completed")["status"] == "completed"
    assert not leg.is_live


def test_a_call_that_is_over_cannot_be_moved(api: Client, call: dict[str, Any]) -> None:
    api.post(f"/Calls/{call['sid']}.json", Status="canceled")
    assert api.refused("POST", f"/Calls/{call['sid']}.json", Url=URL) == (400, 21220)


def test_a_deleted_call_is_not_found(api: Client, call: dict[str, Any]) -> None:
    api.post(f"/Calls/{call['sid']}.json", Status="canceled")
    api.delete(f"/Calls/{call['sid']}.json")
    assert api.refused("GET", f"/Calls/{call['sid']}.json") == (404, 20404)


def test_a_list_is_narrowed_by_number_status_and_time(api: Client, exchange: Exchange) -> None:
    early = arrive(exchange, Nobody(), Arrival(from_=ALICE, to=LINE)).call
    exchange.clock.moves(seconds=86_400)
    late = arrive(exchange, Nobody(), Arrival(from_="+442079460123", to=LINE)).call
    exchange.clock.moves(seconds=1)

    def found(**query: str) -> list[str]:
        return [call["sid"] for call in api.get("/Calls.json", **query)["calls"]]

    assert found() == [late.sid, early.sid]
    assert found(From=ALICE) == [early.sid]
    assert found(Status="in-progress") == [late.sid]
    assert found(**{"StartTime>": "2026-03-03T00:00:00Z"}) == [late.sid]
    assert found(**{"StartTime<": "2026-03-02T23:00:00Z"}) == [early.sid]
    assert found(**{"StartTime>": "2026-03-02T00:00:00Z", "StartTime<": "2026-03-04T00:00:00Z"}) == found()
    assert found(To="+18005550199") == []


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"To": "12"}, (400, 21211)),
        ({"To": "+999999999999999999"}, (400, 21211)),
        ({"To": ""}, (400, 21201)),
        ({"From": ""}, (400, 21213)),
        ({"From": "+15105550199"}, (400, 21212)),
        ({"Url": "not a url"}, (400, 21205)),
        ({"Url": "https://under_score.example/"}, (400, 21205)),
        ({"Url": ""}, (400, 21205)),
        ({"Method": "PUT"}, (400, 21209)),
        ({"Timeout": "601"}, (400, 21208)),
        ({"StatusCallbackEvent": "hung-up"}, (400, 21626)),
        ({"SendDigits": "12x"}, (400, 21206)),
        ({"ApplicationSid": "AP" + "0" * 32}, (400, 21218)),
        ({"MachineDetection": "Maybe"}, (400, 21263)),
        ({"Url": "", "Twiml": "<Response/>" + " " * 4000}, (400, 21658)),
    ],
)
def test_a_bad_order_creates_no_call(
    api: Client, exchange: Exchange, changes: dict[str, str], refusal: tuple[int, int]
) -> None:
    form = {"To": ALICE, "From": LINE, "Url": URL} | changes
    assert api.refused("POST", "/Calls.json", **form) == refusal
    assert exchange.calls == {}


def test_a_call_of_another_account_is_not_found(api: Client, call: dict[str, Any]) -> None:
    other = "AC" + "1" * 32
    answer = api.raw("GET", f"/2010-04-01/Accounts/{other}/Calls/{call['sid']}.json")
    assert (answer.status, json.loads(answer.body)["code"]) == (404, 20404)


def test_every_address_of_a_call_is_its_own(api: Client, call: dict[str, Any]) -> None:
    assert call["uri"] == f"/2010-04-01/Accounts/{SID}/Calls/{call['sid']}.json"
    assert all(call["sid"] in uri for uri in call["subresource_uris"].values())
