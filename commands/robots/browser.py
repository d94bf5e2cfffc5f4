"""A browser without a window: it keeps cookies, signs in by the form, and sends commands with their token."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import structlog

from commands.robots.asking import ANSWERS_WITHIN_S, read_object, request_to
from commands.robots.plan import Account
from commands.robots.stream import Event, events

log = structlog.get_logger(__name__)

#: The feed sends a heartbeat every 10 s.
SILENT_FOR_S = 40.0


class RefusedError(Exception):
    """The service does not do what was asked. status: of HTTP."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(f"{status} {words}")
        self.status = status


class Browser:
    """One signed-in person. Its methods raise RefusedError, and OSError when nobody answers."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        self._token = ""

    def signs_in(self, company: str, account: Account) -> None:
        """Fill in the form of /sign-in, and open the desk. Raises RefusedError when it is not let in."""
        form = _Form.of(self._page("/sign-in"))
        sent = form.hidden | {"company": company, "login": account.login, "password": account.password}
        posted = request_to(self._url, "/sign-in")
        posted.data = urlencode(sent).encode()
        self._open(posted)
        desk = _Form.of(self._page("/desk"))
        if not desk.token:
            raise RefusedError(401, f"{company} {account.login} is not let in")
        self._token = desk.token

    def reads(self, path: str) -> dict[str, Any]:
        return read_object(self._open(request_to(self._url, path)))

    def sends(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return read_object(self._open(request_to(self._url, path, body, {"X-CSRF-Token": self._token})))

    def follows(self, path: str) -> Iterator[Event | None]:
        """Yield the events of a stream until it ends, and answer its heartbeats as the desk's page does."""
        request = request_to(self._url, path, headers={"Accept": "text/event-stream"})
        with closing(self._opener.open(request, timeout=SILENT_FOR_S)) as reply:
            stream = reply.headers.get("Ringdown-Stream", "")
            for event in events(reply):
                if event is None and stream:
                    self._beats(stream)
                yield event

    def _beats(self, stream: str) -> None:
        """Say that the stream is read; one that is known no more ends by itself."""
        beat = request_to(self._url, "/desk/beat", {"stream": stream}, {"X-CSRF-Token": self._token})
        try:
            self._open(beat)
        except RefusedError as refused:
            log.info("robot_beat_refused", status=refused.status)

    def _page(self, path: str) -> str:
        return self._open(request_to(self._url, path, headers={"Accept": "text/html"})).decode()

    def _open(self, request: Request) -> bytes:
        try:
            with closing(self._opener.open(request, timeout=ANSWERS_WITHIN_S)) as reply:
                read: bytes = reply.read()
                return read
        except HTTPError as refused:
            with closing(refused):
                raise RefusedError(refused.code, refused.reason) from None


class _Form(HTMLParser):
    """The hidden fields of a page's forms, and the token that its scripts send."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.meta: dict[str, str] = {}

    @classmethod
    def of(cls, page: str) -> _Form:
        form = cls()
        form.feed(page)
        return form

    @property
    def token(self) -> str:
        return self.meta.get("csrf-token", "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "input" and named.get("type") == "hidden":
            self.hidden[named.get("name", "")] = named.get("value", "")
        elif tag == "meta" and "name" in named:
            self.meta[named["name"]] = named.get("content", "")
