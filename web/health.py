"""Tell whether this process is alive, and whether its stores are in reach."""

from __future__ import annotations

from math import isinf

from flask import Blueprint, Response, current_app, jsonify

from web.assembled import services_of

health = Blueprint("health", __name__)


@health.get("/healthz")
def alive() -> Response:
    return Response("alive\n", mimetype="text/plain")


@health.get("/readyz")
def ready() -> tuple[Response, int]:
    """200 when every store answers; 503 names those that do not. Calls are answered either way.

    rosters: seconds since SQL confirmed who is on call; null: this process never heard from it.
    """
    services = services_of(current_app)
    stores = {"redis": services.live.answers(), "sql": services.record.ready()}
    is_ready = all(stores.values())
    now = services.clock()
    ages = {tenant: services.rosters.age_s(tenant, now) for tenant in services.tenants}
    rosters = {tenant: None if isinf(age_s) else round(age_s) for tenant, age_s in ages.items()}
    return jsonify(stores=stores, rosters=rosters, ready=is_ready), 200 if is_ready else 503
