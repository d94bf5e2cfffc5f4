import pytest

from emulator.exchange import Exchange
from tests.emulator.rest.conftest import ALICE, LINE, Client

TEXT = {"To": ALICE, "From": LINE, "Body": "Your engineer comes at 10:00 ✓"}


def test_a_message_is_queued_and_then_delivered(api: Client, exchange: Exchange) -> None:
    text = api.post("/Messages.json", **TEXT)
    assert (text["status"], text["date_sent"], text["direction"]) == ("queued", None, "outbound-api")
    exchange.clock.moves(seconds=5)
    later = api.get(f"/Messages/{text['sid']}.json")
    assert later["status"] == "delivered"
    assert later["date_sent"].startswith("Mon, 02 Mar 2026 12:00:0")
    assert later["body"] == TEXT["Body"]


def test_messages_are_listed_by_number_and_day(api: Client, exchange: Exchange) -> None:
    first = api.post("/Messages.json", **TEXT)
    exchange.clock.moves(seconds=86_400)
    second = api.post("/Messages.json", **TEXT | {"To": "+442079460123"})
    exchange.clock.moves(seconds=5)

    def found(**query: str) -> list[str]:
        return [text["sid"] for text in api.get("/Messages.json", **query)["messages"]]

    assert found() == [second["sid"], first["sid"]]
    assert found(To=ALICE) == [first["sid"]]
    assert found(DateSent="2026-03-03T00:00:00Z") == [second["sid"]]


def test_a_message_is_redacted_and_deleted(api: Client) -> None:
    text = api.post("/Messages.json", **TEXT)
    assert api.post(f"/Messages/{text['sid']}.json", Body="")["body"] == ""
    api.delete(f"/Messages/{text['sid']}.json")
    assert api.refused("GET", f"/Messages/{text['sid']}.json") == (404, 20404)


def test_a_message_that_has_left_is_neither_changed_nor_canceled(api: Client) -> None:
    text = api.post("/Messages.json", **TEXT)
    path = f"/Messages/{text['sid']}.json"
    assert api.refused("POST", path, Body="Something else") == (400, 20422)
    assert api.refused("POST", path, Status="canceled") == (400, 30409)
    assert api.get(path)["body"] == TEXT["Body"]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"To": ""}, (400, 21604)),
        ({"To": "+1555"}, (400, 21211)),
        ({"To": "client:alice"}, (400, 21211)),
        ({"From": ""}, (400, 21603)),
        ({"From": "+15105550199"}, (400, 21606)),
        ({"Body": ""}, (400, 21602)),
        ({"Body": "x" * 1601}, (400, 21617)),
        ({"StatusCallback": "nowhere"}, (400, 21609)),
    ],
)
def test_a_bad_order_sends_nothing(
    api: Client, exchange: Exchange, changes: dict[str, str], refusal: tuple[int, int]
) -> None:
    assert api.refused("POST", "/Messages.json", **TEXT | changes) == refusal
    assert exchange.messages == {}
