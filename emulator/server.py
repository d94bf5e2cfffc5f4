"""The emulator by itself: REST, Serverless and the phone page on one loopback port, in real time.

A request whose Host is a domain of Serverless gets its assets.
"""

import signal
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from threading import Event, Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from emulator.calls import WITHHELD
from emulator.exchange import Exchange, Nobody, Setup
from emulator.fetch import HttpFetcher
from emulator.forgetting import forget_regularly
from emulator.handsets import Handsets
from emulator.model import Hooks
from emulator.page_api import PageApi
from emulator.rest import rest_app
from emulator.rest.dispatch import ReplyLostError
from emulator.rest.standing import PREFIXES, standing_app
from emulator.serverless.app import serverless_app
from emulator.serverless.store import Serverless
from emulator.settings import Line, Settings
from emulator.softphone_api import SoftphoneApi
from emulator.softphones import Softphones

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HOST = "127.0.0.1"
SILENCE_S = 60.0  #: how long a lost reply keeps its connection open


class Emulator:
    """One exchange with its server. start() returns when it answers; stop() when it no longer does.

    port 0 takes a free one; `url` says which. now: the time at which the exchange begins.
    """

    def __init__(self, settings: Settings, *, port: int, now: datetime) -> None:
        self._stop = Event()
        self._settings = settings
        self.exchange = make_exchange(settings, now, f"http://{HOST}:{port}")
        self._handsets = handsets = Handsets(self.exchange, names_of(settings))
        self.exchange.nobody = handsets
        for contact in settings.contacts:
            if contact.will == "nobody":
                self.exchange.handsets[contact.number] = Nobody()
        self._page = PageApi(self.exchange, handsets, settings)
        self.exchange.clock.after(0, partial(forget_regularly, self.exchange))
        self.serverless = Serverless(self.exchange)
        app = _Front(
            rest=rest_app(self.exchange),
            serverless=self.serverless,
            page=self._page,
            softphone=SoftphoneApi(self.exchange, Softphones(self.exchange), settings.public_url),
            stop=self._stop,
        )
        self._server: BaseWSGIServer = make_server(HOST, port, app, threaded=True, request_handler=_Quiet)
        self.url = f"http://{HOST}:{self._server.server_port}"
        self.exchange.api_url = self.url
        self._threads = [
            Thread(target=self.exchange.run_realtime, args=(self._stop,), name="clock", daemon=True),
            Thread(target=self._server.serve_forever, args=(0.1,), name="server", daemon=True),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def reread(self, settings: Settings) -> None:
        """Take up lines and names that have changed. Calls under way go on; numbers that REST added stay."""
        with self.exchange.entered():
            before, after = set(self._settings.lines), set(settings.lines)
            for line in before - after:
                self.exchange.numbers.pop(line.number, None)
            add_lines(self.exchange, after - before)
            self._settings = settings
            self._handsets.names = names_of(settings)
            self._page.reread(settings)

    def stop(self) -> None:
        self._stop.set()
        self._server.shutdown()
        for thread in self._threads:
            thread.join(timeout=5)
        self._server.server_close()


def make_exchange(settings: Settings, now: datetime, api_url: str) -> Exchange:
    """The exchange with the numbers of the settings, and its webhooks going over the network."""
    exchange = Exchange(
        Setup(
            account_sid=settings.account_sid,
            auth_token=settings.auth_token,
            start=now,
            public=HttpFetcher(),
            public_host=urlsplit(settings.public_url).netloc,
            api_url=api_url,
            seed=now.isoformat(),
        )
    )
    exchange.account.api_keys.update(settings.api_keys)
    add_lines(exchange, settings.lines)
    for number in settings.numbers:
        exchange.add_number(number, Hooks())
    for one in settings.applications:
        hooks = Hooks(voice_url=one.voice_url, status_callback=one.status_url)
        exchange.add_application(one.name, hooks, sid=one.sid)
    return exchange


def add_lines(exchange: Exchange, lines: Iterable[Line]) -> None:
    for line in lines:
        number = exchange.add_number(line.number, hooks_of(line))
        number.friendly_name = line.name


def names_of(settings: Settings) -> dict[str, str]:
    """What each number is called on the page; a caller who withholds it is so called."""
    names = {WITHHELD: "Number withheld"}
    names |= {person.number: person.name for person in settings.people if person.number}
    names |= {contact.number: contact.name for contact in settings.contacts}
    return names | {line.number: line.name for line in settings.lines}


def hooks_of(line: Line) -> Hooks:
    return Hooks(
        voice_url=line.voice_url,
        voice_fallback_url=line.fallback_url,
        voice_fallback_method=line.fallback_method,
        status_callback=line.status_url,
        sms_url=line.sms_url,
    )


class _Front:
    """Sends each request to the app that it is for, and keeps silence where a reply was lost on purpose."""

    def __init__(
        self,
        *,
        rest: "WSGIApplication",
        serverless: Serverless,
        softphone: "WSGIApplication",
        page: "WSGIApplication",
        stop: Event,
    ) -> None:
        self._domains = serverless.domains
        self._apps: dict[str, WSGIApplication] = {
            "/2010-04-01/": rest,
            **dict.fromkeys(PREFIXES, standing_app(serverless.exchange)),
            "/v1/": serverless_app(serverless),
            "/softphone/": softphone,
        }
        self._page = page
        self._stop = stop

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        named = next((app for prefix, app in self._apps.items() if path.startswith(prefix)), self._page)
        app: WSGIApplication = self._domains.get(environ.get("HTTP_HOST", ""), named)
        try:
            return app(environ, start_response)
        except ReplyLostError:
            self._stop.wait(SILENCE_S)
            start_response("504 Gateway Timeout", [("Content-Length", "0")])
            return []


class _Quiet(WSGIRequestHandler):
    """A server that does not print each request: those of the page alone would bury all else."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None: ...


def run_emulator(
    settings: Settings,
    *,
    port: int,
    now: datetime,
    announce: Callable[[str], None],
    again: Callable[[], Settings | None],
) -> None:
    """Serve until SIGTERM or SIGINT. announce: told the page's URL once it answers.

    again: reads the settings anew at SIGUSR1; None: they cannot be used, and what was goes on.
    """
    emulator = Emulator(settings, port=port, now=now)
    stop = Event()

    def reread(_number: int, _frame: object) -> None:
        changed = again()
        if changed is not None:
            emulator.reread(changed)

    signal.signal(signal.SIGUSR1, reread)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    emulator.start()
    announce(emulator.url)
    stop.wait()
    emulator.stop()
