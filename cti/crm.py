"""Looking a caller up in a CRM: one question, one deadline, whatever the CRM. Its own client library asks.

What comes back is text of somebody else's: shown as text, cut, and believed by nobody.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as LateError
from dataclasses import dataclass, field
from typing import Any, Protocol

import requests
from requests.exceptions import RequestException

from cti.pop import Person

#: What an agent's desk waits for a CRM, in seconds. The call goes on meanwhile.
WITHIN_S = 1.5
#: Questions at once in one process; one more is refused, so that a CRM that hangs holds nobody up.
AT_ONCE = 4
#: Bytes of one reply.
MOST_BYTES = 1_000_000
ASKED_TOO_OFTEN = 429
_PIECE = 16_384
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


class CrmUnavailableError(Exception):
    """The CRM gave no answer in time, or refused to. The desk works without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmAccount:
    """How a company's CRM is reached. kind: zendesk or salesforce; host: of the company's own address there.

    user, secret: e-mail address and API token (Zendesk), consumer key and secret (Salesforce).
    """

    kind: str
    host: str
    user: str
    secret: str = field(repr=False)


class CrmLookUp(Protocol):
    """One CRM. name: as agents know it. find: whoever has this number there, at most five.

    Nobody has what is no E.164 number, and then nothing is asked. Raises CrmUnavailableError within WITHIN_S.
    """

    @property
    def name(self) -> str: ...

    def find(self, number: str) -> tuple[Person, ...]: ...


class Questions:
    """Asks a CRM under the deadline: a library may wait or ask again by itself, and nobody waits for that."""

    def __init__(self, name: str, ask: Callable[[str], tuple[Person, ...]]) -> None:
        self._name = name
        self._ask = ask
        self._free = threading.BoundedSemaphore(AT_ONCE)
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix=f"crm-{name}")

    def find(self, number: str) -> tuple[Person, ...]:
        if not _E164.fullmatch(number):
            return ()
        if not self._free.acquire(blocking=False):
            raise CrmUnavailableError(f"{self._name}: {AT_ONCE} questions are under way")
        asking = self._pool.submit(self._ask, number)
        asking.add_done_callback(lambda _done: self._free.release())
        try:
            return asking.result(timeout=WITHIN_S)
        except LateError:
            raise CrmUnavailableError(f"{self._name}: no answer within {WITHIN_S} s") from None


def look_up_of(account: CrmAccount) -> CrmLookUp:
    """Return the adapter for an account. Its library is loaded here: whoever has no CRM goes without."""
    match account.kind:
        case "zendesk":
            from cti.crm_zendesk import ZendeskLookUp  # noqa: PLC0415 - half a second, for who has one

            return ZendeskLookUp(account)
        case "salesforce":
            from cti.crm_salesforce import SalesforceLookUp  # noqa: PLC0415 - as above

            return SalesforceLookUp(account)
        case _:
            raise ValueError(f"there is no CRM called {account.kind}")


def bounded_session() -> requests.Session:
    """Return a session whose every request has limits of time and size, and none is made again elsewhere."""
    return _BoundedSession()


class _BoundedSession(requests.Session):
    def __init__(self) -> None:
        super().__init__()
        self.max_redirects = 0
        self.trust_env = False

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send it and read the whole reply. "Ask later" is a refusal: a library would wait and ask again."""
        until = time.monotonic() + WITHIN_S
        given = {**kwargs, "timeout": min(kwargs.get("timeout") or WITHIN_S, WITHIN_S), "stream": True}
        response = super().send(request, **given)
        body = bytearray()
        for piece in response.iter_content(_PIECE):
            body += piece
            if len(body) > MOST_BYTES or time.monotonic() > until:
                response.close()
                raise RequestException("the reply is too long")
        response._content = bytes(body)  # noqa: SLF001 - requests has no other way to read with a limit
        if response.status_code == ASKED_TOO_OFTEN:
            raise RequestException("asked too often")
        return response
