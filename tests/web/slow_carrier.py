"""A web worker with few threads on a socket, before a carrier that answers when told to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

import requests
from twilio.http import HttpClient
from twilio.http.response import Response
from werkzeug.serving import BaseWSGIServer

from emulator.signature import sign
from storage.breaker import Breaker
from switchboard.lanes import Lanes
from telephony.carrier import Account, Carrier
from telephony.signature import Signatures
from tests.house import ACCOUNT, PUBLIC_URL, TOKEN, House
from tests.web.people import signs_in
from web.app import create_app

#: Nothing here takes so long but where something is wrong.
SOON_S = 10.0
#: For who waits until the carrier is told to answer.
PATIENT_S = 60.0


class SlowRest(HttpClient):  # type: ignore[misc]  # twilio has no type marker
    """Answers each request well, but only when told to. asked: the forms, in order."""

    def __init__(self) -> None:
        super().__init__(None, False, None)  # noqa: FBT003 - the SDK's own signature
        self.begun = threading.Semaphore(0)
        self.answers = threading.Event()
        self.asked: list[dict[str, Any]] = []

    def request(self, _method: str, _url: str, *_args: Any, **kwargs: Any) -> Response:
        self.asked.append(dict(kwargs.get("data") or {}))
        self.begun.release()
        assert self.answers.wait(PATIENT_S)
        return Response(200, "{}")


class FewThreads(BaseWSGIServer):
    """Answers on so many threads and no more, as a web worker does."""

    pool: ThreadPoolExecutor

    def process_request(self, request: Any, client_address: Any) -> None:
        self.pool.submit(self._answer, request, client_address)

    def _answer(self, request: Any, client_address: Any) -> None:
        self.finish_request(request, client_address)
        self.shutdown_request(request)


@dataclass(kw_only=True)
class Worker:
    """The worker as others reach it. headers: of whoever is signed in."""

    url: str
    rest: SlowRest
    lanes: Lanes
    house: House
    headers: dict[str, str] = field(default_factory=dict)

    def webhook(self, path: str, form: dict[str, str]) -> requests.Response:
        """Post as Twilio does. Raises where no answer comes."""
        signed = {"X-Twilio-Signature": sign(TOKEN, PUBLIC_URL + path, form)}
        return requests.post(self.url + path, data=form, headers=signed, timeout=SOON_S)

    def commands(self, does: str, **fields: str) -> requests.Response:
        body = {"id": str(uuid4()), "do": does, **fields}
        return requests.post(f"{self.url}/desk/commands", json=body, headers=self.headers, timeout=PATIENT_S)

    def loads(self, path: str, accept: str) -> requests.Response:
        return requests.get(
            self.url + path, headers=self.headers | {"Accept": accept}, timeout=SOON_S, allow_redirects=False
        )

    def signs_in(self, tenant: str, login: str) -> None:
        person = signs_in(self.house, tenant, login)
        cookie = person.client.get_cookie("__Host-ringdown", "ringdown.example")
        assert cookie is not None
        self.headers = {"Cookie": f"__Host-ringdown={cookie.value}", "X-CSRF-Token": person.csrf}


@contextmanager
def working(house: House, threads: int) -> Iterator[Worker]:
    """Serve a house by a worker of so many threads, whose carrier has not answered yet."""
    rest, lanes = SlowRest(), Lanes(count=2)
    carrier = Carrier(Account(sid=ACCOUNT, key=ACCOUNT, secret=TOKEN), Breaker(lambda: 0.0), rest)
    services = replace(house.services, carrier=carrier, aside=lanes.put)
    server = FewThreads("127.0.0.1", 0, create_app(services, Signatures((TOKEN,), PUBLIC_URL)))
    server.pool = ThreadPoolExecutor(threads)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield Worker(url=f"http://127.0.0.1:{server.server_port}", rest=rest, lanes=lanes, house=house)
    finally:
        rest.answers.set()
        server.shutdown()
        serving.join()
        server.pool.shutdown()
        server.server_close()
        lanes.close(SOON_S)
