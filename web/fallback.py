"""Where Twilio turns when it got no document of ours for a call that REST created.

Numbers do not name this address: theirs must answer when Ringdown is dead (architecture 9).
"""

from __future__ import annotations

import structlog
from flask import Blueprint, Response, request

from telephony import heard
from web.last_resort import keeps_the_caller, lead_away, say_goodbye
from web.signed import signed

log = structlog.get_logger(__name__)
fallback = Blueprint("fallback", __name__, url_prefix="/twilio")


@fallback.post("/fallback")
@signed
@keeps_the_caller
def asked() -> Response:
    """A document failed. Whoever we rang hears so; whoever rang us is led to a person all the same."""
    leg, failure = heard.leg(request.form), heard.failure(request.form)
    log.error("fallback_asked", call=leg.call_id if leg else "", code=failure.code, path=failure.path)
    is_ours = leg is None or leg.outbound
    return Response(say_goodbye() if is_ours else lead_away(), mimetype="text/xml")
