"""One WSGI app for a table of routes: first the credentials, then the route, then the reply."""

import base64
import binascii
import hmac
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import BaseConverter, Map, Rule
from werkzeug.wrappers import Request, Response

from emulator.model import RefusalError
from emulator.rest.faults import Fault, Planned, ReplyLostError, RestFaults, refusal
from emulator.rest.wire import Fields, Reply, RestError, not_found

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LARGEST_BODY = 30 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that passed the credentials and has a route. root: scheme and host as the client has them."""

    path: str
    root: str
    ids: Mapping[str, str]
    query: Fields
    form: Fields
    files: Mapping[str, FileStorage]


Handler = Callable[[Asked], Reply]
Route = tuple[str, str, Handler]


class _Sid(BaseConverter):
    """A SID in a path: two letters and 32 hex digits. Anything else there is 404, as with Twilio."""

    regex = "[A-Z]{2}[0-9a-fA-F]{32}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Who may ask: the account by its auth token, or an API key by its secret."""

    account_sid: str
    auth_token: str
    api_keys: Mapping[str, str] = field(default_factory=dict)

    def check(self, header: str) -> None:
        """Raise 401 with 20003 unless the header is HTTP Basic with a right pair."""
        name, secret = _basic(header)
        known = {self.account_sid: self.auth_token, **self.api_keys}.get(name)
        if known is None or not hmac.compare_digest(known.encode(), secret.encode()):
            raise RestError(401, 20003, "Authenticate")


def _basic(header: str) -> tuple[str, str]:
    """The name and secret of an Authorization header; two empty texts when it holds none."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, secret


class Api:
    """A WSGI app over a table of routes.

    within: opens what keeps others out of the exchange while a request has its effect.
    hold: waits the given seconds of a slow reply; time.sleep where the reply goes over a real socket.
    """

    def __init__(
        self,
        routes: Iterable[Route],
        *,
        credentials: Credentials,
        faults: RestFaults,
        within: Callable[[], AbstractContextManager[object]] = nullcontext,
        hold: Callable[[float], None] = time.sleep,
    ) -> None:
        rules = [Rule(path, methods=[method], endpoint=handler) for method, path, handler in routes]
        self._map = Map(rules, converters={"sid": _Sid}, strict_slashes=True, merge_slashes=False)
        self._credentials = credentials
        self._faults = faults
        self._within = within
        self._hold = hold

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        request = Request(environ)
        request.max_content_length = LARGEST_BODY
        try:
            reply = self._reply(request)
        except RestError as error:
            reply = Reply(status=error.status, body=error.body())
        except RefusalError as error:
            refused = RestError(error.status, error.code, error.message)
            reply = Reply(status=refused.status, body=refused.body())
        response = Response(reply.raw(), status=reply.status, content_type=reply.content_type)
        if reply.status == 401:
            response.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
        if reply.status == 204:
            del response.headers["Content-Type"]
        return response(environ, start_response)

    def _reply(self, request: Request) -> Reply:
        self._credentials.check(request.headers.get("Authorization", ""))
        planned = self._faults.take(request.method, request.path)
        if planned is not None and planned.fault is Fault.REFUSED:
            raise refusal(planned.status)
        with self._within():
            reply = self._route(request)
        if planned is not None:
            self._spoil(planned, request)
        return reply

    def _spoil(self, planned: Planned, request: Request) -> None:
        """The effect has happened: say what becomes of its reply."""
        if planned.fault is Fault.LOST:
            raise ReplyLostError(f"the reply to {request.method} {request.path} was lost, as planned")
        if planned.fault is Fault.FAILED_AFTER:
            raise refusal(planned.status)
        self._hold(planned.seconds)

    def _route(self, request: Request) -> Reply:
        try:
            handler, ids = self._map.bind_to_environ(request.environ).match()
        except MethodNotAllowed:
            raise RestError(405, 20004, "Method not allowed") from None
        except HTTPException:
            raise not_found(request.path) from None
        if ids.get("account", self._credentials.account_sid) != self._credentials.account_sid:
            raise not_found(request.path)
        asked = Asked(
            path=request.path,
            root=request.host_url.rstrip("/"),
            ids=ids,
            query=Fields(request.args),
            form=Fields(request.form),
            files=request.files,
        )
        given: Handler = handler
        return given(asked)
