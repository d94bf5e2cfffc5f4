"""What stands around the pages: sites that may frame them, and proxies before this process."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

#: An origin whose pages are trusted as our own staff's: https, a whole name, no path and no wildcard.
_ORIGIN = re.compile(r"https://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*(?::[1-9]\d{0,4})?")
MOST_PROXIES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSettings:
    """frames: origins whose pages may frame ours. proxies: how many trusted ones stand before us."""

    frames: tuple[str, ...] = ()
    proxies: int = 0


def read_page_settings(env: Mapping[str, str]) -> PageSettings:
    """Read what `page_faults` has nothing against."""
    return PageSettings(frames=_frames(env), proxies=int(env.get("TRUSTED_PROXIES") or 0))


def page_faults(env: Mapping[str, str]) -> list[str]:
    """Tell what is wrong, one sentence each; [] when nothing is."""
    wrong = []
    frames = _frames(env)
    if not all(_ORIGIN.fullmatch(each) for each in frames):
        wrong.append("FRAME_ANCESTORS must be origins such as https://crm.example.com, separated by commas")
    elif frames and not env.get("PUBLIC_URL", "").startswith("https://"):
        wrong.append(
            "FRAME_ANCESTORS needs an https PUBLIC_URL: browsers keep no cookie in a frame without it"
        )
    proxies = env.get("TRUSTED_PROXIES") or "0"
    if not (proxies.isascii() and proxies.isdecimal() and int(proxies) <= MOST_PROXIES):
        wrong.append(f"TRUSTED_PROXIES must be a number from 0 to {MOST_PROXIES}: how many of yours")
    return wrong


def _frames(env: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(part.strip() for part in env.get("FRAME_ANCESTORS", "").split(",") if part.strip())
