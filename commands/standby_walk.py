"""The walk through the standby, each day: what a number falls back to is served, and rings whom it should."""

from __future__ import annotations

import re
from collections.abc import Callable

from switchboard.drilling import Watch
from switchboard.services import Services
from switchboard.standby import standby_documents, standby_lines
from telephony.assets import Assets, Site
from telephony.carrier import CarrierError
from telephony.numbers import own_numbers

#: Between two walks through a standby that is not as it should be, in seconds: longer than a build takes.
WALKED_AGAIN_S = 120.0
_RUNG = re.compile(r"<Number[^>]*>\s*([^<\s]+)\s*</Number>")


def wrong_with(services: Services, watch: Watch, assets: Assets, tenant: str, line: str) -> str:
    """Walk as Twilio would while Ringdown is dead. "": it rings who is on call now; else what is wrong.

    A second time where something is: follow may be about to put what has just changed. Raises what
    watch.rests does.
    """
    walked = _walked(services, watch, assets, tenant, line)
    if walked:
        watch.rests(WALKED_AGAIN_S)
        walked = _walked(services, watch, assets, tenant, line)
    return walked


def _walked(services: Services, watch: Watch, assets: Assets, tenant: str, line: str) -> str:
    number = services.books.live(tenant).company.lines[line]
    try:
        own, site = own_numbers(watch.rest).get(number), assets.find()
        if own is None:
            return f"{number} is not in this account"
        url = own.hooks.voice_fallback_url
        if site is None or not url.startswith(f"{site.base}/"):
            return f"{number} falls back to {url or 'nothing'}"
        if own.hooks.voice_fallback_method != "GET":
            return f"{number} falls back by {own.hooks.voice_fallback_method}, to what is served to GET alone"
        path = url.removeprefix(site.base)
        return _rings(services, assets, site, path, _order(services, tenant, number))
    except CarrierError as failed:
        return str(failed)


def _order(services: Services, tenant: str, number: str) -> list[str]:
    """Return whom a line's standby is to ring now, in order (E.164)."""
    book, now = services.books.live(tenant), services.clock()
    lines = standby_lines(book, services.rosters.of(book, now), now)
    return [
        target.number
        for each in lines
        if each.number == number
        for ring in each.rings
        for target in ring.targets
    ]


def _rings(services: Services, assets: Assets, site: Site, path: str, wanted: list[str]) -> str:
    """Say what is wrong with the documents from this path on. Raises CarrierError."""
    try:
        rung, seen = _rung(site.base, path, lambda each: assets.served(site, each))
    except LookupError as gone:
        return f"nothing is served at {gone.args[0]}"
    if not rung:
        return "its standby rings nobody"
    if rung != wanted:
        return "its standby rings others than the roster says"
    written = standby_documents(services.books, services.rosters, services.clock(), site.base)
    differing = assets.differing(site, {each: written.get(each, "") for each in seen})
    return f"something else than ours is served at {', '.join(sorted(differing))}" if differing else ""


def _rung(base: str, path: str, fetch: Callable[[str], str | None]) -> tuple[list[str], set[str]]:
    """Follow every address of every document; return whom the first one that rings rings, and all paths.

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
    return rung, seen
