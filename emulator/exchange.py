"""The exchange: every number, call, conference, recording, message and alert of one emulated account.

It keeps the registers and sends callbacks; what happens on a leg is in leg.py and script.py, what REST may
ask in calls.py, conferences.py, messages.py and recordings.py.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from threading import Condition, Event
from time import monotonic
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from emulator import params
from emulator.clock import Clock
from emulator.faults import Faults, Switches
from emulator.fetch import Fetcher, Reply
from emulator.grammar import CODES
from emulator.model import (
    Account,
    Alert,
    Application,
    Bridge,
    Call,
    Callback,
    Conference,
    Hooks,
    Message,
    Number,
    Recording,
)
from emulator.twiml import read
from emulator.webhooks import Kind, Post, Webhook

if TYPE_CHECKING:
    from emulator.leg import Leg

LONGEST_SLEEP_S = 0.25


class Handset(Protocol):
    """Whoever has a number: told when it rings, when a leg of theirs is over, and when a text comes."""

    def rings(self, leg: "Leg") -> None: ...

    def over(self, leg: "Leg") -> None: ...

    def texted(self, message: Message) -> None: ...


class Nobody:
    """The handset of a number that no one has: it rings out."""

    def rings(self, leg: "Leg") -> None: ...

    def over(self, leg: "Leg") -> None: ...

    def texted(self, message: Message) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What an exchange is made of. `api_url` is where RecordingUrl points; `seed` makes SIDs its own."""

    account_sid: str
    auth_token: str
    start: datetime
    public: Fetcher
    public_host: str
    api_url: str = "https://api.twilio.com"
    seed: str = ""
    switches: Switches = field(default_factory=Switches)


class Exchange:
    """One account's world. From another thread, or while it runs in real time, enter it first."""

    def __init__(self, setup: Setup) -> None:
        self.clock = Clock(setup.start)
        self.account = Account(sid=setup.account_sid, auth_token=setup.auth_token, created=setup.start)
        self.api_url = setup.api_url.rstrip("/")
        self.switches = setup.switches
        self.faults = Faults()
        self.public = setup.public
        self.hosts: dict[str, Fetcher] = {setup.public_host: setup.public}
        self.numbers: dict[str, Number] = {}
        self.applications: dict[str, Application] = {}
        self.calls: dict[str, Call] = {}
        self.legs: dict[str, Leg] = {}
        self.conferences: dict[str, Conference] = {}
        self.recordings: dict[str, Recording] = {}
        self.messages: dict[str, Message] = {}
        self.alerts: list[Alert] = []
        self.bridges: list[Bridge] = []
        self.handsets: dict[str, Handset] = {}
        self.nobody: Handset = Nobody()
        self.geography: dict[str, dict[str, str]] = {}  #: number -> City, State, Zip, Country
        self.sound_s: dict[str, float] = {}  #: length of the sounds fetched so far, by URL
        self.next_creation = 0.0  #: when REST may create its next call: one a second
        self.observers: list[Callable[[str, object], None]] = []
        self.post = Post(self)
        self._seed = setup.seed.encode()
        self._made = 0
        self._changed = Condition()
        self._real_since: float | None = None

    @property
    def now(self) -> datetime:
        return self.clock.now

    def new_sid(self, prefix: str) -> str:
        """Make a SID: two letters and 32 hex digits, the same ones in the same order for the same seed."""
        self._made += 1
        return prefix + blake2b(b"%d" % self._made, digest_size=16, key=self._seed[:64]).hexdigest()

    def tell(self, what: str, thing: object) -> None:
        """Tell the observers: call, heard, listening, message, alert, webhook."""
        for observer in self.observers:
            observer(what, thing)

    def alert(self, code: int, detail: str, *, url: str = "", call_sid: str = "") -> None:
        level, message = CODES[code]
        alert = Alert(
            sid=self.new_sid("NO"),
            code=code,
            level=level,
            message=detail or message,
            url=url,
            call_sid=call_sid,
            when=self.now,
        )
        self.alerts.append(alert)
        self.tell("alert", alert)

    def fetcher(self, url: str) -> Fetcher | None:
        """Who serves this URL; None: no such host."""
        parts = urlsplit(url)
        return self.hosts.get(parts.netloc.rpartition("@")[2]) or self.hosts.get(parts.hostname or "")

    def add_number(self, phone_number: str, hooks: Hooks) -> Number:
        number = Number(
            sid=self.new_sid("PN"),
            phone_number=phone_number,
            friendly_name=phone_number,
            hooks=hooks,
            created=self.now,
            updated=self.now,
        )
        self.numbers[phone_number] = number
        return number

    def add_application(self, friendly_name: str, hooks: Hooks, *, sid: str = "") -> Application:
        """Bind hooks to a SID that numbers, calls and softphones can name; without one it gets a new one."""
        application = Application(
            sid=sid or self.new_sid("AP"),
            friendly_name=friendly_name,
            hooks=hooks,
            created=self.now,
            updated=self.now,
        )
        self.applications[application.sid] = application
        return application

    def handset(self, address: str) -> Handset:
        return self.handsets.get(address, self.nobody)

    def call_back(self, kind: Kind, callback: Callback, sent: dict[str, str], *, call_sid: str) -> None:
        """Send a status callback soon; its reply must be 204, or 200 with a document (15003, 16011)."""
        webhook = Webhook(
            kind=kind,
            method=callback.method,
            url=callback.url,
            params=self.allowed(sent),
            call_sid=call_sid,
            token=self.new_sid(""),
        )

        def done(reply: Reply) -> None:
            if not _is_fair_answer(reply):
                code = 16011 if kind == "conference" else 15003
                found = reply.failure or f"status {reply.status}, content type {reply.content_type or 'none'}"
                self.alert(code, f"{CODES[code][1]}: {found}", url=callback.url, call_sid=call_sid)

        self.clock.after(0, lambda: self.post.send(webhook, done))

    def call_event(self, call: Call, event: str) -> None:
        """Tell the call's status callback of initiated, ringing, answered or completed, if it asked."""
        callback = call.callback
        call.updated = self.now
        self.tell("call", call)
        if not callback.url or event not in callback.events:
            return
        sent = params.status(self, call, event) | {"SequenceNumber": str(callback.sent)}
        callback.sent += 1
        self.call_back("leg-status" if call.parent_sid else "status", callback, sent, call_sid=call.sid)

    def allowed(self, sent: dict[str, str]) -> dict[str, str]:
        """Leave out what a switch omits."""
        omitted = self.switches.omitted
        return {key: value for key, value in sent.items() if key not in omitted} if omitted else sent

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Hold the exchange. In real time, first let happen what is due; afterwards wake the clock."""
        with self._changed:
            if self._real_since is not None:
                self.clock.moves_to(monotonic() - self._real_since)
            yield
            self._changed.notify_all()

    def run_realtime(self, stop: Event) -> None:
        """Drive the clock by real time in this thread until `stop` is set, noticed within 0.25 s."""
        with self._changed:
            self._real_since = monotonic() - self.clock.elapsed
            while not stop.is_set():
                self.clock.moves_to(monotonic() - self._real_since)
                due = self.clock.next_due()
                rest = LONGEST_SLEEP_S if due is None else due - (monotonic() - self._real_since)
                self._changed.wait(min(max(rest, 0.001), LONGEST_SLEEP_S))
            self._real_since = None


def _is_fair_answer(reply: Reply) -> bool:
    if reply.failure:
        return False
    if reply.status == 204:
        return True
    return reply.status == 200 and reply.content_type == "text/xml" and read(reply.body).error is None
