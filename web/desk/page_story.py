"""The rows of a call's story that tell of a page: who was rung, and who took it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cti.text import title_of


def said(data: Mapping[str, Any], _whole: object) -> tuple[str, str]:
    """Return what happened, and the rest. People on call are told by their names in the roster, as titles."""
    match data["name"]:
        case "page.started":
            return "Whoever is on call is rung", title_of(data["policy"].replace("-", " "))
        case "page.attempt":
            people = data.get("targets") or [data.get("target", "")]
            how = "by a call of its own" if data["channel"] == "rest" else ""
            rung = f"{' and '.join(map(title_of, people))} {'are' if len(people) > 1 else 'is'} rung"
            return rung, _joined(f"level {data['level']}", how)
        case "page.accepted":
            return f"{title_of(data['target'])} took the call", ""
        case "page.declined":
            asked = "and asked for the next level" if data.get("escalated") else ""
            return f"{title_of(data['target'])} cannot take it", asked
        case _:
            return "Everybody on call was rung, and nobody took it", ""


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
