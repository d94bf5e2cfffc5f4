"""The path of a call through its flow, for the demo's phone page: read from the call's facts."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify

from switchboard.tracing import path_of
from web.assembled import services_of

paths = Blueprint("paths", __name__, url_prefix="/demo")


@paths.get("/calls/<call_id>/path")
def path(call_id: str) -> Response:
    """The steps taken so far, oldest first; an empty list for a call that is not known (yet)."""
    response = jsonify(steps=path_of(services_of(current_app), call_id))
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
