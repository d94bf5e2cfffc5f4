"""Salesforce: its contacts, by any of their phone fields, asked by simple-salesforce."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import requests
from requests.exceptions import RequestException
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import SalesforceError, SalesforceExpiredSession
from simple_salesforce.login import SalesforceLogin

from cti.crm import CrmAccount, CrmUnavailableError, Questions, bounded_session
from cti.pop import MOST_CANDIDATES, Person
from cti.text import plain

#: Where every address of Salesforce ends.
DOMAIN = ".salesforce.com"
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.salesforce\.com")


class SalesforceLookUp:
    """As `CrmLookUp`. account: key and secret of a connected app that may use its client credentials.

    A token is got with the first question, and anew with the first one after it has expired: that one fails.
    """

    name = "Salesforce"

    def __init__(self, account: CrmAccount, session: requests.Session | None = None) -> None:
        self._account = account
        self._session = session or bounded_session()
        self._client: Salesforce | None = None
        self._questions = Questions(self.name, self._find)

    def find(self, number: str) -> tuple[Person, ...]:
        return self._questions.find(number)

    def _find(self, number: str) -> tuple[Person, ...]:
        # A plus sign is an operator of the search language; the rest are digits.
        question = (
            f"FIND {{\\{number}}} IN PHONE FIELDS "
            f"RETURNING Contact(Id, Name, Account.Type LIMIT {MOST_CANDIDATES})"
        )
        try:
            client = self._client = self._client or self._sign_in()
            records = client.search(question)["searchRecords"]
            return tuple(_contact(record) for record in records[:MOST_CANDIDATES])
        except SalesforceExpiredSession as expired:
            self._client = None
            raise CrmUnavailableError("Salesforce: the session has expired") from expired
        except (
            SalesforceError,
            RequestException,
            AttributeError,
            KeyError,
            TypeError,
            ValueError,
        ) as refused:
            raise CrmUnavailableError(f"Salesforce: {type(refused).__name__}") from refused

    def _sign_in(self) -> Salesforce:
        """Get a token. Raises ValueError where it is to be used elsewhere than at Salesforce."""
        token, instance = SalesforceLogin(
            domain=self._account.host.removesuffix(DOMAIN),
            consumer_key=self._account.user,
            consumer_secret=self._account.secret,
            session=self._session,
        )
        if _HOST.fullmatch(instance) is None:
            raise ValueError("the token is for an address that is none of Salesforce's")
        return Salesforce(instance=instance, session_id=token, session=self._session)


def _contact(record: Mapping[str, Any]) -> Person:
    account = record.get("Account") or {}
    return Person(
        customer_id=plain(record["Id"]), name=plain(record["Name"]), tier=plain(account.get("Type") or "")
    )
