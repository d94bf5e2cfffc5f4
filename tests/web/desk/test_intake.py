"""HK9: what Homeika asks of every caller is always before the agent, in its order, and no secret with it."""

from __future__ import annotations

import json
from typing import Any

from ivr.call import Call
from ivr.masking import MASK
from tests.house import HOMEIKA_SUPPORT, House
from web.desk.pops import Reading, pop_for

INTAKE = ["order_number", "device.serial", "device.firmware", "network.type", "isp.mbps", "integrations"]


def answers(house: House, **given: Any) -> dict[str, str | None]:
    """What the desk's page gets of a caller's answers."""
    caller = house.dials(HOMEIKA_SUPPORT, number="+15105550199")
    house.net.settles(seconds=1)
    call = Call.from_json(json.dumps(house.state(caller)))
    reading = Reading(waited_s=0, by="agt_1")
    pop = pop_for(house.services, house.services.tenants["homeika"], call.but(**given), reading)
    found: dict[str, str | None] = json.loads(house.emulated.app.json.dumps(pop))["answers"]
    return found


def test_the_intake_is_shown_in_its_order_where_the_caller_has_skipped_all_of_it(house: House) -> None:
    assert list(answers(house).items()) == [(name, None) for name in INTAKE]


def test_what_was_answered_stands_in_its_place_and_secrets_do_not(house: House) -> None:
    shown = answers(
        house,
        answers={"pin": MASK, "isp.mbps": "100", "note": "card 4111 1111 1111 1111", "device.serial": "A1B2"},
        caller={"order_number": "12345678"},
    )
    assert list(shown)[: len(INTAKE)] == INTAKE
    assert (shown["order_number"], shown["device.serial"], shown["isp.mbps"]) == ("12345678", "A1B2", "100")
    assert (shown["network.type"], shown["pin"]) == (None, MASK)
    assert "4111" not in str(shown)
