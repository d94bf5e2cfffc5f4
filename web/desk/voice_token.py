"""GET /desk/voice-token: lets the page's softphone call the conference of its agent, and nothing else."""

from __future__ import annotations

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue

from telephony.voice_token import GOOD_FOR_S, Softphones
from web.access import allowed, present
from web.assembled import services_of

desk_voice_token = Blueprint("desk_voice_token", __name__)

NONE_HERE = "Softphones are not set up here (TWILIO_APP_SID). Ask whoever runs this system."


@desk_voice_token.get("/desk/voice-token")
@allowed("agent", "supervisor")
def voice_token() -> ResponseReturnValue:
    """The identity is the staff id, so what a softphone may join is known without a word from the page."""
    softphones: Softphones | None = current_app.extensions["softphones"]
    if softphones is None:
        return jsonify(error=NONE_HERE), 409
    who = present()
    token = softphones.token(who.id, services_of(current_app).clock())
    return jsonify(token=token, identity=who.id, expires_s=GOOD_FOR_S)
