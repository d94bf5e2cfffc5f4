"""Inbound messages: replies to alerts. Source: twilio.md 3.7."""

from __future__ import annotations

import structlog
from flask import Blueprint, Response, current_app, request

from storage.record.bounded import RecordUnavailable
from switchboard import errands
from telephony import heard, twiml
from web.assembled import services_of
from web.signed import signed

log = structlog.get_logger(__name__)
texts = Blueprint("texts", __name__, url_prefix="/twilio")


@texts.post("/sms")
@signed
def text_came() -> Response:
    """Take a reply. It repeats safely: an alert is acknowledged once."""
    text = heard.text_came(request.form)
    try:
        words = "" if text is None else errands.acknowledge(services_of(current_app), text)
    except RecordUnavailable:
        log.exception("reply_not_taken")
        words = "Sorry, we could not note your reply. Please send it again in a minute."
    return Response(twiml.text_reply(words), mimetype="text/xml")
