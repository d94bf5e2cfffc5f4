"""Looking a caller up in a CRM: one question, one deadline, whatever the CRM. Its own client libraries ask.

What comes back is text of somebody else's: shown as text, cut, and believed by nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as LateError
from itertools import islice
from typing import Any, Protocol

import requests
from requests.exceptions import RequestException
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import SalesforceError
from zenpy import Zenpy
from zenpy.lib.exception import ZenpyException

from cti.pop import MOST_CANDIDATES, Person
from cti.text import plain

#: What an agent's pop waits for a CRM, in seconds. The ring goes on meanwhile.
WITHIN_S = 1.5
#: Questions at once in one process; one more is refused, so that a CRM that hangs holds nobody up.
THREADS = 4
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


class CrmUnavailableError(Exception):
    """The CRM gave no answer in time, or refused to. The pop is shown without it."""


class CrmLookUp(Protocol):
    """One CRM. find: whoever has this number there, at most five; nobody for what is no E.164 number.

    Raises CrmUnavailableError within WITHIN_S.
    """

    def find(self, number: str) -> tuple[Person, ...]: ...


class ZendeskLookUp:
    """Zendesk Support: its users, by phone number."""

    def __init__(
        self, subdomain: str, email: str, token: str, session: requests.Session | None = None
    ) -> None:
        self._client = Zenpy(
            subdomain=subdomain,
            email=email,
            token=token,
            session=session or bounded_session(),
            timeout=WITHIN_S,
            disable_cache=True,
        )
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="zendesk")

    def find(self, number: str) -> tuple[Person, ...]:
        if not _E164.fullmatch(number):
            return ()
        return _asked(self._pool, lambda: self._find(number))

    def _find(self, number: str) -> tuple[Person, ...]:
        try:
            found = self._client.search(type="user", phone=number)
            return tuple(
                Person(customer_id=plain(user.id), name=plain(user.name), tier=plain(_first_tag(user)))
                for user in islice(found, MOST_CANDIDATES)
            )
        except (ZenpyException, RequestException, AttributeError, TypeError, ValueError) as refused:
            raise CrmUnavailableError(f"Zendesk: {type(refused).__name__}") from refused


class SalesforceLookUp:
    """Salesforce: its contacts, by any of their phone fields. token: of a session or an OAuth sign-in."""

    def __init__(self, instance: str, token: str, session: requests.Session | None = None) -> None:
        self._client = Salesforce(instance=instance, session_id=token, session=session or bounded_session())
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="salesforce")

    def find(self, number: str) -> tuple[Person, ...]:
        if not _E164.fullmatch(number):
            return ()
        return _asked(self._pool, lambda: self._find(number))

    def _find(self, number: str) -> tuple[Person, ...]:
        # A plus sign is an operator of the search language; the rest are digits.
        question = (
            f"FIND {{\\{number}}} IN PHONE FIELDS "
            f"RETURNING Contact(Id, Name, Account.Type LIMIT {MOST_CANDIDATES})"
        )
        try:
            records = self._client.search(question)["searchRecords"]
            return tuple(_contact(record) for record in records[:MOST_CANDIDATES])
        except (
            SalesforceError,
            RequestException,
            AttributeError,
            KeyError,
            TypeError,
            ValueError,
        ) as refused:
            raise CrmUnavailableError(f"Salesforce: {type(refused).__name__}") from refused


def bounded_session() -> requests.Session:
    """Return a session whose every request has a time limit, and none is followed elsewhere or made again."""
    return _BoundedSession()


class _BoundedSession(requests.Session):
    def __init__(self) -> None:
        super().__init__()
        self.max_redirects = 0
        self.trust_env = False

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs["timeout"] = min(kwargs.get("timeout") or WITHIN_S, WITHIN_S)
        return super().request(*args, **kwargs)


def _asked(pool: ThreadPoolExecutor, ask: Callable[[], tuple[Person, ...]]) -> tuple[Person, ...]:
    """Ask under the deadline: a client library may wait and ask again by itself; nobody waits for that."""
    asking = pool.submit(ask)
    try:
        return asking.result(timeout=WITHIN_S)
    except LateError:
        asking.cancel()
        raise CrmUnavailableError(f"no answer within {WITHIN_S} s") from None


def _first_tag(user: Any) -> str:
    tags = user.tags or ()
    return str(tags[0]) if tags else ""


def _contact(record: Mapping[str, Any]) -> Person:
    account = record.get("Account") or {}
    return Person(
        customer_id=plain(record["Id"]), name=plain(record["Name"]), tier=plain(account.get("Type") or "")
    )
