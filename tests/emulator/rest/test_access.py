import json

import pytest

from emulator.exchange import Exchange
from emulator.faults import RestTrouble
from emulator.fetch import Request
from emulator.rest.in_process import ask
from tests.emulator.rest.conftest import ALICE, LINE, SID, TOKEN, Client

MESSAGES = f"/2010-04-01/Accounts/{SID}/Messages.json"
TEXT = {"To": ALICE, "From": LINE, "Body": "Hello"}


@pytest.mark.parametrize("secret", [(SID, "wrong"), ("AC" + "1" * 32, TOKEN), ("", ""), (SID, "")])
def test_a_wrong_secret_is_turned_away(api: Client, secret: tuple[str, str]) -> None:
    api.secret = secret
    assert api.refused("GET", "/Calls.json") == (401, 20003)
    assert api.answers[-1].headers["www-authenticate"].startswith("Basic")


@pytest.mark.parametrize("header", ["", "Bearer abc", "Basic", "Basic %%%", "Basic //79/A=="])
def test_a_header_that_is_no_basic_authentication_is_turned_away(api: Client, header: str) -> None:
    request = Request(
        method="GET", url=f"https://api.twilio.com{MESSAGES}", headers={"Authorization": header}
    )
    assert ask(api.app, request, patience_s=1).status == 401


def test_an_api_key_is_let_in_by_its_own_secret_only(api: Client, exchange: Exchange) -> None:
    key = "SK" + "2" * 32
    exchange.account.api_keys[key] = "secret of the key"
    api.secret = (key, "secret of the key")
    assert api.get("/Calls.json")["calls"] == []
    api.secret = (key, TOKEN)
    assert api.refused("GET", "/Calls.json") == (401, 20003)


def test_what_is_not_there_is_not_found(api: Client) -> None:
    assert api.refused("GET", "/Nothing.json") == (404, 20404)
    assert api.refused("GET", "/Calls/CA123.json") == (404, 20404)
    assert api.refused("GET", f"/Calls/CA{'3' * 32}.json") == (404, 20404)
    assert api.refused("POST", f"/Calls/CA{'3' * 32}.json", Status="completed") == (404, 20404)


def test_a_method_that_a_route_lacks_is_refused(api: Client) -> None:
    assert api.refused("PUT", "/Calls.json") == (405, 20004)


def test_a_planned_refusal_has_no_effect(api: Client, exchange: Exchange) -> None:
    exchange.faults.rest.append(RestTrouble(status=429, path_contains="/Messages"))
    assert api.refused("POST", "/Messages.json", **TEXT) == (429, 20429)
    assert exchange.messages == {}
    api.post("/Messages.json", **TEXT)
    assert len(exchange.messages) == 1


def test_a_reply_that_fails_after_the_effect_leaves_the_effect(api: Client, exchange: Exchange) -> None:
    exchange.faults.rest.append(RestTrouble(status=503, after_effect=True))
    assert api.refused("POST", "/Messages.json", **TEXT) == (503, 20500)
    assert len(exchange.messages) == 1


def test_a_lost_reply_is_a_time_out_after_the_effect(api: Client, exchange: Exchange) -> None:
    exchange.faults.rest.append(RestTrouble(hangs=True, after_effect=True))
    with pytest.raises(TimeoutError):
        api.raw("POST", MESSAGES, TEXT)
    assert len(exchange.messages) == 1


def test_a_slow_reply_times_out_only_for_the_impatient(api: Client, exchange: Exchange) -> None:
    exchange.faults.rest.append(RestTrouble(slow_s=3, times=2))
    assert api.raw("GET", MESSAGES).status == 200
    api.patience_s = 2
    with pytest.raises(TimeoutError):
        api.raw("GET", MESSAGES)


def test_a_fault_for_one_kind_of_request_leaves_the_others_alone(api: Client, exchange: Exchange) -> None:
    exchange.faults.rest.append(RestTrouble(status=500, method="POST", path_contains="/Calls"))
    api.post("/Messages.json", **TEXT)
    assert api.raw("GET", MESSAGES).status == 200
    assert api.refused("POST", "/Calls.json", To=ALICE, From=LINE, Url="https://a.example/") == (500, 20500)


def test_pages_lead_to_each_other_and_keep_the_filters(api: Client) -> None:
    for number in range(5):
        api.post("/Messages.json", **TEXT | {"Body": str(number)})
    page = api.get("/Messages.json", To=ALICE, PageSize=2)
    assert ([text["body"] for text in page["messages"]], page["start"], page["end"]) == (["4", "3"], 0, 1)
    assert page["previous_page_uri"] is None
    last = json.loads(api.raw("GET", page["next_page_uri"].replace("Page=1", "Page=2")).body)
    assert ([text["body"] for text in last["messages"]], last["start"], last["end"]) == (["0"], 4, 4)
    assert last["next_page_uri"] is None
    assert "To=%2B15105550101" in last["previous_page_uri"]
    assert "Page=1" in last["previous_page_uri"]


def test_a_page_past_the_end_is_empty(api: Client) -> None:
    page = api.get("/Messages.json", Page=7)
    assert (page["messages"], page["next_page_uri"], page["start"], page["end"]) == ([], None, 0, 0)


@pytest.mark.parametrize("size", ["0", "-1", "many"])
def test_a_page_size_that_is_no_number_above_zero_is_refused(api: Client, size: str) -> None:
    assert api.raw("GET", MESSAGES, None, {"PageSize": size}).status == 400


def test_a_page_holds_a_thousand_at_most(api: Client) -> None:
    assert json.loads(api.raw("GET", MESSAGES, None, {"PageSize": "5000"}).body)["page_size"] == 1000
