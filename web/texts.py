"""Inbound messages: replies to alerts. Source: twilio.md 3.7."""

from __future__ import annotations

import structlog
from flask import Blueprint, Response, current_app, request

from storage.record.bounded import RecordUnavailable
from switchboard.acknowledging import acknowledge
from telephony import heard
from telephony.texting import text_reply
from web.assembled import services_of
from web.signed import signed

log = structlog.get_logger(__name__)
texts = Blueprint("texts", __name__, url_prefix="/twilio")


@texts.post("/sms")
@signed
def text_came() -> Response:
    """Take a reply. The same one again gets the same answer, and an alert is acknowledged once."""
    text = heard.text_came(request.form)
    try:
        words = "" if text is None else acknowledge(services_of(current_app), text)
    except RecordUnavailable:
        log.exception("reply_not_taken")
        words = "Sorry, we could not note your reply. Please send it again in a minute."
    return Response(text_reply(words), mimetype="text/xml")
