"""An exchange in virtual time before a hand-written application, and a client that is judged."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from emulator.exchange import Exchange, Setup
from emulator.fetch import Request, WsgiApp, WsgiFetcher
from emulator.model import Hooks
from emulator.rest import rest_app
from emulator.rest.in_process import Answer, ask
from tests.emulator.rest.spec import Spec

SID = "AC" + "0f" * 16
TOKEN = "0123456789abcdef0123456789abcdef"  # noqa: S105 - of an account that exists only here
LINE = "+18005551820"
ALICE = "+15105550101"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOLD = "<Response><Say>Please hold</Say><Pause length='600'/></Response>"


@dataclass
class Client:
    """Asks the API as its account; every request and reply is judged by the file."""

    app: WsgiApp
    spec: Spec
    root: str
    base: str
    secret: tuple[str, str] = (SID, TOKEN)
    patience_s: float = 5.0
    answers: list[Answer] = field(default_factory=list)

    def raw(self, method: str, path: str, form: Any = None, query: Any = None) -> Answer:
        pair = base64.b64encode(":".join(self.secret).encode()).decode()
        headers = {"Authorization": f"Basic {pair}"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        url = f"{self.root}{path}" + (f"?{urlencode(query)}" if query else "")
        body = urlencode(form or {}, doseq=True).encode()
        self.request = Request(method=method, url=url, headers=headers, body=body)
        answer = ask(self.app, self.request, patience_s=self.patience_s)
        self.answers.append(answer)
        return answer

    def get(self, path: str, **query: object) -> Any:
        return self._judged(self.raw("GET", self.base + path, None, query))

    def post(self, path: str, **form: object) -> Any:
        return self._judged(self.raw("POST", self.base + path, form))

    def delete(self, path: str) -> Any:
        return self._judged(self.raw("DELETE", self.base + path))

    def refused(self, method: str, path: str, **form: object) -> tuple[int, int]:
        """Status and code of a refusal, whose body must have Twilio's four members."""
        answer = self.raw(method, self.base + path, form if method == "POST" else None)
        body = json.loads(answer.body)
        assert set(body) == {"code", "message", "more_info", "status"}
        assert body["status"] == answer.status
        return answer.status, body["code"]

    def _judged(self, answer: Answer) -> Any:
        assert answer.status < 400, answer.body
        self.spec.check(self.request, answer)
        return json.loads(answer.body) if answer.body else None


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
    """Keeps every call on the line; a path that ends in .xml is the name of a conference to join."""
    room = environ["PATH_INFO"].strip("/")
    document = HOLD
    if room.endswith(".xml"):
        document = f"<Response><Dial><Conference>{room.removesuffix('.xml')}</Conference></Dial></Response>"
    status = "204 No Content" if room == "status" else "200 OK"
    start_response(status, [("Content-Type", "text/xml")])
    return [] if room == "status" else [document.encode()]


@pytest.fixture(scope="session")
def api_spec() -> Spec:
    return Spec("twilio_api_v2010", "https://api.twilio.com")


@pytest.fixture
def exchange() -> Exchange:
    setup = Setup(
        account_sid=SID,
        auth_token=TOKEN,
        start=NOON,
        public=WsgiFetcher(application),
        public_host="ringdown.example",
    )
    exchange = Exchange(setup)
    exchange.add_number(LINE, Hooks(voice_url="https://ringdown.example/voice"))
    return exchange


@pytest.fixture
def api(exchange: Exchange, api_spec: Spec) -> Client:
    base = f"/2010-04-01/Accounts/{SID}"
    return Client(app=rest_app(exchange), spec=api_spec, root="https://api.twilio.com", base=base)


@pytest.fixture
def call(api: Client) -> dict[str, Any]:
    """A call that REST has created to Alice, whose phone nobody has answered."""
    made: dict[str, Any] = api.post("/Calls.json", To=ALICE, From=LINE, Url="https://ringdown.example/voice")
    return made
