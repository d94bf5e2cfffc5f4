"""What one process serves at once, so that webhooks always find a thread (commands/serving.py)."""

from __future__ import annotations

from collections.abc import Collection
from threading import BoundedSemaphore

import structlog
from flask import Flask, Response, g, jsonify, request
from flask.typing import ResponseReturnValue

log = structlog.get_logger(__name__)

#: Streams of one process; webhooks keep the threads that are left.
MOST_STREAMS = 300
#: Requests of people under way: each may wait 2 s for the phone network, or 300 ms for SQL.
MOST_OF_PEOPLE = 24
#: Signs of life of open desks under way: apart, so that busy pages take no agent off the floor.
MOST_BEATS = 8

TRY_AGAIN_S = 2
WORDS = "Too much is asked of this desk at once. Try again in a moment."


def bound_requests(app: Flask, blueprints: Collection[str], most: int) -> None:
    """Let only so many requests of these blueprints be under way; the others are refused at once, with 503.

    A request is over when its view has returned: a stream of events counts while it begins.
    """
    places = BoundedSemaphore(most)

    @app.before_request
    def enter() -> ResponseReturnValue | None:
        if request.blueprint not in blueprints:
            return None
        if not places.acquire(blocking=False):
            log.warning("request_refused_busy", path=request.path, under_way=most)
            return _refused()
        g.leaves = places.release
        return None

    @app.teardown_request
    def leave(_error: BaseException | None) -> None:
        if request.blueprint in blueprints and "leaves" in g:
            g.pop("leaves")()


def _refused() -> ResponseReturnValue:
    """Refuse in words: as text to a browser that loads a page, else in JSON."""
    wanted, headers = request.accept_mimetypes, {"Retry-After": str(TRY_AGAIN_S)}
    if wanted["text/html"] > wanted["application/json"]:
        return Response(f"{WORDS}\n", 503, mimetype="text/plain", headers=headers)
    return jsonify(error=WORDS), 503, headers
