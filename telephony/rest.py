"""The account's REST API for what no caller waits for: its numbers, its assets, its limits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from telephony.carrier import Account, Again, CarrierError, again_after
from telephony.elsewhere import Elsewhere

#: Seconds one request may take: commands, and the follower's own thread.
PATIENT_S = 10.0


class Rest:
    """One account. Whatever is asked stands within `asking`, which raises CarrierError and nothing else."""

    def __init__(self, account: Account, timeout_s: float = PATIENT_S) -> None:
        http = Elsewhere(account.api_url, timeout_s)
        self.client = Client(account.key, account.secret, account.sid, http_client=http)

    @contextmanager
    def asking(self, asked: str) -> Iterator[None]:
        """Turn every failure into a CarrierError. asked: what was asked, such as "list the numbers"."""
        try:
            yield
        except TwilioRestException as error:
            raise CarrierError(asked, again_after(error.status), code=error.code) from error
        except (TwilioException, RequestException) as error:
            raise CarrierError(asked, Again.LOOK_FIRST) from error
