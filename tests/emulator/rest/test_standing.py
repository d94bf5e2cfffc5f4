"""What the account may do, judged by Twilio's own files."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from emulator.exchange import Exchange
from emulator.fetch import Request
from emulator.model import BUSINESS
from emulator.rest.in_process import ask
from emulator.rest.standing import standing_app
from tests.emulator.rest.conftest import SID, TOKEN
from tests.emulator.rest.spec import Spec

Ask = Callable[[str, str], tuple[int, Any]]


@pytest.fixture
def asks(exchange: Exchange) -> Ask:
    """Ask an API by its file and path; a reply that is no refusal is judged by the file."""
    app = standing_app(exchange)
    pair = base64.b64encode(f"{SID}:{TOKEN}".encode()).decode()

    def get(api: str, path: str) -> tuple[int, Any]:
        host = f"https://{api}.twilio.com"
        url = f"{host}{path}"
        request = Request(method="GET", url=url, headers={"Authorization": f"Basic {pair}"})
        answer = ask(app, request, patience_s=5)
        if answer.status < 400:
            Spec(f"twilio_{api}_v1", host).check(request, answer)
        return answer.status, json.loads(answer.body)

    return get


def test_business_profiles_are_listed_by_their_state(asks: Ask, exchange: Exchange) -> None:
    exchange.account.profiles = [(BUSINESS, "draft"), (BUSINESS, "twilio-approved")]
    _, listed = asks("trusthub", "/v1/CustomerProfiles?Status=twilio-approved")
    assert [each["status"] for each in listed["results"]] == ["twilio-approved"]
    assert len(asks("trusthub", "/v1/CustomerProfiles")[1]["results"]) == 2


def test_a_country_may_be_called_or_not_and_another_is_unknown(asks: Ask, exchange: Exchange) -> None:
    exchange.account.countries_refused = {"GB"}
    path = "/v1/DialingPermissions/Countries"
    assert asks("voice", f"{path}/GB")[1]["low_risk_numbers_enabled"] is False
    assert asks("voice", f"{path}/US")[1]["low_risk_numbers_enabled"] is True
    assert asks("voice", f"{path}/ZZ")[0] == 404


def test_alerts_are_listed_with_their_codes_since_a_day(asks: Ask, exchange: Exchange) -> None:
    exchange.alert(11200, "late")
    _, listed = asks("monitor", "/v1/Alerts?LogLevel=error&StartDate=2026-03-01T00:00:00Z")
    assert [each["error_code"] for each in listed["alerts"]] == ["11200"]
    assert asks("monitor", "/v1/Alerts?StartDate=2027-01-01T00:00:00Z")[1]["alerts"] == []
