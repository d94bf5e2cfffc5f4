"""What the phone page asks: configuration, the state of all phones as it changes, and orders to them."""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Condition
from typing import TYPE_CHECKING

from werkzeug.exceptions import BadRequest, Conflict, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.utils import send_from_directory
from werkzeug.wrappers import Request, Response

from emulator.calls import WITHHELD, Arrival, arrive
from emulator.exchange import Exchange
from emulator.handsets import Handsets, PagePhone
from emulator.json_orders import Body, answered, json_reply, keys, order, text
from emulator.messages import receive_message
from emulator.path_of_call import path_of
from emulator.readers import Readers
from emulator.rest.phone_numbers import is_number
from emulator.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PAGE = Path(__file__).parent / "page"
STYLE = Path(__file__).parent.parent / "node_modules" / "@picocss" / "pico" / "css"
POLICY = (
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEARTBEAT_S = 10.0
Handler = Callable[..., Response]


class Changes:
    """Counts what has changed, and wakes those who wait for the next change."""

    def __init__(self) -> None:
        self._count = 0
        self._told = Condition()

    def note(self, _what: str, _thing: object) -> None:
        """Observe the exchange."""
        self.bump()

    def bump(self) -> None:
        with self._told:
            self._count += 1
            self._told.notify_all()

    def after(self, count: int, timeout_s: float) -> int:
        """Wait until there is more than `count`, or for `timeout_s`; return the count then."""
        with self._told:
            self._told.wait_for(lambda: self._count > count, timeout_s)
            return self._count


class PageApi:
    """A WSGI app: the page's files and what it asks. Orders are JSON, so that no other site can send one."""

    def __init__(self, exchange: Exchange, handsets: Handsets, settings: Settings) -> None:
        self._exchange = exchange
        self._handsets = handsets
        self._settings = settings
        self._changes = Changes()
        self._readers = Readers(exchange.clock, handsets.put_down)
        self._cleared_at = exchange.now
        self._configured = 0
        exchange.observers.append(self._changes.note)
        one = "/page/calls/<sid>"
        routes: list[tuple[str, str, Handler]] = [
            ("GET", "/", self.index),
            ("GET", "/page/config", self.config),
            ("GET", "/page/events", self.events),
            ("GET", "/page/pico.min.css", self.style),
            ("GET", "/page/<path:name>", self.file),
            ("POST", "/page/calls", self.dial),
            ("POST", "/page/texts", self.texts),
            ("POST", "/page/clear", self.clear),
            ("POST", "/page/leaving", self.leaving),
            ("GET", one + "/path", self.path),
            ("POST", one + "/keys", self.keys),
            ("POST", one + "/words", self.words),
            ("POST", one + "/answer", self.answer),
            ("POST", one + "/decline", self.hang_up),
            ("POST", one + "/hang-up", self.hang_up),
        ]
        self._map = Map([Rule(rule, methods=[method], endpoint=handler) for method, rule, handler in routes])

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        response = answered(self._map, Request(environ))
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Referrer-Policy"] = "no-referrer"
        return response(environ, start_response)

    def reread(self, settings: Settings) -> None:
        """Take up other settings; every page that is open asks for them."""
        self._settings = settings
        self._configured += 1
        self._changes.bump()

    # The page and what it shows

    def index(self, request: Request) -> Response:
        return send_from_directory(PAGE, "index.html", request.environ)

    def style(self, request: Request) -> Response:
        return send_from_directory(STYLE, "pico.min.css", request.environ)

    def file(self, request: Request, name: str) -> Response:
        return send_from_directory(PAGE, name, request.environ)

    def config(self, _request: Request) -> Response:
        configured, settings = (
            self._configured,
            self._settings,
        )  # in this order: at worst they are asked again
        return json_reply(
            {
                "configured": configured,
                "lines": [{"number": line.number, "name": line.name} for line in settings.lines],
                "people": [
                    {
                        "name": person.name,
                        "number": person.number,
                        "attestation": person.attestation,
                        "line": person.line,
                        "hints": person.hints,
                    }
                    for person in settings.people
                ],
            }
        )

    def events(self, request: Request) -> Response:
        page = request.args.get("page", "")
        return Response(
            self._stream(page), content_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    def _stream(self, page: str) -> Iterator[str]:
        """Tell the page of every change for as long as it reads."""
        with self._exchange.entered():
            reader = self._readers.opened(page)
        try:
            yield from self._states()
        finally:
            with self._exchange.entered():
                self._readers.closed(reader)

    def _states(self) -> Iterator[str]:
        """One snapshot now, one after each change; a comment every ten seconds finds a reader gone."""
        count, before = -1, ""
        while True:
            newer = self._changes.after(count, HEARTBEAT_S)
            with self._exchange.entered():
                now = self._exchange.now.timestamp()
                state = json.dumps(self._snapshot())
            yield (
                f'event: state\ndata: {{"now": {now}, {state[1:]}\n\n'
                if state != before
                else ": still here\n\n"
            )
            count, before = newer, state

    def _snapshot(self) -> Body:
        exchange, handsets = self._exchange, self._handsets
        return {
            "configured": self._configured,
            "phones": [
                {**handsets.show(phone), "has_path": bool(self._settings.path_url)}
                for phone in handsets.phones.values()
            ],
            "messages": [
                handsets.show_text(text)
                for text in exchange.messages.values()
                if text.created >= self._cleared_at
            ],
            "alerts": [
                {"code": alert.code, "level": alert.level, "message": alert.message, "url": alert.url}
                for alert in exchange.alerts
                if alert.when >= self._cleared_at
            ],
        }

    def path(self, _request: Request, sid: str) -> Response:
        """The path of the call, from the service under test; no steps while it has none to tell."""
        if sid not in self._handsets.phones or not self._settings.path_url:
            raise NotFound("There is no path to show for this call.")
        return json_reply({"steps": path_of(self._settings.path_url, sid)})

    # What the user does

    def dial(self, request: Request) -> Response:
        body = order(request)
        caller, to = text(body, "from"), text(body, "to")
        if caller and not is_number(caller):
            raise BadRequest(
                f"{caller} is not a number that a phone can have. Write it with its country code."
            )
        if to not in self._exchange.numbers:
            raise NotFound(f"Nobody has the number {to} here. Choose one of the lines.")
        with self._exchange.entered():
            arrival = Arrival(from_=caller or WITHHELD, to=to, attestation=text(body, "attestation"))
            leg = arrive(self._exchange, self._handsets, arrival)
            self._handsets.adopt(leg)
        return self._done({"sid": leg.call.sid})

    def keys(self, request: Request, sid: str) -> Response:
        digits = keys(order(request))
        with self._exchange.entered():
            self._handsets.press(self._talking(sid), digits)
        return self._done({})

    def words(self, request: Request, sid: str) -> Response:
        said = text(order(request), "text")
        with self._exchange.entered():
            self._handsets.say(self._talking(sid), said)
        return self._done({})

    def answer(self, request: Request, sid: str) -> Response:
        order(request)
        with self._exchange.entered():
            phone = self._live(sid)
            if phone.role == "caller":
                raise Conflict("Only a phone that is rung can answer.")
            phone.leg.answer()
        return self._done({})

    def hang_up(self, request: Request, sid: str) -> Response:
        order(request)
        with self._exchange.entered():
            self._live(sid).leg.hang_up()
        return self._done({})

    def texts(self, request: Request) -> Response:
        body = order(request)
        sender, to, words = text(body, "from"), text(body, "to"), text(body, "body")
        if to not in self._exchange.numbers or not words:
            raise BadRequest("A text message needs words and one of the lines to go to.")
        with self._exchange.entered():
            receive_message(self._exchange, sender, to, words)
        return self._done({})

    def clear(self, request: Request) -> Response:
        """Take off the page what is over: calls, texts and errors. REST still knows them."""
        order(request)
        with self._exchange.entered():
            self._handsets.clear()
            self._cleared_at = self._exchange.now
        return self._done({})

    def leaving(self, request: Request) -> Response:
        page = text(order(request), "page")
        with self._exchange.entered():
            self._readers.leaving(page)
        return self._done({})

    def _done(self, body: Body) -> Response:
        self._changes.bump()
        return json_reply(body)

    def _live(self, sid: str) -> PagePhone:
        phone = self._handsets.phones.get(sid)
        if phone is None or not phone.leg.is_live:
            raise Conflict("That call is over. Make a new one.")
        return phone

    def _talking(self, sid: str) -> PagePhone:
        phone = self._live(sid)
        if phone.leg.call.status != "in-progress":
            raise Conflict("Nobody has answered yet. Wait until the call is connected.")
        return phone
