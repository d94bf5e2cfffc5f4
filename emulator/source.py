"""Where a leg's next document comes from, and why one cannot go on."""

from dataclasses import dataclass, field
from typing import Literal

from emulator.fetch import Reply
from emulator.grammar import CODES
from emulator.model import Method
from emulator.twiml import Element
from emulator.webhooks import Kind

_FAILURES = {
    "refused": 11202,
    "connect-timeout": 11205,
    "read-timeout": 11203,
    "violation": 11206,
    "bad-host": 11210,
    "too-many-redirects": 11215,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """A document to be requested; `extra` goes with the standard parameters."""

    kind: Kind
    url: str
    method: Method = "POST"
    extra: dict[str, str] = field(default_factory=dict)
    token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inline:
    """A document that came in a REST `Twiml` parameter. It has no URL that others could be relative to."""

    text: str


Source = Fetch | Inline
Outcome = Source | Literal["end", "hangup"]


class FatalError(Exception):
    """The document cannot go on: an ERROR with its code. `url`: what was being requested, if anything."""

    def __init__(self, code: int, detail: str = "", *, url: str = "") -> None:
        super().__init__(f"{code} {detail}")
        self.code = code
        self.detail = detail or CODES[code][1]
        self.url = url


def refuse_failure(reply: Reply, url: str) -> None:
    """Raise FatalError for a reply that is none, or not a 2xx one."""
    if reply.failure:
        code = _FAILURES[reply.failure]
        raise FatalError(code, f"{CODES[code][1]}: {url}", url=url)
    if not 200 <= reply.status < 300:
        raise FatalError(11200, f"Got HTTP {reply.status} response to {url}", url=url)


def method_of(verb: Element, attribute: str = "method") -> Method:
    return "GET" if verb.attrs.get(attribute) == "GET" else "POST"
