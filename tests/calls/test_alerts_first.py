"""An alert stands in no line behind texts, of its own company or another's."""

from __future__ import annotations

from typing import Any

from redis import Redis

from storage.record.promises import NewPromise
from switchboard.errands import keep_due, sweep
from tests.calls import homeika, homewise
from tests.calls.conftest import At
from tests.house import HOMEIKA_EMERGENCY, HOMEWISE_SUPPORT, House

TEXTS = 120  #: more than one sweep rings for


def _texts_and_an_alert(at: At) -> House:
    """Many texts of Homeika are due since long, then an alert of Homewise."""
    house = at(homeika.NIGHT)
    body = {"text": "Hello.", "from": HOMEIKA_EMERGENCY}
    for number in range(TEXTS):
        text = NewPromise(
            kind="text",
            call_id="CA1",
            key=f"CA1/{number}",
            due_at=house.net.now,
            body=body,
            to_number=homeika.STRANGER,
        )
        house.services.tenants["homeika"].promises.make(text, house.net.now)
    told = {"number": homewise.STRANGER, "from": HOMEWISE_SUPPORT, "at": house.net.now.isoformat()}
    alert = NewPromise(
        kind="alert",
        call_id="CA2",
        key="CA2/alert",
        due_at=house.net.now,
        body=told,
        to_number=homewise.DESK,
    )
    house.services.tenants["homewise"].promises.make(alert, house.net.now)
    return house


def test_alerts_are_rung_for_in_a_queue_of_their_own(at: At) -> None:
    house = _texts_and_an_alert(at)
    sweep(house.services)

    def waiting(redis: Redis) -> list[Any]:
        return [redis.llen(f"rq:queue:{queue}") for queue in ("alerts", "texts")]

    assert house.services.live.run(waiting) == [1, 100]


def test_without_a_doorbell_alerts_are_sent_before_any_text(at: At) -> None:
    house = _texts_and_an_alert(at)
    keep_due(house.services)
    sent = [request.form["To"] for request in house.emulated.rest.sent]
    assert sent == [homewise.DESK, *[homeika.STRANGER] * 100]
    house.net.phone(homewise.DESK).receives_sms("URGENT")
    for _ in range(100):
        house.net.phone(homeika.STRANGER).receives_sms("Hello.")
