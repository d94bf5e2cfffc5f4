"""The voice webhooks: one route a happening; no parameter picks the handler (security.md C1)."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from flask import Blueprint, Response, current_app, request
from werkzeug.datastructures import MultiDict

from ivr.events import Event, StayedSilent
from switchboard import answerer, caller, engineers
from switchboard.answerer import Screened
from switchboard.caller import Heard
from switchboard.engineers import Engineer
from switchboard.hanging_up import hang_up
from switchboard.recordings import hand_in_late
from switchboard.strangers import not_ours
from telephony import heard
from telephony.heard import Form
from web.assembled import services_of
from web.last_resort import (
    accept_plainly,
    answered_by,
    answers_anyway,
    keeps_the_caller,
    whisper_plainly,
)
from web.signed import signed

log = structlog.get_logger(__name__)
voice = Blueprint("voice", __name__, url_prefix="/twilio")


#: There is no call to speak of: nothing to say to nobody.
NOTHING = not_ours()


@voice.post("/voice")
@signed
@keeps_the_caller
def arrived() -> Response:
    """A call rings at a line: its first document."""
    leg = heard.leg(request.form)
    return _twiml(caller.arrive(services_of(current_app), leg) if leg is not None else NOTHING)


@voice.post("/turn/gather")
@signed
@keeps_the_caller
def gathered() -> Response:
    """Keys, words or silence came."""
    return _turn(_gathered)


@voice.post("/turn/next")
@signed
@keeps_the_caller
def came_back() -> Response:
    """A round of waiting is over."""
    return _turn(heard.gathered)


@voice.post("/turn/dial")
@signed
@keeps_the_caller
def dialled() -> Response:
    """A dialled line is done with."""
    return _turn(heard.dial_ended)


@voice.post("/turn/record")
@signed
@keeps_the_caller
def recorded() -> Response:
    """A recording is over, or the caller hung up on it."""
    return _turn(heard.recording_ended)


def _gathered(form: Form) -> Event:
    """Read what came; at a second try of a request that failed, the key that the first one came with."""
    event = heard.gathered(form)
    key = request.args.get("key", "")
    return heard.gathered(MultiDict({"Digits": key})) if key and event == StayedSilent() else event


def _turn(event_of: Callable[[Form], Event]) -> Response:
    leg = heard.leg(request.form)
    if leg is None:
        return _twiml(NOTHING)
    event = event_of(request.form)
    taken = Heard(leg=leg, event=event, capsule=request.args.get("c", ""))
    return _twiml(caller.take(services_of(current_app), taken))


@voice.post("/whisper")
@signed
@answered_by(whisper_plainly)
def whispered() -> Response:
    """A transfer's line has picked up: tell them who calls."""
    return _twiml(answerer.whisper(services_of(current_app), _screened()))


@voice.post("/accept")
@signed
@answered_by(accept_plainly)
def accepted() -> Response:
    """The answerer pressed a key, or none."""
    return _twiml(answerer.accept(services_of(current_app), _screened(), heard.keys(request.form)))


@voice.post("/page/whisper")
@signed
@answered_by(whisper_plainly)
def paged() -> Response:
    """Somebody on call has picked up: tell them who calls, and why."""
    engineer = _engineer()
    return _twiml(engineers.whisper(services_of(current_app), engineer) if engineer else NOTHING)


@voice.post("/page/key")
@signed
@answered_by(accept_plainly)
def page_key() -> Response:
    """Somebody on call pressed a key, or none."""
    engineer = _engineer()
    digits = heard.keys(request.form)
    return _twiml(engineers.key(services_of(current_app), engineer, digits) if engineer else NOTHING)


def _engineer() -> Engineer | None:
    return Engineer.read(_screened(), request.args.get("t", ""), request.args.get("n", ""))


def _screened() -> Screened:
    return Screened(call_id=request.args.get("p", ""), capsule=request.args.get("c", ""))


@voice.post("/status")
@signed
@answers_anyway
def told_status() -> Response:
    """A leg's progress: only its end matters here."""
    leg = heard.leg(request.form)
    ended = heard.status_ended(request.form)
    if leg is not None and ended is not None and not leg.outbound:
        hang_up(services_of(current_app), leg, ended)
    return Response(status=204)


@voice.post("/recording")
@signed
@answers_anyway
def told_recording() -> Response:
    """A recording can be fetched, or there is none."""
    event = heard.recording_ended(request.form)
    call_id = request.form.get("CallSid", "")
    found = services_of(current_app)
    tenant = found.books.tenant_of(request.args.get("to", ""))
    if tenant is not None and event.recording:
        hand_in_late(found, found.tenants[tenant], call_id, event.recording, event.seconds)
    return Response(status=204)


def _twiml(document: str) -> Response:
    return Response(document, mimetype="text/xml")
