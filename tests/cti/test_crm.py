"""cti/crm.py against replies of the shapes that Zendesk and Salesforce send, served on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

import pytest
import requests
from requests.adapters import HTTPAdapter

from cti.crm import CrmLookUp, CrmUnavailableError, SalesforceLookUp, ZendeskLookUp, bounded_session

NUMBER = "+12125550100"
HOSTILE = "<img src=x onerror=alert(1)>\x00\u202e" + "x" * 10_000


def zendesk(name: str) -> dict[str, Any]:
    """A page of Zendesk's search for users."""
    user = {
        "id": 35436,
        "url": "https://x.zendesk.com/api/v2/users/35436.json",
        "name": name,
        "phone": NUMBER,
        "role": "end-user",
        "tags": ["premium"],
        "result_type": "user",
        "active": True,
    }
    return {"results": [user], "facets": None, "next_page": None, "previous_page": None, "count": 1}


def salesforce(name: str) -> dict[str, Any]:
    """The reply of Salesforce's search by SOSL."""
    contact = {
        "attributes": {"type": "Contact", "url": "/services/data/v59.0/sobjects/Contact/003xx000004TmiQAAS"},
        "Id": "003xx000004TmiQAAS",
        "Name": name,
        "Account": {"attributes": {"type": "Account"}, "Type": "premium"},
    }
    return {"searchRecords": [contact]}


class Crm:
    """A server that answers one thing, after a while where that is asked for, and keeps what it was asked."""

    def __init__(self) -> None:
        self.body: Any = {}
        self.status = 200
        self.asked: list[str] = []
        self.go_on = threading.Event()
        self.go_on.set()
        crm = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                crm.asked.append(self.path)
                crm.go_on.wait(10)
                body = json.dumps(crm.body).encode()
                self.send_response(crm.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def session(self) -> requests.Session:
        """A session whose every request comes here, whatever host it names."""
        session = bounded_session()
        session.mount("https://", _Here(self.server.server_address[1]))
        return session


class _Here(HTTPAdapter):
    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        parts = urlsplit(request.url or "")
        here = ("http", f"127.0.0.1:{self._port}", parts.path, parts.query, "")
        request.url = str(urlunsplit(here))
        return super().send(request, *args, **kwargs)


@pytest.fixture
def crm() -> Iterator[Crm]:
    running = Crm()
    yield running
    running.go_on.set()
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture(params=["zendesk", "salesforce"])
def asks(request: pytest.FixtureRequest, crm: Crm) -> tuple[CrmLookUp, Any]:
    if request.param == "zendesk":
        return ZendeskLookUp("x", "a@x.example", "t", crm.session), zendesk
    return SalesforceLookUp("x.my.salesforce.com", "t", crm.session), salesforce


def test_whoever_has_the_number_is_found(asks: tuple[CrmLookUp, Any], crm: Crm) -> None:
    look_up, shape = asks
    crm.body = shape("Somebody")
    (found,) = look_up.find(NUMBER)
    assert (found.name, found.tier) == ("Somebody", "premium")
    assert found.customer_id in {"35436", "003xx000004TmiQAAS"}
    question = "".join(
        value for values in parse_qs(urlsplit(crm.asked[0]).query).values() for value in values
    )
    assert "12125550100" in question


def test_what_is_no_number_is_not_asked_for(asks: tuple[CrmLookUp, Any], crm: Crm) -> None:
    for text in ("", "anonymous", "+1 212", "+1} RETURNING User(Id)"):
        assert asks[0].find(text) == ()
    assert crm.asked == []


def test_hostile_text_of_a_crm_is_cut_to_a_line(asks: tuple[CrmLookUp, Any], crm: Crm) -> None:
    look_up, shape = asks
    crm.body = shape(HOSTILE)
    (found,) = look_up.find(NUMBER)
    assert len(found.name) <= 200
    assert found.name.isprintable()


@pytest.mark.parametrize("status", [401, 404, 500, 503])
def test_a_refusal_is_one_kind_of_failure(asks: tuple[CrmLookUp, Any], crm: Crm, status: int) -> None:
    crm.status, crm.body = status, [{"errorCode": "X", "message": "no"}]
    with pytest.raises(CrmUnavailableError):
        asks[0].find(NUMBER)


def test_a_crm_that_hangs_is_given_up_in_time(asks: tuple[CrmLookUp, Any], crm: Crm) -> None:
    crm.go_on.clear()
    with pytest.raises(CrmUnavailableError):
        asks[0].find(NUMBER)
    assert len(crm.asked) == 1
