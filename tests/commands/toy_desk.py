"""A desk of one agent for robots to work at: sign-in, feed, state and commands, as the real one speaks."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

PASSWORD = "demo-agent3-homeika"  # noqa: S105 - of a desk that exists only here
CSRF = "token-of-the-page"
NEWS_S = 0.05
#: What the desk's state becomes by a command.
AFTER: dict[str, dict[str, Any]] = {
    "presence": {"presence": "available", "offers": [{"id": "off_1"}]},
    "accept": {"offers": [], "work": "on_call", "call": {"id": "CA1", "phase": "connecting"}},
    "end": {"call": None, "work": "wrap_up", "wrap": {"until": "", "dispositions": [{"id": "solved"}]}},
    "transfer": {
        "call": {
            "id": "CA1",
            "phase": "talking",
            "transfer": {"mode": "consult", "to": "agt_4", "by": "agt_3", "answered": True},
        }
    },
    "complete": {"call": None, "work": "wrap_up"},
    "wrap": {"wrap": None, "work": "idle"},
}


@dataclass(kw_only=True)
class ToyDesk:
    """token: what /desk/voice-token gives. did: the commands that came, in order."""

    token: Callable[[], str]
    url: str = ""
    state: dict[str, Any] = field(
        default_factory=lambda: {
            "me": {
                "id": "agt_3",
                "name": "Agent 3",
                "phone": "browser",
                "presence": "offline",
                "work": "idle",
            },
            "offers": [],
            "call": None,
            "wrap": None,
        }
    )
    did: list[dict[str, Any]] = field(default_factory=list)
    sign_ins: int = 0
    refuses: int = 0  #: answer so many commands by 409 first
    feed_ends: threading.Event = field(default_factory=threading.Event)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        rules = [
            Rule("/sign-in", endpoint=self._sign_in),
            Rule("/healthz", endpoint=lambda _: Response(status=204)),
            Rule("/desk", endpoint=self._page),
            Rule("/events", endpoint=self._events),
            Rule("/desk/state", endpoint=self._state),
            Rule("/desk/targets", endpoint=self._targets),
            Rule("/desk/voice-token", endpoint=self._voice_token),
            Rule("/desk/commands", methods=["POST"], endpoint=self._command),
        ]
        try:
            handler, _ = Map(rules).bind_to_environ(environ).match()
            response: Response = handler(request)
        except HTTPException as refused:
            response = Response(status=refused.code or 500)
        return response(environ, start_response)

    def waits_for(self, do: str, within: float = 20.0) -> dict[str, Any]:
        """Wait until this command has come; return it."""
        with self._changed:
            assert self._changed.wait_for(lambda: any(one["do"] == do for one in self.did), within), self.did
            return next(one for one in self.did if one["do"] == do)

    def becomes(self, **state: Any) -> None:
        with self._changed:
            for name, value in state.items():
                part = self.state["me"] if name in self.state["me"] else self.state
                part[name] = value

    def _sign_in(self, request: Request) -> Response:
        if request.method == "GET":
            return Response(f'<form><input type="hidden" name="csrf_token" value="{CSRF}"></form>')
        good = request.form.to_dict() == {
            "csrf_token": CSRF,
            "company": "homeika",
            "login": "agent3",
            "password": PASSWORD,
        }
        if not good:
            return Response(status=400)
        self.sign_ins += 1
        response = Response(status=302, headers={"Location": "/desk"})
        response.set_cookie("ringdown", "signed-in", httponly=True)
        return response

    def _refuse_stranger(self, request: Request) -> None:
        if request.cookies.get("ringdown") != "signed-in":
            raise HTTPException(response=Response(status=401))

    def _page(self, request: Request) -> Response:
        self._refuse_stranger(request)
        return Response(f'<meta name="csrf-token" content="{CSRF}">')

    def _events(self, request: Request) -> Response:
        self._refuse_stranger(request)
        return Response(self._feed(), content_type="text/event-stream")

    def _feed(self) -> Iterator[str]:
        while not self.feed_ends.wait(NEWS_S):
            yield "event: agent.work_changed\ndata: {}\n\n"

    def _state(self, request: Request) -> Response:
        self._refuse_stranger(request)
        with self._changed:
            return Response(json.dumps(self.state), content_type="application/json")

    def _targets(self, request: Request) -> Response:
        self._refuse_stranger(request)
        found = [{"kind": "agent", "to": "agt_4", "busy": False}]
        return Response(json.dumps({"targets": found}), content_type="application/json")

    def _voice_token(self, request: Request) -> Response:
        self._refuse_stranger(request)
        return Response(json.dumps({"token": self.token()}), content_type="application/json")

    def _command(self, request: Request) -> Response:
        self._refuse_stranger(request)
        assert request.headers["X-CSRF-Token"] == CSRF
        order = request.get_json()
        with self._changed:
            self.did.append(order)
            self._changed.notify_all()
            if self.refuses:
                self.refuses -= 1
                return Response('{"error": "That is over."}', status=409, content_type="application/json")
        self.becomes(**AFTER.get(order["do"], {}))
        return Response(json.dumps({"ok": True, "state": self.state}), content_type="application/json")


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None: ...


@contextmanager
def toy_desk(token: Callable[[], str]) -> Iterator[ToyDesk]:
    """Serve a desk on a free port of loopback."""
    desk = ToyDesk(token=token)
    server = make_server("127.0.0.1", 0, desk, threaded=True, request_handler=_Quiet)
    desk.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield desk
    finally:
        desk.feed_ends.set()
        server.shutdown()
        thread.join(5)
        server.server_close()
