"""The client protocol: what Twilio's Voice SDK does for a page, by plain requests (README.md, Softphones)."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from werkzeug.exceptions import BadRequest, Conflict, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from emulator.access_token import TokenError, read_token
from emulator.calls import WITHHELD, Arrival
from emulator.exchange import Exchange
from emulator.json_orders import answered, json_reply, keys, order, text
from emulator.rest.phone_numbers import is_number
from emulator.softphones import Softphone, Softphones

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

HEARTBEAT_S = 2.0  #: how soon a reader who has gone is noticed
LONGEST_TOKEN = 4096
MOST_PARAMETERS = 800  #: bytes of a softphone's own parameters, names included, as with the Voice SDK
Handler = Callable[..., Response]


class SoftphoneApi:
    """A WSGI app. origin: the service's, whose pages may call from a browser."""

    def __init__(self, exchange: Exchange, softphones: Softphones, public_url: str) -> None:
        self._exchange = exchange
        self._softphones = softphones
        parts = urlsplit(public_url)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        one = "/softphone/<sid>"
        routes: list[tuple[str, str, Handler]] = [
            ("POST", "/softphone/connect", self.connect),
            ("POST", "/softphone/dial", self.dial),
            ("GET", one + "/events", self.events),
            ("POST", one + "/hangup", self.hangup),
            ("POST", one + "/mute", self.mute),
            ("POST", one + "/unmute", self.unmute),
            ("POST", one + "/digits", self.digits),
            ("POST", one + "/words", self.words),
            ("OPTIONS", "/softphone/<path:any>", self.preflight),
        ]
        self._map = Map([Rule(rule, methods=[method], endpoint=handler) for method, rule, handler in routes])

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        try:
            response = answered(self._map, Request(environ))
        except TokenError as refused:
            response = json_reply({"code": refused.code, "message": refused.message}, status=401)
        response.headers["Access-Control-Allow-Origin"] = self._origin
        response.headers["Vary"] = "Origin"
        return response(environ, start_response)

    def preflight(self, _request: Request, **_ids: str) -> Response:
        allowed = {
            "Access-Control-Allow-Methods": "GET, POST",
            "Access-Control-Allow-Headers": "Content-Type, Last-Event-ID",
            "Access-Control-Max-Age": "600",
        }
        return Response(status=204, headers=allowed)

    # A new leg

    def connect(self, request: Request) -> Response:
        """A softphone calls the application that its token names."""
        body = order(request)
        custom = _parameters(body.get("params", {}))
        with self._exchange.entered():
            grant = read_token(
                text(body, "token", longest=LONGEST_TOKEN),
                self._exchange.account,
                self._exchange.now.timestamp(),
            )
            phone = self._softphones.connects(grant, custom)
        return json_reply({"leg": phone.leg.call.sid})

    def dial(self, request: Request) -> Response:
        """An ordinary phone, held by a program, dials a line."""
        body = order(request)
        caller, to = text(body, "from"), text(body, "to")
        if caller and not is_number(caller):
            raise BadRequest(f"{caller} is not a number that a phone can have.")
        if to not in self._exchange.numbers:
            raise NotFound(f"Nobody has the number {to} here.")
        arrival = Arrival(from_=caller or WITHHELD, to=to, attestation=text(body, "attestation"))
        with self._exchange.entered():
            phone = self._softphones.dials(arrival)
        return json_reply({"leg": phone.leg.call.sid})

    # A leg's life

    def events(self, request: Request, sid: str) -> Response:
        phone = self._phone(sid)
        last = request.headers.get("Last-Event-ID", "")
        begin = int(last) + 1 if last.isascii() and last.isdigit() and len(last) < 10 else 0
        headers = {"Cache-Control": "no-store"}
        return Response(self._stream(phone, begin), content_type="text/event-stream", headers=headers)

    def _stream(self, phone: Softphone, count: int) -> Iterator[str]:
        """Every event from the `count`th on, until the call is over; a comment finds a reader gone."""
        with self._softphones.following(phone):
            while True:
                new = self._softphones.after(phone, count, HEARTBEAT_S)
                for event in new:
                    yield f"id: {count}\nevent: {event.kind}\ndata: {json.dumps(event.data)}\n\n"
                    count += 1
                    if event.kind == "closed":
                        return
                if not new:
                    yield ": still here\n\n"

    def hangup(self, request: Request, sid: str) -> Response:
        """Hang up; a call that is over stays so."""
        order(request)
        with self._exchange.entered():
            phone = self._phone(sid)
            if phone.leg.is_live:
                phone.leg.hang_up()
        return json_reply({})

    def mute(self, request: Request, sid: str) -> Response:
        return self._set_mute(request, sid, muted=True)

    def unmute(self, request: Request, sid: str) -> Response:
        return self._set_mute(request, sid, muted=False)

    def _set_mute(self, request: Request, sid: str, *, muted: bool) -> Response:
        order(request)
        with self._exchange.entered():
            self._softphones.mutes(self._live(sid), muted=muted)
        return json_reply({})

    def digits(self, request: Request, sid: str) -> Response:
        pressed = keys(order(request))
        with self._exchange.entered():
            phone = self._live(sid)
            for digit in pressed:
                phone.leg.presses(digit)
        return json_reply({})

    def words(self, request: Request, sid: str) -> Response:
        said = text(order(request), "text")
        with self._exchange.entered():
            self._softphones.says(self._live(sid), said)
        return json_reply({})

    def _phone(self, sid: str) -> Softphone:
        phone = self._softphones.phones.get(sid)
        if phone is None:
            raise NotFound("There is no such call.")
        return phone

    def _live(self, sid: str) -> Softphone:
        phone = self._phone(sid)
        if not phone.leg.is_live:
            raise Conflict("That call is over.")
        return phone


def _parameters(given: object) -> dict[str, str]:
    """Read the client's own parameters: texts by name."""
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise BadRequest("params must be an object of texts.")
    if sum(len(f"{name}{value}".encode()) for name, value in given.items()) > MOST_PARAMETERS:
        raise BadRequest(f"params must be at most {MOST_PARAMETERS} bytes.")
    return given
