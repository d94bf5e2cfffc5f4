"""Sends what Twilio sends: signed, within its limits, with its one retry and redirects; keeps a list.

Source: twilio.md sections 3 to 5.
"""

from base64 import b64encode
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import lru_cache
from gzip import decompress
from http.cookies import CookieError, SimpleCookie
from threading import Thread
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qs, quote_plus, unquote, urljoin, urlsplit

from emulator.faults import WebhookFault
from emulator.fetch import CONNECT_S, TOTAL_S, Fetcher, Reply, Request
from emulator.signature import sign, signed_url

if TYPE_CHECKING:
    from emulator.exchange import Exchange

Kind = Literal[
    "voice", "redirect", "gather", "partial", "dial", "record", "fallback", "status", "leg-status", "whisper",
    "wait", "hold", "announce", "media", "recording", "conference", "sms", "sms-status", "sms-action", "amd",
]  # fmt: skip
MOST_REDIRECTS = 10
OVERTAKEN_S = 60.0  #: how long a webhook to be overtaken waits when no other comes


@dataclass(slots=True, kw_only=True)
class Webhook:
    """One request, and the reply when it is there. `url` is as configured; `params` also those of a GET."""

    kind: Kind
    method: str
    url: str
    params: dict[str, str]
    call_sid: str = ""
    token: str = ""  #: I-Twilio-Idempotency-Token
    headers: dict[str, str] = field(default_factory=dict)
    sent_at: float = 0.0  #: seconds since the start
    attempts: int = 0
    reply: Reply | None = None

    @property
    def status(self) -> int:
        return self.reply.status if self.reply else 0

    @property
    def body(self) -> str:
        return self.reply.body.decode("utf-8", "replace") if self.reply else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds and retries of one request: Twilio's own, or the URL's where overrides are obeyed."""

    read_s: float = TOTAL_S
    total_s: float = TOTAL_S
    retries: int = 1
    retry_on: frozenset[str] = frozenset({"ct"})


def limits_of(url: str) -> Limits:
    """Read the overrides of a URL's fragment (twilio.md 5); what is out of range is left at its default."""
    given = {key: values[-1] for key, values in parse_qs(urlsplit(url).fragment).items()}

    def milliseconds(key: str) -> float:
        value = given.get(key, "")
        return int(value) / 1000 if value.isdigit() and 100 <= int(value) <= 15000 else TOTAL_S

    retries = given.get("rc", "")
    return Limits(
        read_s=milliseconds("rt"),
        total_s=milliseconds("tt"),
        retries=int(retries) if retries in {"0", "1", "2", "3", "4", "5"} else 1,
        retry_on=frozenset(given["rp"].split(",")) if "rp" in given else frozenset({"ct"}),
    )


Done = Callable[[Reply], None]
_quoted = lru_cache(maxsize=1 << 14)(quote_plus)  # names and most values come again in every request


def encoded(params: dict[str, str]) -> str:
    """Write parameters as a form or a query."""
    return "&".join([f"{_quoted(name)}={_quoted(value)}" for name, value in params.items()])


class Post:
    """Sends webhooks one after another as the exchange asks; `sent` has them in the order they left."""

    def __init__(self, exchange: "Exchange") -> None:
        self._exchange = exchange
        self._overtaken: list[Callable[[], None]] = []
        self._cookies: dict[tuple[str, str], SimpleCookie] = {}
        self.sent: list[Webhook] = []

    def forget(self, calls: Collection[str], *, sent_before: float) -> None:
        """Drop what was sent before then (seconds since the start), and the cookies of these calls."""
        self.sent[:] = [webhook for webhook in self.sent if webhook.sent_at >= sent_before]
        for owner in [owner for owner in self._cookies if owner[0] in calls]:
            del self._cookies[owner]

    def send(self, webhook: Webhook, done: Done) -> None:
        """Send it; `done` gets the reply: at once, later on the clock, or from a thread inside `entered`."""
        fault = self._exchange.faults.take_webhook(
            webhook.kind, webhook.params.get("StatusCallbackEvent", "")
        )
        if fault is None:
            self._deliver(webhook, done)
        elif fault.lost:
            self.sent.append(webhook)
            lost = Reply(failure="connect-timeout", seconds=2 * CONNECT_S)
            self._answer(webhook, lost, done)
        elif fault.after_next:
            self._hold(webhook, done)
        elif fault.delay_s:
            self._exchange.clock.after(fault.delay_s, lambda: self._deliver(webhook, done))
        else:
            self._deliver(webhook, done, fault)

    def _hold(self, webhook: Webhook, done: Done) -> None:
        released: list[bool] = []

        def release() -> None:
            if not released:
                released.append(True)
                self._deliver(webhook, done)

        self._overtaken.append(release)
        self._exchange.clock.after(OVERTAKEN_S, release)

    def _deliver(self, webhook: Webhook, done: Done, fault: WebhookFault | None = None) -> None:
        webhook.sent_at = self._exchange.clock.elapsed
        self.sent.append(webhook)
        overtaken, self._overtaken = self._overtaken, []
        fetcher = self._exchange.fetcher(webhook.url)
        if fetcher is not None and fetcher.blocking:
            self._deliver_in_thread(webhook, done, fault)
        else:
            self._answer(webhook, self._perform_all(webhook, fault), done)
        for release in overtaken:
            self._exchange.clock.after(0, release)

    def _deliver_in_thread(self, webhook: Webhook, done: Done, fault: WebhookFault | None) -> None:
        def work() -> None:
            reply = self._perform_all(webhook, fault)
            with self._exchange.entered():
                self._answer(webhook, reply, done)

        Thread(target=work, daemon=True, name=f"webhook {webhook.kind}").start()

    def _answer(self, webhook: Webhook, reply: Reply, done: Done) -> None:
        webhook.reply = reply
        self._exchange.tell("webhook", webhook)
        if reply.seconds:
            self._exchange.clock.after(reply.seconds, lambda: done(reply))
        else:
            done(reply)

    def _perform_all(self, webhook: Webhook, fault: WebhookFault | None) -> Reply:
        """Perform it, and its copies; the first reply counts."""
        if fault is None or fault.copies < 2:
            return self.perform(webhook)
        copies = [webhook] * fault.copies
        if fault.together:
            with ThreadPoolExecutor(fault.copies) as threads:
                replies = list(threads.map(self.perform, copies))
        else:
            replies = [self.perform(one) for one in copies]
        return replies[0]

    def perform(self, webhook: Webhook) -> Reply:
        """Request, retry after a failed connection, follow redirects; all within the total time."""
        if urlsplit(webhook.url).scheme not in {"http", "https"}:
            return Reply(failure="bad-host")
        limits = limits_of(webhook.url) if self._exchange.switches.honours_overrides else Limits()
        method, url, params, spent = webhook.method, webhook.url, webhook.params, 0.0
        for _ in range(MOST_REDIRECTS + 1):
            reply = self._tried(self._request(webhook, method, url, params), webhook, limits)
            spent += reply.seconds
            if reply.failure or spent > limits.total_s:
                failure = reply.failure or "read-timeout"
                return replace(reply, failure=failure, seconds=min(spent, limits.total_s))
            location = reply.headers.get("location", "")
            if reply.status not in {301, 302, 303, 307, 308} or not location:
                return replace(reply, seconds=spent) if spent else reply
            url = urljoin(url, location)
            if reply.status in {301, 302, 303}:
                method, params = "GET", {}
        return Reply(failure="too-many-redirects", seconds=spent)

    def _tried(self, request: Request, webhook: Webhook, limits: Limits) -> Reply:
        spent = 0.0
        reply = Reply(failure="bad-host")
        for _ in range(limits.retries + 1):
            webhook.attempts += 1
            reply = self._fetched(request, webhook.call_sid)
            if reply.status == 401 and "www-authenticate" in reply.headers:
                reply = self._identified(request, webhook, reply)
            if not reply.failure and reply.seconds > limits.read_s:
                reply = Reply(failure="read-timeout", seconds=limits.read_s)
            spent += reply.seconds
            if not _is_retried(reply, limits.retry_on):
                break
        return replace(reply, seconds=spent) if spent else reply

    def _identified(self, request: Request, webhook: Webhook, refused: Reply) -> Reply:
        """Ask again with the user and password of the URL, which a first request never carries."""
        user, at, _ = urlsplit(webhook.url).netloc.rpartition("@")
        if not at:
            return refused
        credentials = b64encode(unquote(user).encode()).decode()
        headers = request.headers | {"Authorization": f"Basic {credentials}"}
        return self._fetched(replace(request, headers=headers), webhook.call_sid)

    def _fetched(self, request: Request, call_sid: str) -> Reply:
        fetcher: Fetcher | None = self._exchange.fetcher(request.url)
        if fetcher is None:
            return Reply(failure="bad-host")
        trouble = self._exchange.faults.server
        if trouble is None or fetcher is not self._exchange.public:
            reply = fetcher.fetch(request)
        elif trouble.failure:
            took = {"connect-timeout": CONNECT_S, "read-timeout": TOTAL_S}.get(trouble.failure, 0.0)
            reply = Reply(failure=trouble.failure, seconds=took)
        else:
            answered = trouble.reply or fetcher.fetch(request)
            reply = replace(answered, seconds=answered.seconds + trouble.slow_s)
        if reply.headers.get("content-encoding") == "gzip":
            reply = _unpacked(reply)
        self._keep_cookies((call_sid, urlsplit(request.url).netloc), reply)
        return reply

    def _request(self, webhook: Webhook, method: str, url: str, params: dict[str, str]) -> Request:
        """Build and sign one request; a GET carries the parameters in its query, which is signed with it."""
        account = self._exchange.account
        url = url.partition("#")[0]
        if method == "GET" and params:
            url += ("&" if "?" in url else "?") + encoded(params)
        posted = params if method == "POST" else {}
        voice = not webhook.kind.startswith("sms")
        headers = {
            "Host": urlsplit(url).netloc.rpartition("@")[2],
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            "Accept-Encoding": "gzip",
            "X-Home-Region": "us1",
            "X-Twilio-Signature": sign(account.auth_token, signed_url(url, voice=voice), posted),
            "I-Twilio-Idempotency-Token": webhook.token,
        }
        cookies = self._cookies.get((webhook.call_sid, urlsplit(url).netloc))
        if cookies:
            headers["Cookie"] = "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        webhook.headers = headers
        body = encoded(posted).encode() if method == "POST" else b""
        return Request(method=method, url=url, headers=headers, body=body)

    def _keep_cookies(self, owner: tuple[str, str], reply: Reply) -> None:
        if "set-cookie" not in reply.headers:
            return
        try:
            self._cookies.setdefault(owner, SimpleCookie()).load(reply.headers["set-cookie"])
        except CookieError:
            return


def _unpacked(reply: Reply) -> Reply:
    try:
        return replace(reply, body=decompress(reply.body))
    except (OSError, EOFError):
        return replace(reply, failure="violation")


def _is_retried(reply: Reply, retry_on: frozenset[str]) -> bool:
    """Only a failed connection by default (`ct`); never a reply that began."""
    reasons = {"all"}
    if reply.failure in {"refused", "connect-timeout", "bad-host"}:
        reasons.add("ct")
    elif reply.failure == "read-timeout":
        reasons.add("rt")
    elif reply.status >= 400:
        reasons.add("4xx" if reply.status < 500 else "5xx")
    else:
        return False
    return bool(reasons & retry_on)
