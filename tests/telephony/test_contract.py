"""The judge of REST requests refuses what Twilio's file forbids, also after something alike has passed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from openapi_core.exceptions import OpenAPIError

from commands.emulated import EmulatedRest, RestRequest
from storage.breaker import Breaker
from telephony.carrier import Account, Carrier, Ring
from tests.contract import judge
from tests.emulator.small_app import LINE, SECOND, URL, SmallApp, small_network

RING = Ring(to=SECOND, from_=LINE, url=f"{URL}/other", told=f"{URL}/told", fallback=f"{URL}/sorry", ring_s=20)


@pytest.fixture
def made() -> RestRequest:
    """A call that REST has made, which has passed."""
    net = small_network(SmallApp({"/other": "<Say>Hello.</Say>"}))
    rest, account = EmulatedRest(lambda: net), net.exchange.account
    known = Account(sid=account.sid, key=account.sid, secret=account.auth_token)
    Carrier(known, Breaker(time.monotonic), rest).ring(RING)
    judge(rest.sent)
    return rest.sent[0]


def answered(made: RestRequest, **changes: object) -> RestRequest:
    return replace(made, body=json.dumps({**json.loads(made.body), **changes}))


@pytest.mark.parametrize(
    "breaks",
    [
        lambda made: replace(made, url=made.url.replace("/Calls", "/Phones")),
        lambda made: replace(made, form={**made.form, "Timeout": "soon"}),
        lambda made: replace(made, form={**made.form, "StatusCallbackMethod": "FETCH"}),
        lambda made: answered(made, status="rung"),
        lambda made: answered(made, sid=json.loads(made.body)["sid"][:-1]),
        lambda made: answered(made, sid="MG" + json.loads(made.body)["sid"][2:]),
        lambda made: answered(made, queue_time=7),
        lambda made: replace(made, body=json.dumps({"sid": json.loads(made.body)["sid"]})),
    ],
    ids=[
        "an address that is none",
        "a time that is none",
        "a method that is none",
        "a state that is none",
        "a SID cut short",
        "a SID of something else",
        "a number for text",
        "keys left out",
    ],
)
def test_what_the_file_forbids_is_refused(
    made: RestRequest, breaks: Callable[[RestRequest], RestRequest]
) -> None:
    with pytest.raises((OpenAPIError, AssertionError)):
        judge([made, breaks(made)])
