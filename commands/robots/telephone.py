"""A telephone that a robot holds: one leg of the emulated network (emulator/README.md, Softphones)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

from commands.robots.asking import ANSWERS_WITHIN_S, read_object, request_to
from commands.robots.plan import Customer
from commands.robots.stream import Event, events

OVER = Event(kind="closed", data={})


class Telephone:
    """One leg. Its methods raise OSError when the network does not answer or refuses."""

    def __init__(self, url: str, leg: str) -> None:
        self._url = url
        self.leg = leg

    @classmethod
    def connects(cls, url: str, token: str) -> Telephone:
        """Call, as a softphone, the application of the token."""
        return cls(url, str(_post(url, "/softphone/connect", {"token": token})["leg"]))

    @classmethod
    def dials(cls, url: str, customer: Customer, line: str) -> Telephone:
        body = {"from": customer.number, "to": line, "attestation": customer.attestation}
        return cls(url, str(_post(url, "/softphone/dial", body)["leg"]))

    def happens(self) -> Iterator[Event | None]:
        """Yield what happens, None every two seconds without anything, and `closed` last of all."""
        request = request_to(self._url, f"/softphone/{self.leg}/events")
        with closing(urlopen(request, timeout=ANSWERS_WITHIN_S)) as reply:  # noqa: S310 - the demo's own
            for event in events(reply):
                yield event
                if event is not None and event.kind == "closed":
                    return
        yield OVER

    def presses(self, keys: str) -> None:
        self._does("digits", digits=keys)

    def says(self, words: str) -> None:
        self._does("words", text=words)

    def hangs_up(self) -> None:
        self._does("hangup")

    def _does(self, what: str, **body: str) -> None:
        """Do it; on a call that has just ended it does nothing."""
        try:
            _post(self._url, f"/softphone/{self.leg}/{what}", dict(body))
        except HTTPError as refused:
            refused.close()
            if refused.code != 409:
                raise


def _post(url: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    with closing(urlopen(request_to(url, path, body), timeout=ANSWERS_WITHIN_S)) as reply:  # noqa: S310 - the same
        return read_object(reply.read())
