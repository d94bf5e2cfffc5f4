"""What we ask of Twilio's REST API, each with a timeout and without a hidden retry (architecture 7)."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http import HttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

#: Seconds one request may take in a job (architecture 7).
JOB_TIMEOUT_S = 5.0
_TWILIO = "https://api.twilio.com"


class Again(enum.Enum):
    """Whether asking again could do it twice. Source: reliability.md D7."""

    SAFE = "safe"  # a 429 was never processed
    LOOK_FIRST = "look first"  # a timeout or a 5xx may have had its effect
    NEVER = "never"  # any other 4xx stays as it is


class CarrierError(Exception):
    """The carrier did not do what we asked. `again` says whether asking again could ring someone twice.

    Jobs decide by `again`, never by code.
    """

    def __init__(self, asked: str, again: Again, *, code: int | None = None) -> None:
        super().__init__(f"{asked}: the carrier failed (code {code}); to ask again: {again.value}")
        self.again = again  #: SAFE after a 429, LOOK_FIRST after a timeout or 5xx, NEVER after other 4xx.
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """key and secret: an API key; without one, the account's SID and auth token."""

    sid: str
    key: str
    secret: str
    #: "" is Twilio's own; the demo and the tests name the emulator's.
    api_url: str = ""


class Carrier:
    """One account at Twilio."""

    def __init__(self, account: Account, http: HttpClient | None = None) -> None:
        transport = http or _Elsewhere(account.api_url)
        self._client = Client(account.key, account.secret, account.sid, http_client=transport)

    def send_text(self, *, to: str, from_: str, body: str) -> str:
        """Send an SMS and return its SID. Raises CarrierError."""
        try:
            message = self._client.messages.create(to=to, from_=from_, body=body)
        except TwilioRestException as error:
            raise CarrierError("send a text", _again(error.status), code=error.code) from error
        except (TwilioException, RequestException) as error:
            raise CarrierError("send a text", Again.LOOK_FIRST) from error
        return str(message.sid)


class _Elsewhere(TwilioHttpClient):  # type: ignore[misc]  # twilio has no type marker
    """Twilio's own client with a timeout, speaking to another address where one is set."""

    def __init__(self, api_url: str) -> None:
        super().__init__(timeout=JOB_TIMEOUT_S)
        self._api_url = api_url.rstrip("/")

    def request(self, method: str, url: str, *args: object, **kwargs: object) -> Response:
        there = url.replace(_TWILIO, self._api_url, 1) if self._api_url else url
        return super().request(method, there, *args, **kwargs)


def _again(status: int) -> Again:
    if status == 429:
        return Again.SAFE
    return Again.LOOK_FIRST if status >= 500 else Again.NEVER
