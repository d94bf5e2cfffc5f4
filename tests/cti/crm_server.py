"""A CRM on this machine, which answers in the shapes that Zendesk and Salesforce send."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter

from cti.crm import CrmAccount, CrmLookUp, bounded_session
from cti.crm_salesforce import SalesforceLookUp
from cti.crm_zendesk import ZendeskLookUp

NUMBER = "+12125550100"
SECRET = "hush"  # noqa: S105 - of no worth
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
    """A server that answers one thing, after a while where that is asked for, and keeps what it was asked.

    signed_in: how often a token was asked for, which is for `instance`; headers: of the answer, besides.
    """

    def __init__(self) -> None:
        self.body: Any = {}
        self.status = 200
        self.headers: dict[str, str] = {}
        self.signed_in = 0
        self.instance = "https://x.my.salesforce.com"
        self.asked: list[str] = []
        self.go_on = threading.Event()
        self.go_on.set()
        crm = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                crm.asked.append(self.path)
                crm.go_on.wait(10)
                self._answers(crm.status, crm.body)

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                crm.signed_in += 1
                self._answers(200, {"access_token": f"t{crm.signed_in}", "instance_url": crm.instance})

            def _answers(self, status: int, content: Any) -> None:
                body = json.dumps(content).encode()
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **crm.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def session(self) -> requests.Session:
        """A session whose every request comes here, whatever host it names."""
        session = bounded_session()
        session.mount("https://", _Here(self.server.server_address[1]))
        return session

    def look_up(self, kind: str) -> CrmLookUp:
        """The adapter of this kind, whose every request comes here."""
        if kind == "zendesk":
            account = CrmAccount(kind=kind, host="x.zendesk.com", user="a@x.example", secret=SECRET)
            return ZendeskLookUp(account, self.session)
        account = CrmAccount(kind=kind, host="x.my.salesforce.com", user="key", secret=SECRET)
        return SalesforceLookUp(account, self.session)

    def closes(self) -> None:
        self.go_on.set()
        self.server.shutdown()
        self.server.server_close()


class _Here(HTTPAdapter):
    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        parts = urlsplit(request.url or "")
        here = ("http", f"127.0.0.1:{self._port}", parts.path, parts.query, "")
        request.url = str(urlunsplit(here))
        return super().send(request, *args, **kwargs)
