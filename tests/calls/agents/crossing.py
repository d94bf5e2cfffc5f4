"""A second web worker, whose requests to the phone network are overtaken, or see an empty list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from requests.exceptions import ReadTimeout
from twilio.http import HttpClient
from twilio.http.response import Response

from storage.breaker import Breaker
from switchboard.services import Services
from telephony.carrier import Account, Carrier
from tests.house import ACCOUNT, TOKEN, House

Do = Callable[[], object]


class Overtaken(HttpClient):  # type: ignore[misc]  # twilio has no type marker
    """While a POST is on its way, something else happens: each time the next thing, until none is left."""

    def __init__(self, house: House, *meanwhile: Do, loses_answers: bool = False) -> None:
        super().__init__(None, False, None)  # noqa: FBT003 - the SDK's own signature
        self._rest = house.emulated.rest
        self._meanwhile = list(meanwhile)
        self._loses_answers = loses_answers
        self.posts = 0

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        crossed = method == "POST" and bool(self._meanwhile)
        self.posts += method == "POST"
        if crossed:
            self._meanwhile.pop(0)()
        answer = self._rest.request(method, url, *args, **kwargs)
        if crossed and self._loses_answers:
            raise ReadTimeout("the answer was lost")
        return answer


class Blind(HttpClient):  # type: ignore[misc]  # twilio has no type marker
    """The phone network knows of no conference, and of everything else all is as it is."""

    def __init__(self, house: House) -> None:
        super().__init__(None, False, None)  # noqa: FBT003 - the SDK's own signature
        self._rest = house.emulated.rest

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        if method == "GET" and url.partition("?")[0].endswith("/Conferences.json"):
            return Response(200, '{"conferences": [], "page": 0, "page_size": 20}')
        return self._rest.request(method, url, *args, **kwargs)


def worker(house: House, http: HttpClient) -> Services:
    """Another process of the same house, that asks the phone network in this way."""
    account = Account(sid=ACCOUNT, key=ACCOUNT, secret=TOKEN)
    carrier = Carrier(account, Breaker(lambda: house.net.clock.elapsed), http)
    return replace(house.services, carrier=carrier)
