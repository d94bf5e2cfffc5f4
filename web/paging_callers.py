"""The webhooks of a caller who is still on the line while their page goes on by REST.

They answer their own leg, and no other. No store decides whether the caller stays: SQL only says where to.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, current_app, request

from storage.record.bounded import RecordUnavailable
from switchboard import staying
from switchboard.paged_legs import Paged
from switchboard.services import Services
from switchboard.strangers import not_ours
from telephony import heard
from web.assembled import services_of
from web.last_resort import answered_by, lead_away
from web.paging import keys_of, language, paged_of, twiml_of, waits_for_the_record
from web.signed import signed

paging_callers = Blueprint("paging_callers", __name__, url_prefix="/twilio/paging")


def _led_away() -> Response:
    return twiml_of(lead_away())


@paging_callers.post("/join")
@signed
@answered_by(_led_away)
def joins() -> Response:
    """The caller's leg was taken out of what it heard."""
    return _of_caller(staying.join)


@paging_callers.post("/stay")
@signed
@answered_by(_led_away)
def stays() -> Response:
    """The caller waits on the line, with nobody."""
    return _of_caller(staying.stay)


@paging_callers.post("/left")
@signed
@answered_by(_led_away)
def left() -> Response:
    """The caller's leg is out of the room."""
    return _of_caller(staying.left)


@paging_callers.post("/helped")
@signed
@answered_by(_led_away)
def helped() -> Response:
    """The caller has said whether they were helped, by a key or by none."""
    try:
        return _said()
    except RecordUnavailable:
        return _of_caller(staying.on_the_line)


@waits_for_the_record
def _said() -> Response:
    return _of_caller(lambda services, paged, words: staying.helped(services, paged, words, keys_of()))


def _of_caller(answer: Callable[[Services, Paged, str], str]) -> Response:
    """Answer the caller's own leg; any other, and one that is over, is hung up."""
    paged = paged_of()
    if paged is None or paged.leg != paged.link.call or heard.over(request.form):
        return twiml_of(not_ours())
    return twiml_of(answer(services_of(current_app), paged, language()))
