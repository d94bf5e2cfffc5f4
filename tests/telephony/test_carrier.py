"""What we ask of Twilio's REST API: valid by Twilio's own description, and failing in three ways (D7)."""

from __future__ import annotations

import time
from urllib.parse import urlencode

import pytest
from requests.exceptions import ConnectionError as NoConnectionError
from requests.exceptions import Timeout
from twilio.http import HttpClient
from twilio.http.response import Response

from commands.emulated import EmulatedRest, RestRequest
from emulator.faults import RestTrouble
from emulator.fetch import Request
from emulator.phones import Network
from emulator.rest.in_process import Answer
from storage.breaker import FAILURES, PROBE_S, Breaker
from telephony.carrier import JOB_TIMEOUT_S, LIVE_TIMEOUT_S, Account, Again, Carrier, CarrierError
from tests.emulator.rest.spec import Spec
from tests.emulator.small_app import CALLER, LINE, SmallApp, small_network

NOBODY = Account(sid="AC" + "0" * 32, key="SK" + "0" * 32, secret="s")  # noqa: S106 - of no account
BODY = "URGENT: Ünïcödé ✓ call from +14155550133 not answered."


@pytest.fixture
def net() -> Network:
    return small_network(SmallApp({}))


@pytest.fixture
def rest(net: Network) -> EmulatedRest:
    return EmulatedRest(lambda: net)


@pytest.fixture
def carrier(net: Network, rest: EmulatedRest) -> Carrier:
    account = net.exchange.account
    return Carrier(
        Account(sid=account.sid, key=account.sid, secret=account.auth_token), Breaker(time.monotonic), rest
    )


@pytest.fixture(scope="module")
def spec() -> Spec:
    return Spec("twilio_api_v2010", "https://api.twilio.com")


def judge(spec: Spec, sent: RestRequest) -> None:
    """Raise unless request and reply are valid by the file, with every key of its example in the reply."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Authorization": "Basic eDp5"}
    asked = Request(
        method=sent.method, url=sent.url, headers=headers, body=urlencode(sent.form, doseq=True).encode()
    )
    spec.check(asked, Answer(status=sent.status, headers={}, body=sent.body.encode()))


def test_every_request_that_we_make_is_tried_here() -> None:
    """Those on live legs are in test_carrier_legs.py."""
    tried = {"send_text", "redirect", "ring", "is_over", "has_leg_up", "end", "change", "party", "complete"}
    tried |= {"room", "pause_recording", "recording"}
    assert {name for name in vars(Carrier) if not name.startswith("_")} == tried


def test_a_text_is_sent_as_twilio_describes_it(
    net: Network, rest: EmulatedRest, carrier: Carrier, spec: Spec
) -> None:
    sid = carrier.send_text(to=CALLER, from_=LINE, body=BODY)
    (sent,) = rest.sent
    judge(spec, sent)
    assert (sent.method, sent.status) == ("POST", 201)
    assert sent.form == {"To": CALLER, "From": LINE, "Body": BODY}
    assert net.exchange.messages[sid].body == BODY
    net.phone(CALLER).receives_sms("URGENT")


@pytest.mark.parametrize(
    ("status", "again"),
    [
        (429, Again.SAFE),
        (500, Again.LOOK_FIRST),
        (503, Again.LOOK_FIRST),
        (400, Again.NEVER),
        (404, Again.NEVER),
    ],
)
def test_a_refusal_says_whether_asking_again_could_repeat_the_effect(
    net: Network, rest: EmulatedRest, carrier: Carrier, status: int, again: Again
) -> None:
    net.faults.rest.append(RestTrouble(status=status, code=20_000 + status))
    with pytest.raises(CarrierError) as failed:
        carrier.send_text(to=CALLER, from_=LINE, body=BODY)
    assert (failed.value.again, failed.value.code) == (again, 20_000 + status)
    assert len(rest.sent) == 1


def test_a_number_that_is_not_ours_may_not_be_sent_from(carrier: Carrier) -> None:
    with pytest.raises(CarrierError) as failed:
        carrier.send_text(to=CALLER, from_="+15005550000", body=BODY)
    assert (failed.value.again, failed.value.code) == (Again.NEVER, 21606)


class Unreachable(HttpClient):  # type: ignore[misc]  # twilio has no type marker
    """A network that fails as requests says it does."""

    def __init__(self, error: Exception) -> None:
        super().__init__(None, False, None)  # noqa: FBT003 - the SDK's own signature
        self.asked = 0
        self._error = error

    def request(self, *_args: object, **_kwargs: object) -> Response:
        self.asked += 1
        raise self._error


@pytest.mark.parametrize("error", [Timeout(), NoConnectionError()])
def test_no_answer_may_have_had_its_effect_and_is_not_asked_for_again_unasked(error: Exception) -> None:
    network = Unreachable(error)
    carrier = Carrier(NOBODY, Breaker(time.monotonic), network)
    with pytest.raises(CarrierError) as failed:
        carrier.send_text(to=CALLER, from_=LINE, body=BODY)
    assert failed.value.again is Again.LOOK_FIRST
    assert network.asked == 1


def test_a_network_that_fails_thrice_is_left_alone_for_five_seconds() -> None:
    """reliability.md section 4: so that whoever works waits for it no more."""
    now_s = [0.0]
    network = Unreachable(Timeout())
    carrier = Carrier(NOBODY, Breaker(lambda: now_s[0]), network)
    for _ in range(FAILURES + 2):
        with pytest.raises(CarrierError) as failed:
            carrier.end("CA1")
    assert network.asked == FAILURES
    assert failed.value.again is Again.SAFE
    now_s[0] += PROBE_S
    for _ in range(2):
        with pytest.raises(CarrierError):
            carrier.end("CA1")
    assert network.asked == FAILURES + 1


@pytest.mark.parametrize("status", [404, 429])
def test_a_network_that_refuses_is_asked_again(net: Network, carrier: Carrier, status: int) -> None:
    net.faults.rest.append(RestTrouble(times=FAILURES + 1, status=status))
    for _ in range(FAILURES + 1):
        with pytest.raises(CarrierError):
            carrier.send_text(to=CALLER, from_=LINE, body=BODY)
    assert carrier.send_text(to=CALLER, from_=LINE, body=BODY).startswith("SM")


def test_the_sdk_is_given_a_time_limit_and_retries_nothing() -> None:
    """D3: its default waits for ever."""
    carrier = Carrier(NOBODY, Breaker(time.monotonic))
    for client, timeout_s in ((carrier._client, JOB_TIMEOUT_S), (carrier._live, LIVE_TIMEOUT_S)):
        assert client.http_client.timeout == timeout_s
        assert client.http_client.session.get_adapter("https://api.twilio.com").max_retries.total == 0
