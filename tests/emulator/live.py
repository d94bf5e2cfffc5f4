"""A running emulator on a free port before a small application on another, for tests over real sockets."""

import base64
import http.client
import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Condition, Thread
from typing import Any
from urllib.parse import urlencode

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from emulator.server import Emulator
from emulator.settings import Application, Contact, Line, Person, Settings

SID = "AC" + "0f" * 16
TOKEN = "0123456789abcdef0123456789abcdef"  # noqa: S105 - of an account that exists only here
APP = "AP" + "0a" * 16
KEY = "SK" + "0b" * 16
SECRET = "fedcba9876543210fedcba9876543210"  # noqa: S105 - of the same account
LINE = "+18005551820"
SECOND_LINE = "+18005551821"
ALICE = "+15105550101"
DUTY = "+442079460990"
PATIENCE_S = 15.0  #: a busy machine may be slow; nothing waits so long when all is well
DOCUMENTS = {
    "/voice": '<Gather action="/key" numDigits="1" timeout="20"><Say>Press 1.</Say></Gather>',
    "/key": "<Say>Ringing.</Say><Dial><Number>+442079460990</Number></Dial>",
    "/client": "<Say>Hello agent.</Say>"
    '<Gather action="/typed" input="dtmf speech" numDigits="1" timeout="60"/>',
    "/typed": "<Pause length='30'/>",
    "/bad": "<Bogus/><Say>Goodbye</Say>",
}


@dataclass
class Service:
    """The application: documents by path, and what was asked of it."""

    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    changed: Condition = field(default_factory=Condition)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        with self.changed:
            self.asked.append((request.path, request.form.to_dict()))
            self.changed.notify_all()
        if request.path == "/path":
            steps = [{"flow": "support", "step": "menu", "kind": "menu", "outcome": request.args["sid"]}]
            return Response(json.dumps({"steps": steps}), content_type="application/json")(
                environ, start_response
            )
        if request.path not in DOCUMENTS:
            return Response(status=204)(environ, start_response)
        body = f"<Response>{DOCUMENTS[request.path]}</Response>"
        return Response(body, content_type="text/xml")(environ, start_response)

    def count(self, path: str) -> int:
        """How often this was asked so far."""
        with self.changed:
            return sum(asked == path for asked, _ in self.asked)

    def waits_for(self, path: str, **params: str) -> dict[str, str]:
        """Wait until this was asked, PATIENCE_S at most; return its parameters."""

        def found() -> dict[str, str] | None:
            for asked, sent in self.asked:
                if asked == path and params.items() <= sent.items():
                    return sent
            return None

        with self.changed:
            self.changed.wait_for(lambda: found() is not None, PATIENCE_S)
            sent = found()
            assert sent is not None, self.asked
            return sent


class Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None: ...


@dataclass
class Live:
    emulator: Emulator
    service: Service
    public_url: str
    settings: Settings

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """One request to the emulator with a JSON body; the reply's status, and its JSON if it is some."""
        host = self.emulator.url.removeprefix("http://")
        connection = http.client.HTTPConnection(host, timeout=PATIENCE_S)
        data = None if body is None else json.dumps(body)
        try:
            connection.request(method, path, data, {"Content-Type": "application/json"} | headers)
            reply = connection.getresponse()
            text = reply.read()
        finally:
            connection.close()
        is_json = reply.headers.get_content_type() == "application/json"
        return reply.status, json.loads(text) if is_json else text.decode()

    def rest(self, path: str, *, timeout_s: float = PATIENCE_S, **form: str) -> tuple[int, Any]:
        host = self.emulator.url.removeprefix("http://")
        connection = http.client.HTTPConnection(host, timeout=timeout_s)
        pair = base64.b64encode(f"{SID}:{TOKEN}".encode()).decode()
        headers = {"Authorization": f"Basic {pair}", "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request("POST", f"/2010-04-01/Accounts/{SID}{path}", urlencode(form), headers)
            reply = connection.getresponse()
            return reply.status, json.loads(reply.read())
        finally:
            connection.close()

    def states(self) -> Generator[dict[str, Any], None, None]:
        return states_at(self.emulator.url)

    def until(self, holds: Any) -> dict[str, Any]:
        """Read snapshots until one holds what is asked; the socket's patience ends the wait otherwise."""
        states = self.states()
        try:
            return next(state for state in states if holds(state))
        finally:
            states.close()


def states_at(url: str) -> Generator[dict[str, Any], None, None]:
    """The page's stream of snapshots, until the reader has enough."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=PATIENCE_S)
    try:
        connection.request("GET", "/page/events")
        reply = connection.getresponse()
        while line := reply.readline():
            if line.startswith(b"data: "):
                yield json.loads(line[6:])
    finally:
        connection.close()


@contextmanager
def live(voice: str = "/voice") -> Iterator[Live]:
    service = Service()
    server = make_server("127.0.0.1", 0, service, threaded=True, request_handler=Quiet)
    root = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    settings = Settings(
        account_sid=SID,
        auth_token=TOKEN,
        public_url=root,
        api_keys={KEY: SECRET},
        path_url=f"{root}/path?sid={{sid}}",
        lines=(
            Line(number=LINE, name="Support", voice_url=root + voice, status_url=f"{root}/status",
                 sms_url=f"{root}/sms"),
            Line(number=SECOND_LINE, name="Emergency", voice_url=root + voice),
        ),
        applications=(
            Application(
                sid=APP, name="Softphone", voice_url=f"{root}/client", status_url=f"{root}/status"
            ),
        ),
        people=(
            Person(name="Alice", number=ALICE, attestation="TN-Validation-Passed-A", hints=("PIN 1234",)),
            Person(name="Withheld"),
            Person(name="Erin", number="+15105550105", line=SECOND_LINE),
        ),
        contacts=(Contact(number=DUTY, name="Duty engineer"),),
    )  # fmt: skip
    emulator = Emulator(settings, port=0, now=datetime(2026, 3, 2, 12, tzinfo=UTC))
    emulator.start()
    try:
        yield Live(emulator, service, root, settings)
    finally:
        emulator.stop()
        server.shutdown()
        thread.join(5)
        server.server_close()
