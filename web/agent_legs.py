"""The webhooks of the agents' side: softphones, legs that we ring, conferences, and the music on hold."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request

from ivr.steps.bridge import bridge_of
from ivr.steps.queue import HOLD_PIECES
from switchboard import bridge_rolls, desk_phone, seating
from switchboard.desk_phone import Rung
from switchboard.recordings import take_talk_news
from switchboard.strangers import not_ours
from telephony import heard, twiml
from web.assembled import services_of
from web.last_resort import answered_by, answers_anyway, say_goodbye
from web.signed import signed

agent_legs = Blueprint("agent_legs", __name__, url_prefix="/twilio")


def _goodbye() -> Response:
    return _twiml(say_goodbye())


@agent_legs.post("/client")
@signed
@answered_by(_goodbye)
def softphone() -> Response:
    """A softphone dials in, which is whoever its token says."""
    leg, identity = heard.leg(request.form), heard.identity(request.form)
    if leg is None or not identity:
        return _twiml(not_ours())
    return _twiml(seating.seat_client(services_of(current_app), identity, leg.call_id))


@agent_legs.post("/conference")
@signed
@answers_anyway
def told_conference() -> Response:
    """Somebody has come into a conference, or left it."""
    services = services_of(current_app)
    tenant = services.tenants.get(request.args.get("tenant", ""))
    news = heard.room_news(request.form)
    if tenant is not None and news is not None:
        bridge = bridge_of(news.room)
        if bridge:
            bridge_rolls.take_news(services, tenant, bridge, news)
        else:
            seating.take_news(services, tenant, news)
    return Response(status=204)


@agent_legs.post("/conference/recording")
@signed
@answers_anyway
def told_recording() -> Response:
    """The recording of a talk has begun, or is over."""
    services = services_of(current_app)
    name, _, call_id = request.args.get("of", "").rpartition(".")
    tenant, news = services.tenants.get(name), heard.talk_news(request.form)
    if tenant is not None and news is not None:
        take_talk_news(services, tenant, call_id, news)
    return Response(status=204)


@agent_legs.post("/wait")
@signed
@answered_by(_goodbye)
def music() -> Response:
    """What is heard on hold, and until an agent is there."""
    base = services_of(current_app).public_url
    pieces = tuple(f"{base}/audio/hold/{piece}.wav" for piece in range(HOLD_PIECES))
    return _twiml(twiml.music(pieces, f"{base}/twilio/wait"))


@agent_legs.post("/desk/whisper")
@signed
@answered_by(_goodbye)
def picked_up() -> Response:
    """A leg that we rang has picked up."""
    rung = _rung()
    return _twiml(not_ours() if rung is None else desk_phone.whisper(services_of(current_app), rung))


@agent_legs.post("/desk/accept")
@signed
@answered_by(_goodbye)
def pressed() -> Response:
    """A key, or none, on a leg that we rang."""
    rung, keys = _rung(), heard.keys(request.form)
    return _twiml(not_ours() if rung is None else desk_phone.accept(services_of(current_app), rung, keys))


@agent_legs.post("/desk/status")
@signed
@answers_anyway
def told_status() -> Response:
    """A leg that we rang is over."""
    rung = _rung()
    if rung is not None and heard.over(request.form):
        desk_phone.ended(services_of(current_app), rung)
    return Response(status=204)


def _rung() -> Rung | None:
    leg = heard.leg(request.form)
    return None if leg is None else Rung(leg=leg, note=request.args.get("s", ""))


def _twiml(document: str) -> Response:
    return Response(document, mimetype="text/xml")
