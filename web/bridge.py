"""The webhooks of the legs that a bridge has rung."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request

from switchboard import bridge_legs
from switchboard.strangers import not_ours
from telephony import heard
from web.assembled import services_of
from web.last_resort import answered_by, answers_anyway
from web.paging import goodbye, keys_of, paged_of, waits_for_the_record
from web.signed import signed

bridge = Blueprint("bridge", __name__, url_prefix="/twilio/bridge")


@bridge.post("/whisper")
@signed
@answered_by(goodbye)
@waits_for_the_record
def picked_up() -> Response:
    """Somebody has picked up."""
    paged = paged_of()
    return _twiml(not_ours() if paged is None else bridge_legs.whisper(services_of(current_app), paged))


@bridge.post("/key")
@signed
@answered_by(goodbye)
@waits_for_the_record
def pressed() -> Response:
    """A key, or none."""
    paged = paged_of()
    return _twiml(
        not_ours() if paged is None else bridge_legs.key(services_of(current_app), paged, keys_of())
    )


@bridge.post("/status")
@signed
@answers_anyway
def told_status() -> Response:
    """A leg has begun to ring, or is over."""
    paged, services = paged_of(), services_of(current_app)
    if paged is not None and heard.over(request.form):
        bridge_legs.ended(services, paged)
    elif paged is not None:
        bridge_legs.rings(services, paged)
    return Response(status=204)


def _twiml(document: str) -> Response:
    return Response(document, mimetype="text/xml")
