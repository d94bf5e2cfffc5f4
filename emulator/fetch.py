"""One HTTP exchange with a server: in process over WSGI, or over the network with Twilio's time limits."""

import http.client
import io
import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Literal, Protocol
from urllib.parse import unquote_to_bytes, urlsplit

CONNECT_S = 5.0
READ_S = 15.0
TOTAL_S = 15.0
MOST_READ = 1 << 20  #: bytes kept of a reply; a document may have 64 kB, a sound more

Failure = Literal[
    "", "refused", "connect-timeout", "read-timeout", "violation", "bad-host", "too-many-redirects"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    method: str
    url: str
    headers: dict[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back. Header names in lower case. `seconds`: virtual time it took, 0 when it was real."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    failure: Failure = ""
    seconds: float = 0.0

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Fetcher(Protocol):
    """`blocking`: a fetch takes real time and belongs in a thread. It never raises: see Reply.failure."""

    blocking: bool

    def fetch(self, request: Request) -> Reply: ...


Environ = dict[str, object]
StartResponse = Callable[..., object]
WsgiApp = Callable[..., Iterable[bytes]]


class WsgiFetcher:
    """Calls a WSGI application in process; what it raises is answered like a server would: 500."""

    blocking = False

    def __init__(self, app: WsgiApp) -> None:
        self._app = app
        self.raised: list[BaseException] = []

    def fetch(self, request: Request) -> Reply:
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], _exc_info: object = None) -> object:
            started.append((status, headers))
            return lambda _data: None

        try:
            chunks = self._app(environ(request), start_response)
            body = b"".join(chunks)
            close = getattr(chunks, "close", None)
            if close is not None:
                close()
        except Exception as error:  # noqa: BLE001 - a server answers 500 whatever its application raises
            self.raised.append(error)
            return Reply(
                status=500, body=traceback.format_exc().encode(), headers={"content-type": "text/plain"}
            )
        status, headers = started[-1]
        return Reply(status=int(status[:3]), headers={k.lower(): v for k, v in headers}, body=body)


def environ(request: Request) -> Environ:
    """Build the WSGI environment of a request by hand: a test client costs more than the call."""
    parts = urlsplit(request.url)
    result: Environ = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(parts.path or "/").decode("latin-1"),
        "QUERY_STRING": parts.query,
        "SERVER_NAME": parts.hostname or "",
        "SERVER_PORT": str(parts.port or (443 if parts.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(request.body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "HTTP_HOST": parts.netloc.rpartition("@")[2],
    }
    for name, value in request.headers.items():
        key = name.upper().replace("-", "_")
        result[key if key == "CONTENT_TYPE" else "HTTP_" + key] = value
    return result


class HttpFetcher:
    """Fetches over the network: 5 s to connect, 15 s to read, 15 s in all (twilio.md 5)."""

    blocking = True

    def fetch(self, request: Request) -> Reply:
        parts = urlsplit(request.url)
        secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=CONNECT_S)
        until = monotonic() + TOTAL_S
        try:
            failure = _connect(connection)
            return Reply(failure=failure) if failure else _read(connection, request, until)
        except TimeoutError:
            return Reply(failure="read-timeout")
        except (OSError, http.client.HTTPException):
            return Reply(failure="violation")
        finally:
            connection.close()


def _connect(connection: http.client.HTTPConnection) -> Failure:
    try:
        connection.connect()
    except TimeoutError:
        return "connect-timeout"
    except OSError as error:
        return "bad-host" if type(error).__name__ == "gaierror" else "refused"
    return ""


def _read(connection: http.client.HTTPConnection, request: Request, until: float) -> Reply:
    connection.sock.settimeout(READ_S)
    parts = urlsplit(request.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request(request.method, target, request.body or None, request.headers)
    response = connection.getresponse()
    body = b""
    while len(body) < MOST_READ and (chunk := response.read1(65536)):
        body += chunk
        if monotonic() > until:
            return Reply(failure="read-timeout")
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Reply(status=response.status, headers=headers, body=body)
