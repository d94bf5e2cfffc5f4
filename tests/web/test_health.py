"""What operators ask of a worker: alive, ready, and what it has done."""

from __future__ import annotations

from werkzeug.test import Client

from tests.house import House


def test_a_worker_is_alive_and_its_stores_answer(house: House) -> None:
    client = Client(house.emulated.app)
    assert client.get("/healthz").text == "alive\n"
    reply = client.get("/readyz")
    assert reply.status_code == 200
    assert reply.json == {"ready": True, "stores": {"redis": True, "sql": True}}


def test_a_refused_request_is_counted_by_its_route(house: House) -> None:
    client = Client(house.emulated.app)
    counted = 'ringdown_requests_total{route="/twilio/voice",status="403"}'
    before = _value(client.get("/metrics").text, counted)
    client.post("/twilio/voice", data={"CallSid": "CA" + "0" * 32})
    assert _value(client.get("/metrics").text, counted) == before + 1


def _value(text: str, name: str) -> float:
    return next((float(line.split()[-1]) for line in text.splitlines() if line.startswith(name)), 0.0)
