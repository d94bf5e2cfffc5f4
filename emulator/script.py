"""Runs a leg's documents: gets one, does its verbs in order, goes where they lead, falls back if it must.

Source: twilio.md sections 1, 1.3, 5 and 13.
"""

from typing import Literal
from urllib.parse import urljoin, urlsplit

from emulator import params, prompts
from emulator.fetch import Reply
from emulator.leg import GoneError, Key, Leg, MovedError, Signal, Speech, Steps
from emulator.model import Method
from emulator.source import FatalError, Fetch, Inline, Outcome, Source, method_of, refuse_failure
from emulator.twiml import Context, Document, Element, read
from emulator.verbs import UNANSWERED, do
from emulator.webhooks import Kind, Webhook

APOLOGY = "We are sorry, an application error has occurred. Goodbye."
MOST_TURNS_AT_ONCE = 100  #: documents without any time passing: a loop that would never end


class Script:
    """The documents of one leg, one after another. `url`: the current document's."""

    def __init__(self, leg: Leg, *, context: Context = "call") -> None:
        self.leg = leg
        self.exchange = leg.exchange
        self.context = context
        self.url = ""
        self.method: Method = "POST"
        self.moved = False  #: REST has put the leg on the current document
        self._turns = (0.0, 0)
        self._token = ""

    # From document to document

    def live(self, source: Source) -> Steps[None]:
        """The whole life of a leg of its own; at the end of the last document it hangs up."""
        try:
            if (yield from self.follow(source)) == "end":
                self.leg.answer()
        except GoneError:
            self.leg.falls_silent()
            return
        self.leg.finish("completed")

    def called(self, leg: Leg, source: Fetch | None) -> Steps[None]:
        """The life of a leg that this script dials: hear a document, wait for the bridge and its end."""
        own = Script(leg, context="whisper")
        try:
            ended = "end" if source is None else (yield from own.follow(source))
            if ended == "end" and not leg.moved_away:
                leg.become_ready()
                ended = yield from own.stay_bridged()
        except GoneError:
            leg.falls_silent()
            return
        leg.finish("completed")

    def stay_bridged(self) -> Steps[Literal["end", "hangup"]]:
        """Wait until the leg is hung up, or moved to a document of its own, which is then followed."""
        try:
            while True:
                yield None
        except MovedError as moved:
            return (yield from self.follow(self._move(moved.source)))

    def beside(self, source: Fetch) -> Steps[None]:
        """A document that a conference lets its participant hear. Raises FatalError."""
        yield from Script(self.leg, context="wait").follow(source)

    def follow(self, source: Source) -> Steps[Literal["end", "hangup"]]:
        """Run document after document. GoneError passes through; a move by REST does not."""
        at: Outcome = source
        while not isinstance(at, str):
            try:
                at = yield from self._turn(at)
            except MovedError as moved:
                if self.context == "wait":
                    raise
                at = self._move(moved.source)
        return at

    def _move(self, source: object) -> Source:
        self.leg.leave()
        self.moved = True
        self.context = "call"
        if not isinstance(source, Fetch | Inline):
            raise TypeError(f"A leg is moved to a document, not to {source!r}")
        return source

    def _turn(self, source: Source) -> Steps[Outcome]:
        """Run one document. After an ERROR the next one is the fallback's, or an apology and the end."""
        self._count_turn()
        try:
            document = yield from self.obtain(source)
            outcome = yield from self.run(document.verbs)
        except FatalError as error:
            if self.context == "wait":
                raise
            url = error.url or self.url
            self.exchange.alert(error.code, error.detail, url=url, call_sid=self.leg.call.sid)
            self.leg.cut_short()
            self.leg.listen(None)
            return (yield from self._fall_back(source, error.code, url))
        else:
            self.moved = False
            return outcome

    def _count_turn(self) -> None:
        since, count = self._turns
        now = self.exchange.clock.elapsed
        self._turns = (since, count + 1) if since == now else (now, 1)
        if count > MOST_TURNS_AT_ONCE:
            raise RecursionError(f"{count} documents without any time passing; the last was {self.url}")

    def _fall_back(self, source: Source, code: int, url: str) -> Steps[Outcome]:
        if self.leg.fallback is not None and not (isinstance(source, Fetch) and source.kind == "fallback"):
            extra = {"ErrorCode": str(code), "ErrorUrl": url}
            token = self._token if self.exchange.switches.one_token_on_fallback else ""
            return Fetch(
                kind="fallback",
                url=self.leg.fallback.url,
                method=self.leg.fallback.method,
                extra=extra,
                token=token,
            )
        if self.context == "call":
            self.leg.hear("error", APOLOGY, 5.0)
            yield from self.leg.sleep(5.0)
        answered = self.leg.call.status == "in-progress"
        self.leg.finish("completed" if answered != self.exchange.switches.swapped_error_status else "failed")
        return "hangup"

    # Getting a document

    def obtain(self, source: Source) -> Steps[Document]:
        """Get and read a document, and log what is wrong with it. Raises FatalError."""
        if isinstance(source, Inline):
            self.url = ""
            document = read(source.text.encode(), self.context)
        else:
            reply = yield from self.request(source)
            self.url = source.url
            self.method = source.method
            document = self._document(reply)
        for violation in document.violations:
            if violation.is_error:
                raise FatalError(violation.code, violation.message)
            sid = self.leg.call.sid
            self.exchange.alert(violation.code, violation.message, url=self.url, call_sid=sid)
        return document

    def request(self, source: Fetch) -> Steps[Reply]:
        """Request a document with everything that belongs to it. Raises FatalError for what is no 2xx."""
        exchange, call = self.exchange, self.leg.call
        known = params.first(exchange, call) if source.kind == "voice" else params.standard(exchange, call)
        self._token = source.token or exchange.new_sid("")
        webhook = Webhook(
            kind=source.kind,
            method=source.method,
            url=source.url,
            params=exchange.allowed(known | source.extra),
            call_sid=call.sid,
            token=self._token,
        )
        reply = yield from self.leg.fetch(webhook)
        refuse_failure(reply, source.url)
        return reply

    def sound(self, url: str, wrong_type: int) -> Steps[Reply | None]:
        """Get a sound by GET. None: it cannot be had, which a switch makes no more than an alert."""
        call_sid = self.leg.call.sid
        webhook = Webhook(kind="media", method="GET", url=url, params={}, call_sid=call_sid)
        reply = yield from self.leg.fetch(webhook)
        try:
            refuse_failure(reply, url)
            prompts.refuse_other_than_sound(reply, wrong_type, url)
        except FatalError as error:
            if self.exchange.switches.media_failure_is_error:
                raise
            self.exchange.alert(error.code, error.detail, url=url, call_sid=call_sid)
            return None
        return reply

    def _document(self, reply: Reply) -> Document:
        """Read a reply by its content type (twilio.md 1)."""
        kind = reply.content_type
        if kind in {"text/xml", "application/xml", "text/html"}:
            return read(reply.body, self.context)
        hangup = Element("Hangup", {}, "", ())
        if kind.startswith("audio/"):
            return Document(verbs=(Element("Play", {}, self.url, ()), hangup))
        if kind == "text/plain":
            document = read(reply.body, self.context)
            words = reply.body.decode("utf-8", "replace")
            return Document(verbs=(Element("Say", {}, words, ()), hangup)) if document.error else document
        raise FatalError(12300, f"Invalid Content-Type: {kind or 'none'}")

    def url_of(self, reference: str) -> str:
        """Resolve an attribute's URL against the current document. Raises FatalError (11100)."""
        url = urljoin(self.url, reference.strip())
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or "_" in parts.hostname:
            raise FatalError(11100, f"Invalid URL format: {reference!r}", url=reference)
        return url

    def then(self, kind: Kind, verb: Element, extra: dict[str, str]) -> Fetch:
        """Where a verb with an `action` leads: there, or to the current document again."""
        action = verb.attrs.get("action", "")
        if not self.url and not urlsplit(action).scheme:
            raise FatalError(15004, url=action)
        return Fetch(kind=kind, url=self.url_of(action), method=method_of(verb), extra=extra)

    # Doing what it says

    def run(self, verbs: tuple[Element, ...]) -> Steps[Outcome]:
        """Do the verbs in order until one leads away. Raises FatalError, GoneError, MovedError."""
        for verb in verbs:
            if verb.name not in UNANSWERED and not (
                verb.name == "Dial" and verb.attrs.get("answerOnBridge") == "true"
            ):
                self.leg.answer()
            outcome = yield from do(self, verb)
            if outcome is not None:
                return outcome
        return "end"

    def utter(self, kind: Literal["say", "play", "tone"], text: str, seconds: float) -> Steps[Signal | None]:
        """Let something be heard. An open Gather's input cuts it short and is returned."""
        leg, clock = self.leg, self.exchange.clock
        until = leg.hear(kind, text, seconds).until
        while clock.elapsed < until:
            signal = yield until
            if self.takes(signal):
                leg.cut_short()
                return signal
        return None

    def takes(self, signal: Signal | None) -> bool:
        """Whether the open Gather or Record, if any, takes this input."""
        listening = self.leg.listening
        if listening is None:
            return False
        return (isinstance(signal, Key) and listening.keys) or (
            isinstance(signal, Speech) and listening.speech
        )
