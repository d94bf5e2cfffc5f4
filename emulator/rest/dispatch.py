"""One WSGI app for a table of routes: first the credentials, then the route, then the reply."""

import base64
import binascii
import hmac
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import BaseConverter, Map, Rule
from werkzeug.wrappers import Request, Response

from emulator.exchange import Exchange
from emulator.faults import RestTrouble
from emulator.model import Account, RefusalError
from emulator.rest.wire import Fields, Reply, RestError, not_found

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PATIENCE = "emulator.patience_s"
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


class ReplyLostError(TimeoutError):
    """No reply will ever come, whether or not the request had its effect.

    In process this leaves the WSGI call, and the client there turns it into its own time-out; the server over
    the network keeps the connection open in silence.
    """


class Api:
    """A WSGI app over a table of routes, with the faults that the exchange's plan holds for REST.

    A client in process says how long it waits in the environment key PATIENCE, so that a slow reply takes no
    real time: it comes at once, or raises ReplyLostError. Over a socket a slow reply is waited out.
    """

    def __init__(self, routes: Iterable[Route], exchange: Exchange) -> None:
        rules = [Rule(path, methods=[method], endpoint=handler) for method, path, handler in routes]
        self._map = Map(rules, converters={"sid": _Sid}, merge_slashes=False)
        self._exchange = exchange

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
        finally:
            request.close()
        response = Response(reply.raw(), status=reply.status, content_type=reply.content_type)
        if reply.status == 401:
            response.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
        if reply.status == 204:
            del response.headers["Content-Type"]
        return response(environ, start_response)

    def _reply(self, request: Request) -> Reply:
        account, header = self._exchange.account, request.headers.get("Authorization", "")
        check_credentials(account, header)
        if request.path == f"/2010-04-01/Accounts/{account.sid}.json" and _basic(header)[0] != account.sid:
            raise RestError(401, 20003, "Authenticate")  # a standard key does all but look at accounts
        trouble = self._exchange.faults.take_rest(request.method, request.path)
        if trouble is not None and not trouble.after_effect:
            _spoil(trouble, request)
        with self._exchange.entered():
            reply = self._route(request)
        if trouble is not None and trouble.after_effect:
            _spoil(trouble, request)
        return reply

    def _route(self, request: Request) -> Reply:
        try:
            handler, ids = self._map.bind_to_environ(request.environ).match()
        except MethodNotAllowed:
            raise RestError(405, 20004, "Method not allowed") from None
        except HTTPException:
            raise not_found(request.path) from None
        if ids.get("account", self._exchange.account.sid) != self._exchange.account.sid:
            raise not_found(request.path)
        given: Handler = handler
        return given(
            Asked(
                path=request.path,
                root=request.host_url.rstrip("/"),
                ids=ids,
                query=Fields(request.args),
                form=Fields(request.form),
                files=request.files,
            )
        )


def _spoil(trouble: RestTrouble, request: Request) -> None:
    """Wait, fail or fall silent as planned; return when the request is only slow."""
    patience = request.environ.get(PATIENCE)
    if trouble.hangs or (patience is not None and trouble.slow_s > patience):
        raise ReplyLostError(f"no reply to {request.method} {request.path}, as planned")
    if trouble.slow_s and patience is None:
        time.sleep(trouble.slow_s)
    if trouble.status == 429:
        raise RestError(429, 20429, "Too Many Requests")
    if trouble.status:
        raise RestError(trouble.status, trouble.code, "An internal server error has occurred")


def check_credentials(account: Account, header: str) -> None:
    """Let in the account by its auth token, or an API key by its secret; raise 401 with 20003 otherwise."""
    name, secret = _basic(header)
    known = {account.sid: account.auth_token, **account.api_keys}.get(name)
    if known is None or not hmac.compare_digest(known.encode(), secret.encode()):
        raise RestError(401, 20003, "Authenticate")
