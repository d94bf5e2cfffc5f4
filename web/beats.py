"""POST /desk/beat: an open page says that it is there, each time its stream's heartbeat has come through."""

from __future__ import annotations

import structlog
from flask import Blueprint, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from storage.live.client import StoreUnavailableError
from switchboard import desks
from switchboard.agent import FloorBusyError
from web.access import refuse_forged, sign_in_first, sign_in_of_cookie
from web.assembled import services_of
from web.links import NAME, mark_of

log = structlog.get_logger(__name__)
beats = Blueprint("beats", __name__)


@beats.post("/desk/beat")
def beat() -> ResponseReturnValue:
    """{"stream"}: the name that came with the stream. 204; 404: not known any more, or not one's own.

    It asks Redis alone, so that a floor goes on while SQL is away, and is no use of the sign-in, which the
    stream looks at.
    """
    held = sign_in_of_cookie()
    if held is None:
        return sign_in_first(page=False)
    refuse_forged()
    tenant, token = held
    body = request.get_json(silent=True)
    said = body.get("stream") if isinstance(body, dict) else None
    named = NAME.fullmatch(said) if isinstance(said, str) else None
    if named is None or named[2] != mark_of(token):
        abort(404)
    try:
        if not desks.beat(services_of(current_app), tenant, named[1], named[2] + named[3]):
            abort(404)
    except (StoreUnavailableError, FloorBusyError) as trouble:
        log.warning("beat_not_noted", tenant=tenant.name, agent=named[1], why=str(trouble))
        return jsonify(error="Try again in a moment."), 503, {"Retry-After": "2"}
    return "", 204
