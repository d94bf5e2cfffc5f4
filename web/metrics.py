"""What the web workers have done, for Prometheus: counted where a request ends, summed over the workers."""

from __future__ import annotations

import math
import os
import time
from contextlib import suppress

from flask import Blueprint, Flask, Response, current_app, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from storage.live.client import StoreUnavailableError
from storage.live.signs import Signs
from web.assembled import services_of

metrics = Blueprint("metrics", __name__)

#: Seconds; the last edge before infinity is Twilio's own limit (architecture 7).
EDGES = (0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 0.5, 1.0, 2.0, 3.0, 15.0)
ANSWERED = Counter("ringdown_requests_total", "Requests answered.", ["route", "status"])
SECONDS = Histogram("ringdown_request_seconds", "Seconds to answer a request.", ["route"], buckets=EDGES)
#: Of the worker that is asked: it is set as it is shown, and another worker's may be long past.
ROSTER_AGE = Gauge(
    "ringdown_roster_age_seconds",
    "Seconds since SQL last confirmed who is on call.",
    ["tenant"],
    multiprocess_mode="livemostrecent",
)
ROSTER_HORIZON = Gauge(
    "ringdown_roster_horizon_seconds",
    "Seconds ahead for which it is known who is on call.",
    ["tenant"],
    multiprocess_mode="livemostrecent",
)
STANDBY_AGE = Gauge(
    "ringdown_standby_age_seconds",
    "Seconds since what Twilio answers with while Ringdown is dead was seen to be right.",
    multiprocess_mode="livemostrecent",
)
ROSTERS_REFUSED = Gauge(
    "ringdown_roster_files_refused",
    "Files of rosters found unfit to be used since the start.",
    multiprocess_mode="livesum",
)


def count_requests(app: Flask) -> None:
    """Count every request of the app by its route; a path that is no route counts as `none`."""

    @app.before_request
    def begin() -> None:
        g.began_s = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule is not None else "none"
        ANSWERED.labels(route, response.status_code).inc()
        SECONDS.labels(route).observe(time.perf_counter() - g.began_s)
        return response


@metrics.get("/metrics")
def shown() -> Response:
    """Every worker's figures where `serve` runs several; this process's otherwise."""
    _measure_rosters()
    _measure_standby()
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:  # noqa: TID251 - the library's own switch
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library leaves it untyped
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _measure_rosters() -> None:
    services = services_of(current_app)
    now = services.clock()
    for tenant in services.tenants:
        ROSTER_AGE.labels(tenant).set(services.rosters.age_s(tenant, now))
        ROSTER_HORIZON.labels(tenant).set(services.rosters.horizon_s(tenant, now))
    ROSTERS_REFUSED.set(services.rosters.refused)


def _measure_standby() -> None:
    """Without Redis nobody can tell: it is then as old as it was."""
    services = services_of(current_app)
    with suppress(StoreUnavailableError):
        held_at = Signs(services.live).last("standby")
        age_s = math.inf if held_at is None else (services.clock() - held_at).total_seconds()
        STANDBY_AGE.set(age_s)
