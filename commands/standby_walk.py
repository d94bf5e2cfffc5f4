"""The walk through the standby, each day: what a number falls back to is served, and rings whom it should."""

from __future__ import annotations

import re
from collections.abc import Callable

from switchboard.services import Services
from switchboard.standby import standby_lines
from telephony.assets import Assets
from telephony.numbers import own_numbers
from telephony.rest import Rest

_RUNG = re.compile(r"<Number[^>]*>\s*([^<\s]+)\s*</Number>")


def wrong_with(services: Services, rest: Rest, assets: Assets, tenant: str, line: str) -> str:
    """Walk as Twilio would while Ringdown is dead. "": it rings who is on call now; else what is wrong.

    Raises CarrierError.
    """
    book, now = services.books.live(tenant), services.clock()
    number = book.company.lines[line]
    own, site = own_numbers(rest).get(number), assets.find()
    if own is None:
        return f"{number} is not in this account"
    url = own.hooks.voice_fallback_url
    if site is None or not url.startswith(f"{site.base}/"):
        return f"{number} falls back to {url or 'nothing'}"
    lines = standby_lines(book, services.rosters.of(book, now), now)
    wanted = [
        target.number
        for each in lines
        if each.number == number
        for ring in each.rings
        for target in ring.targets
    ]
    try:
        rung = _rung(site.base, url.removeprefix(site.base), lambda path: assets.served(site, path))
    except LookupError as path:
        return f"nothing is served at {path.args[0]}"
    return "" if rung == wanted else "its standby rings others than the roster says"


def _rung(base: str, path: str, fetch: Callable[[str], str | None]) -> list[str]:
    """Follow every address of every document; return whom the first one that rings anybody rings.

    Raises LookupError with the path at which nothing is served.
    """
    ahead, seen, rung = [path], {path}, list[str]()
    for here in ahead:  # it grows as we go
        document = fetch(here)
        if document is None:
            raise LookupError(here)
        rung = rung or _RUNG.findall(document)
        found = [each.removeprefix(base) for each in re.findall(rf"{re.escape(base)}[^\"<\s]*", document)]
        ahead += [each for each in dict.fromkeys(found) if each not in seen]
        seen.update(found)
    return rung
