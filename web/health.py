"""Tell whether this process is alive, and whether its stores are in reach."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify

from web.assembled import services_of

health = Blueprint("health", __name__)


@health.get("/healthz")
def alive() -> Response:
    return Response("alive\n", mimetype="text/plain")


@health.get("/readyz")
def ready() -> tuple[Response, int]:
    """200 when every store answers; 503 names those that do not. Calls are answered either way."""
    services = services_of(current_app)
    stores = {"redis": services.live.answers(), "sql": services.record.ready()}
    return jsonify(stores=stores, ready=all(stores.values())), 200 if all(stores.values()) else 503
