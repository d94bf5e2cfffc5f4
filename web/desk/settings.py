"""GET and PUT /desk/settings: the keys, the ring and the volume that a person chose."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from storage.record.desk_settings import DeskSettings
from web.access import allowed, present
from web.assembled import services_of
from web.desk.asked import is_kept

desk_settings = Blueprint("desk_settings", __name__)

ACTIONS = frozenset({"accept", "decline", "mute", "hold", "transfer", "end", "notes", "clock", "status"})
#: A letter, digit or named key, with at least one of the keys that are held down.
_KEY = re.compile(r"((Control|Alt|Meta|Shift)\+){1,4}[^\s+]{1,12}")
LONGEST_DEVICE = 200
MALFORMED = "These are no settings of a desk."


@desk_settings.get("/desk/settings")
@allowed("agent", "supervisor")
def read() -> ResponseReturnValue:
    """What was saved; {} where nothing was: the page has its own defaults."""
    services = services_of(current_app)
    return jsonify(services.record.bounded.run(DeskSettings(services.record).find, present().id))


@desk_settings.put("/desk/settings")
@allowed("agent", "supervisor")
def save() -> ResponseReturnValue:
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not _is_settings(body):
        return jsonify(error=MALFORMED), 400
    services = services_of(current_app)
    services.record.bounded.run(DeskSettings(services.record).save, present().id, body)
    return jsonify(ok=True)


def _is_settings(body: dict[str, Any]) -> bool:
    shortcuts, volume, device = body.get("shortcuts"), body.get("ring_volume"), body.get("ring_device")
    return (
        body.keys() == {"shortcuts", "shortcuts_on", "single_keys_on", "ring_volume", "ring_device"}
        and isinstance(body["shortcuts_on"], bool)
        and isinstance(body["single_keys_on"], bool)
        and type(volume) is int
        and 0 <= volume <= 100
        and isinstance(device, str)
        and len(device) <= LONGEST_DEVICE
        and is_kept(device)
        and isinstance(shortcuts, dict)
        and all(_is_shortcut(action, key) for action, key in shortcuts.items())
    )


def _is_shortcut(action: str, key: object) -> bool:
    return action in ACTIONS and isinstance(key, str) and _KEY.fullmatch(key) is not None
