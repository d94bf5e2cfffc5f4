"""When answering a webhook fails altogether: say so, try again, then lead to a person or a voicemail.

Nothing here needs a store, a flow or the engine. Source: architecture 7; reliability.md 4.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec
from urllib.parse import quote, urlencode

import structlog
from flask import Blueprint, Response, current_app, request

from ivr.verbs import Dial, HangUp, NextTurn, Pause, Record, Say, Verb
from switchboard.asker import OUR_FAULT
from switchboard.duty import failsafe
from switchboard.promising import alert_duty
from switchboard.recordings import hand_in_late
from switchboard.setting import Caller
from telephony import heard, twiml
from telephony.twiml import Urls, render
from web.assembled import services_of
from web.signed import signed

log = structlog.get_logger(__name__)
P = ParamSpec("P")
last_resort = Blueprint("last_resort", __name__, url_prefix="/twilio/last-resort")

#: How often the same request is tried again before the caller is led away.
TRIES = 2
RING_S = 30
MESSAGE_S = 120
_COUNTS = frozenset(str(tried) for tried in range(TRIES + 1))
_KEYS = frozenset("0123456789*#")
_WHISPER = "A caller could not be served by the system. Press 1 to take the call."
_MESSAGE = (
    Say(
        text="If you have been helped, please hang up. If not, please leave a message after the tone.",
        language="en-GB",
    ),
    Record(max_s=MESSAGE_S),
)


def answered_by(
    otherwise: Callable[[], Response],
) -> Callable[[Callable[P, Response]], Callable[P, Response]]:
    """Answer with `otherwise` whatever the view raises."""

    def guarded(view: Callable[P, Response]) -> Callable[P, Response]:
        @wraps(view)
        def kept(*args: P.args, **kwargs: P.kwargs) -> Response:
            try:
                return view(*args, **kwargs)
            except Exception:  # a boundary: nobody may hear the carrier's own error message
                log.exception("webhook_failed", path=request.path)
                return otherwise()

        return kept

    return guarded


def keeps_the_caller(view: Callable[P, Response]) -> Callable[P, Response]:
    """Answer with TwiML that keeps the caller, whatever the view raises."""
    return answered_by(lambda: _twiml(_document()))(view)


def answers_anyway(view: Callable[P, Response]) -> Callable[P, Response]:
    """Answer news, on which no caller waits, whatever the view raises."""
    return answered_by(lambda: Response(status=204))(view)


def _document() -> str:
    again = request.args.get("again", "0")
    tried = int(again) if again in _COUNTS else TRIES
    if tried < TRIES:
        return render(
            (
                Say(text="Sorry, one moment please.", language="en-GB"),
                Pause(seconds=1),
                NextTurn(),
            ),
            _urls(again=tried + 1),
        )
    return lead_away()


def lead_away() -> str:
    """Put the caller through to the number behind the line; without one, take a message."""
    return render(_to_a_person(), _urls(again=TRIES))


def say_goodbye() -> str:
    """End the call with words."""
    sorry = Say(text="Sorry, something went wrong on our side. Goodbye.", language="en-GB")
    return render((sorry, HangUp()), _urls(again=TRIES))


def _to_a_person() -> tuple[Verb, ...]:
    leg = heard.leg(request.form)
    line = None if leg is None else _behind(leg.dialled)
    if leg is None or line is None:
        return _MESSAGE
    sorry = Say(text="Sorry, something went wrong on our side. Putting you through now.", language="en-GB")
    return (sorry, Dial(numbers=(line,), ring_s=RING_S, caller_id=leg.dialled, whisper=_WHISPER))


def _behind(dialled: str) -> str | None:
    """Find the number that the line's error path rings (E.164).

    A line that a publish has taken away since the call began has no flow: any error path of its company does.
    """
    books = services_of(current_app).books
    whose = books.line(dialled)
    if whose is not None:
        return failsafe(books.live(whose[0]), whose[1])
    tenant = books.tenant_of(dialled)
    if tenant is None:
        return None
    live = books.live(tenant)
    return next(filter(None, (failsafe(live, flow) for flow in live.flows)), None)


@last_resort.post("/whisper")
@signed
def whispered() -> Response:
    """Somebody has picked up: in words that need no flow."""
    return whisper_plainly()


def whisper_plainly() -> Response:
    services = services_of(current_app)
    accept = f"{services.public_url}/twilio/last-resort/accept"
    return _twiml(twiml.whisper(_WHISPER, "en-GB", accept_url=accept))


@last_resort.post("/accept")
@signed
def accepted() -> Response:
    """Take the answerer's key."""
    return accept_plainly()


def accept_plainly() -> Response:
    pressed = heard.keys(request.form)
    return _twiml(twiml.BRIDGE if pressed == "1" else render((HangUp(),), _urls(again=0)))


@last_resort.post("/unanswered")
@signed
def nobody_answered() -> Response:
    """The line that was dialled is done with: whoever was not helped leaves a message."""
    return _twiml(render(_MESSAGE, _urls(again=TRIES)))


@last_resort.post("/message")
@signed
@keeps_the_caller
def left_a_message() -> Response:
    """A message was left without a flow: it becomes a promise all the same."""
    services = services_of(current_app)
    leg, event = heard.leg(request.form), heard.recording_ended(request.form)
    name = services.books.tenant_of(leg.dialled) if leg is not None else None
    if leg is not None and name is not None:
        tenant = services.tenants[name]
        hand_in_late(services, tenant, leg.call_id, event.recording, event.seconds)
        caller = Caller(call_id=leg.call_id, number=leg.number, dialled=leg.dialled, reason=OUR_FAULT)
        alert_duty(services, tenant, caller)
    text = (
        "Thank you. We have your message. Goodbye." if event.recording else "Please call us again. Goodbye."
    )
    thanks = Say(text=text, language="en-GB")
    return _twiml(render((thanks, HangUp()), _urls(again=0)))


def _urls(*, again: int) -> Urls:
    services = services_of(current_app)
    base = f"{services.public_url}/twilio"
    query = {"c": request.args.get("c", ""), "again": str(again), "key": _key_pressed()}
    here = f"{services.public_url}{request.path}?{urlencode(query)}".replace("&", "&amp;")
    addresses = {
        "record": f"{base}/last-resort/message",
        "next": here,
        "dial": f"{base}/last-resort/unanswered",
    }
    return Urls(
        turn=addresses.__getitem__,
        whisper=f"{base}/last-resort/whisper",
        recording=f"{base}/recording?to={quote(request.form.get('To', ''))}",
        audio=lambda name: f"{services.public_url}/audio/{name}.wav",
    )


def _key_pressed() -> str:
    """The one key that the request came with, such as a danger key: the next try must not lose it.

    Never more than one: what is longer may be a PIN, and has no place in an address.
    """
    key = request.form.get("Digits") or request.args.get("key", "")
    return key if key in _KEYS else ""


def _twiml(document: str) -> Response:
    return Response(document, mimetype="text/xml")
