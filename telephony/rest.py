"""The account's REST API for what no caller waits for: its numbers, its assets, its limits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from telephony.carrier import SERVER_FAILS, Account, Again, CarrierError, again_after
from telephony.elsewhere import Elsewhere

#: Seconds one request may take: commands, and the follower's own thread.
PATIENT_S = 10.0


class Rest:
    """One account. Whatever is asked stands within `asking`, which raises CarrierError and nothing else."""

    def __init__(self, account: Account, http: HttpClient | None = None) -> None:
        there = http or Elsewhere(account.api_url, PATIENT_S)
        self.client = Client(account.key, account.secret, account.sid, http_client=there)

    @contextmanager
    def asking(self, asked: str) -> Iterator[None]:
        """Turn every failure into a CarrierError. asked: what was asked, such as "list the numbers"."""
        try:
            yield
        except TwilioRestException as error:
            raise CarrierError(asked, again_after(error.status), code=error.code) from error
        except TwilioException as error:
            status, code = _of_a_list(error)
            raise CarrierError(asked, again_after(status), code=code) from error
        except RequestException as error:
            raise CarrierError(asked, Again.LOOK_FIRST) from error


def _of_a_list(error: TwilioException) -> tuple[int, int | None]:
    """Read HTTP status and code of a list that was refused: the SDK's error there has no fields for them."""
    reply = next((each for each in error.args if isinstance(each, Response)), None)
    if reply is None:
        return SERVER_FAILS, None
    try:
        code = json.loads(reply.text).get("code")
    except (ValueError, AttributeError):
        code = None
    return reply.status_code, code
