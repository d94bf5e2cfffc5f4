"""What every reply to the phone network is, whatever is broken: soon, sound, and never a bare hang-up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import monotonic
from xml.etree import ElementTree as ET

from emulator.webhooks import Webhook
from tests.house import House

#: A webhook's answer under faults takes at most this long (architecture 7).
WITHIN_S = 3.0
#: What a caller's own documents are asked for with.
DOCUMENTS = frozenset({"voice", "redirect", "gather", "dial", "record"})
#: Words, or time to speak or to wait: whoever gets one of these is still being served.
KEEPS = frozenset({"Say", "Play", "Gather", "Record", "Dial", "Redirect"})

Environ = dict[str, object]
Wsgi = Callable[..., Iterable[bytes]]


class Watch:
    """Measures each request around the WSGI app, and judges the replies of a house."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._app: Wsgi = house.emulated.app.wsgi_app
        self._judged = 0
        self.took_s: list[float] = []
        house.emulated.app.wsgi_app = self._timed  # type: ignore[method-assign]  # Flask's way to wrap an app

    def check(self) -> None:
        """Judge what was answered since the last time."""
        assert max(self.took_s, default=0.0) < WITHIN_S, sorted(self.took_s)[-3:]
        sent = self._house.net.webhooks
        for webhook in sent[self._judged :]:
            if webhook.reply is not None and webhook.reply.failure == "refused":
                continue  # a test lets all of us be dead
            assert webhook.status in {200, 204}, webhook
            live = webhook.params.get("CallStatus") in {"ringing", "in-progress"}
            rung = "ParentCallSid" in webhook.params or webhook.params.get("Direction") == "outbound-api"
            if webhook.kind in DOCUMENTS and live and not rung:
                self._judge(webhook)
        self._judged = len(sent)

    def _judge(self, webhook: Webhook) -> None:
        """A hang-up is bare when nothing was said before it to somebody who has not talked to a person."""
        document = ET.fromstring(webhook.body)  # noqa: S314 - our own document
        verbs = {element.tag for element in document}
        talked = webhook.kind == "dial" and webhook.params.get("DialBridged") == "true"
        assert verbs & KEEPS or talked, f"{webhook.url} {webhook.params}: {webhook.body}"

    def _timed(self, environ: Environ, start_response: Callable[..., object]) -> Iterable[bytes]:
        began = monotonic()
        try:
            return self._app(environ, start_response)
        finally:
            self.took_s.append(monotonic() - began)
