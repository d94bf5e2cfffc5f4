"""A tiny hand-written application: one TwiML document a path, and a list of what was asked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from emulator.phones import Network

LINE = "+18005551820"
CALLER = "+15105550101"
DUTY = "+442079460990"
SECOND = "+442079460991"
URL = "https://small.example"
ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN = "token-of-the-small-app"  # noqa: S105 - only the emulator and this app share it
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@dataclass(slots=True, kw_only=True)
class Asked:
    """One request: its path, its parameters, its headers in WSGI's names."""

    method: str
    path: str
    params: dict[str, str]
    headers: dict[str, str]


@dataclass(slots=True)
class SmallApp:
    """Answers `documents[path]`; an unknown path gets 204. `sounds[path]` are WAV files."""

    documents: dict[str, str] = field(default_factory=dict)
    sounds: dict[str, bytes] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def __call__(self, environ: dict[str, object], start: Callable[..., object]) -> Iterable[bytes]:
        path = str(environ["PATH_INFO"])
        query = str(environ["QUERY_STRING"])
        body = environ["wsgi.input"].read()  # type: ignore[attr-defined]  # WSGI says it is a file
        pairs = parse_qsl(query, keep_blank_values=True) + parse_qsl(body.decode(), keep_blank_values=True)
        headers = {key: str(value) for key, value in environ.items() if key.startswith(("HTTP_", "CONTENT_"))}
        method = str(environ["REQUEST_METHOD"])
        self.asked.append(Asked(method=method, path=path, params=dict(pairs), headers=headers))
        if path in self.sounds:
            start("200 OK", [("Content-Type", "audio/wav"), ("ETag", '"1"')])
            return [self.sounds[path]]
        if path not in self.documents:
            start("204 No Content", [])
            return []
        start("200 OK", [("Content-Type", "text/xml")])
        return [f"<Response>{self.documents[path]}</Response>".encode()]

    def of(self, path: str) -> list[dict[str, str]]:
        """The parameters of each request for a path, in order."""
        return [one.params for one in self.asked if one.path == path]


def small_network(app: SmallApp) -> Network:
    net = Network(app=app, public_url=URL, account_sid=ACCOUNT, auth_token=TOKEN, now=NOW)
    net.number(LINE, voice_url=f"{URL}/voice", status_url=f"{URL}/status", sms_url=f"{URL}/sms")
    return net
