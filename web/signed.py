"""Nothing is done for a request that Twilio did not sign: 403, without a word (security.md C1)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import structlog
from flask import Response, abort, current_app, request
from werkzeug.datastructures import MultiDict

from storage.treated_as_away import stores_away
from switchboard.drills import robot_of
from telephony.heard import leg
from telephony.params import run_together
from telephony.signature import Signatures
from web.assembled import services_of

log = structlog.get_logger(__name__)
P = ParamSpec("P")

#: Requests about the leg of somebody on call, who is rung from the line.
PAGES_LEG = "/twilio/page/"

#: This many refused requests that look real may mean a wrong PUBLIC_URL, not an attack.
SUSPICIOUS = 3


def signed(view: Callable[P, Response]) -> Callable[P, Response]:
    """Let only signed requests through to a view."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> Response:
        signatures: Signatures = current_app.extensions["signatures"]
        form = request.form if request.method == "POST" else MultiDict[str, str]()
        if not signatures.accepts(_asked(), form, request.headers.get("X-Twilio-Signature")):
            _refused()
            abort(403)
        if (name := run_together(form)) is not None:
            log.warning("parameter_refused", path=request.path, name=name[:40])
            abort(403)
        with stores_away(away=_is_of_a_robot(form)):
            return view(*args, **kwargs)

    return checked


def _is_of_a_robot(form: MultiDict[str, str]) -> bool:
    """Whether it is about a daily call of a company's robot, which proves what holds without any store.

    It is where that company's line was called from its robot's number, or rings the robot for a page.
    """
    ours, theirs = form.get("To", ""), form.get("From", "")
    if request.path.startswith(PAGES_LEG):
        ours, theirs = theirs, ours
    books = services_of(current_app).books
    whose = books.line(ours) if theirs else None
    return whose is not None and robot_of(books.live(whose[0])) == theirs


def _asked() -> str:
    """The path and query as they came, byte for byte: Twilio signed those."""
    raw: str = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or ""
    if raw.startswith("/"):
        return raw
    query = request.query_string.decode("latin-1")
    return f"{request.path}?{query}" if query else request.path


def _refused() -> None:
    refused: deque[str] = current_app.extensions["refused"]
    if leg(request.form) is not None:
        refused.append(request.path)
    suspicious = len(refused) >= SUSPICIOUS
    write = log.error if suspicious else log.warning
    write(
        "signature_refused",
        path=request.path,
        perhaps="PUBLIC_URL is not what Twilio was given" if suspicious else "",
    )
