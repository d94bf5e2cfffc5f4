"""What operators ask of a worker: alive, ready, and what it has done."""

from __future__ import annotations

from math import inf

from werkzeug.test import Client

from commands.assembling import follow_rosters
from tests.house import House


def test_a_worker_is_alive_and_its_stores_answer(house: House) -> None:
    client = Client(house.emulated.app)
    assert client.get("/healthz").text == "alive\n"
    reply = client.get("/readyz")
    assert reply.status_code == 200
    assert reply.json == {
        "ready": True,
        "stores": {"redis": True, "sql": True},
        "rosters": {"homeika": None, "homewise": None},
    }


def test_how_old_it_is_who_is_on_call_is_told(house: House) -> None:
    client = Client(house.emulated.app)
    age, horizon = (f'ringdown_roster_{what}_seconds{{tenant="homeika"}}' for what in ("age", "horizon"))
    assert _value(client.get("/metrics").text, age) == inf
    follow_rosters(house.services)
    house.net.settles(seconds=1200)
    shown = client.get("/metrics").text
    assert _value(shown, age) == 1200
    assert _value(shown, horizon) == 14 * 24 * 3600 - 1200
    ready = client.get("/readyz").json
    assert ready is not None
    assert ready["rosters"] == {"homeika": 1200, "homewise": 1200}


def test_a_refused_request_is_counted_by_its_route(house: House) -> None:
    client = Client(house.emulated.app)
    counted = 'ringdown_requests_total{route="/twilio/voice",status="403"}'
    before = _value(client.get("/metrics").text, counted)
    client.post("/twilio/voice", data={"CallSid": "CA" + "0" * 32})
    assert _value(client.get("/metrics").text, counted) == before + 1


def _value(text: str, name: str) -> float:
    return next((float(line.split()[-1]) for line in text.splitlines() if line.startswith(name)), 0.0)
