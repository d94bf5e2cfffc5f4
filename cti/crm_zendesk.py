"""Zendesk Support: its users, by phone number, asked by Zenpy."""

from __future__ import annotations

from itertools import islice
from typing import Any

import requests
from requests.exceptions import RequestException
from zenpy import Zenpy
from zenpy.lib.exception import APIException, ZenpyException

from cti.crm import WITHIN_S, CrmAccount, CrmUnavailableError, Questions, bounded_session
from cti.pop import MOST_CANDIDATES, Person
from cti.text import plain


class ZendeskLookUp:
    """As `CrmLookUp`. account: an agent's e-mail address and an API token."""

    name = "Zendesk"

    def __init__(self, account: CrmAccount, session: requests.Session | None = None) -> None:
        subdomain, _, domain = account.host.partition(".")
        self._client = Zenpy(
            subdomain=subdomain,
            domain=domain,
            email=account.user,
            token=account.secret,
            session=session or bounded_session(),
            timeout=WITHIN_S,
            disable_cache=True,
        )
        self._questions = Questions(self.name, self._find)

    def find(self, number: str) -> tuple[Person, ...]:
        return self._questions.find(number)

    def _find(self, number: str) -> tuple[Person, ...]:
        try:
            found = self._client.search(type="user", phone=number)
            return tuple(
                Person(customer_id=plain(user.id), name=plain(user.name), tier=plain(_first_tag(user)))
                for user in islice(found, MOST_CANDIDATES)
            )
        except (
            APIException,
            ZenpyException,
            RequestException,
            AttributeError,
            TypeError,
            ValueError,
        ) as refused:
            raise CrmUnavailableError(f"Zendesk: {type(refused).__name__}") from refused


def _first_tag(user: Any) -> str:
    tags = user.tags or ()
    return str(tags[0]) if tags else ""
