"""The rows of a call's story that tell of a bridge: who came, who left, how long it lasted for them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cti.text import title_of

_WHO = {"opener": "The caller", "pin": "Somebody with the PIN"}


def said(data: Mapping[str, Any], _whole: object) -> tuple[str, str]:
    """Return what happened, and the rest."""
    match data["name"]:
        case "bridge.opened":
            return "A conference for an outage is opened", title_of(data["policy"].replace("-", " "))
        case "bridge.joined":
            return f"{_who(data)} came into the conference", ""
        case "bridge.left":
            seconds = data["seconds"]
            return f"{_who(data)} left the conference", f"after {seconds // 60}:{seconds % 60:02}"
        case "bridge.ended":
            return "The conference is over", f"{data['people']} came into it"
        case _:
            return "Nothing rang for a conference", "whoever is on call is rung as for any page"


def _who(data: Mapping[str, Any]) -> str:
    return title_of(data["target"]) if data.get("target") else _WHO.get(data["by"], "Somebody")
