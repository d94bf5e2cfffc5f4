"""What the web workers have done, for Prometheus: counted where a request ends, summed over the workers."""

from __future__ import annotations

import os
import time

from flask import Blueprint, Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

metrics = Blueprint("metrics", __name__)

#: Seconds; the last edge before infinity is Twilio's own limit (architecture 7).
EDGES = (0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 0.5, 1.0, 2.0, 3.0, 15.0)
ANSWERED = Counter("ringdown_requests_total", "Requests answered.", ["route", "status"])
SECONDS = Histogram("ringdown_request_seconds", "Seconds to answer a request.", ["route"], buckets=EDGES)


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
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:  # noqa: TID251 - the library's own switch
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library leaves it untyped
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
