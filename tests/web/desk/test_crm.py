"""What a company's CRM says of a caller: for who has to do with the call, as text, and never waited for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import structlog

from emulator.phone_call import PhoneCall
from tests.calls.agents.working import Desk
from tests.cti.crm_server import HOSTILE, NUMBER, Crm, zendesk
from tests.house import House
from tests.web.desk.calls import changed
from tests.web.desk.test_reading import TENANT, asked
from tests.web.people import signs_in


@pytest.fixture
def crm(house: House, ann: Desk, call: PhoneCall) -> Iterator[Crm]:
    """The CRM of Ann's company; a caller whom it knows talks with her."""
    running = Crm()
    changed(house, call, number=NUMBER)
    ann.accepts().talks_to(call)
    extensions = house.emulated.app.extensions
    whole = extensions["ringdown"]
    extensions["ringdown"] = replace(whole, crms={TENANT: running.look_up("zendesk")})
    yield running
    extensions["ringdown"] = whole
    running.closes()


def read(house: House, call: PhoneCall) -> dict[str, Any]:
    found: dict[str, Any] = asked(house, "ann", f"/desk/customers/{call.sid}/crm")["crm"]
    return found


def test_without_a_crm_there_is_nothing_to_say(house: House, ann: Desk, call: PhoneCall) -> None:
    ann.accepts().talks_to(call)
    assert asked(house, "ann", f"/desk/customers/{call.sid}/crm") == {"crm": None}


def test_whoever_has_the_number_there_is_shown_and_the_reading_is_logged(
    house: House, crm: Crm, call: PhoneCall
) -> None:
    crm.body = zendesk("Somebody")
    with structlog.testing.capture_logs() as logged:
        shown = read(house, call)
    assert shown == {
        "name": "Zendesk",
        "people": [{"customer_id": "35436", "name": "Somebody", "tier": "premium", "url": ""}],
        "trouble": "",
    }
    (line,) = [line for line in logged if line["event"] == "crm_read"]
    assert (line["call"], line["found"], line["crm"]) == (call.sid, 1, "Zendesk")
    assert not {"Somebody", NUMBER} & set(map(str, line.values()))


def test_hostile_text_of_the_crm_is_one_line_of_text(house: House, crm: Crm, call: PhoneCall) -> None:
    crm.body = zendesk(HOSTILE)
    (person,) = read(house, call)["people"]
    assert len(person["name"]) == 200
    assert person["name"].isprintable()


def test_a_crm_that_is_away_is_said_in_words_and_asked_once_while_the_desk_works_on(
    house: House, crm: Crm, call: PhoneCall
) -> None:
    crm.status = 503
    shown = read(house, call)
    assert (shown["people"], "no answer" in shown["trouble"], len(crm.asked)) == ([], True, 1)
    assert asked(house, "ann", "/desk/state")["call"]["pop"]["number"] == NUMBER


def test_a_withheld_number_is_asked_for_nowhere(house: House, crm: Crm, call: PhoneCall) -> None:
    changed(house, call, number="")
    assert read(house, call) == {"name": "Zendesk", "people": [], "trouble": ""}
    assert crm.asked == []


def test_the_crm_is_asked_by_nothing_but_this_page(house: House, crm: Crm, call: PhoneCall) -> None:
    asked(house, "ann", "/desk/state")
    asked(house, "ann", f"/desk/customers/{call.sid}")
    assert crm.asked == []


def test_another_companys_callers_are_asked_for_nowhere(house: House, crm: Crm, call: PhoneCall) -> None:
    stranger = signs_in(house, "homeika", "supervisor")
    assert stranger.gets(f"/desk/customers/{call.sid}/crm").status_code == 404
    assert crm.asked == []
