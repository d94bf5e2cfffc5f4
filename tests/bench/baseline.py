"""A menu as written by hand: signature, one Redis pipeline, TwiML by the SDK."""

from __future__ import annotations

import os

from flask import Flask, Response, abort, request
from redis import Redis
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Gather, VoiceResponse

PUBLIC_URL = "http://127.0.0.1"
PROMPT = "To start a return, press 1. For the status of a return, press 2. To hear your warranty, press 3."


def wsgi() -> Flask:
    """Build the app; REDIS_URL and TWILIO_AUTH_TOKEN come from the environment."""
    app = Flask(__name__)
    redis = Redis.from_url(os.environ["REDIS_URL"])  # noqa: TID251 - this app stands for itself
    validator = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"])  # noqa: TID251 - this app stands for itself

    @app.post("/menu")
    def menu() -> Response:
        url = PUBLIC_URL + request.full_path
        if not validator.validate(url, request.form, request.headers.get("X-Twilio-Signature", "")):
            abort(403)
        key = f"call:{request.form['CallSid']}"
        pipeline = redis.pipeline(transaction=False)
        pipeline.hgetall(key)
        pipeline.hset(key, mapping={"step": "return_menu", "digits": request.form.get("Digits", "")})
        pipeline.expire(key, 86_400)
        call = pipeline.execute()[0]
        turn = int(call.get(b"turn", 0)) + 1
        response = VoiceResponse()
        gather = Gather(
            input="dtmf speech", num_digits=1, timeout=5, action=f"/menu?turn={turn}", language="en-US"
        )
        gather.say(PROMPT, language="en-US", voice="Polly.Joanna-Neural")
        response.append(gather)
        response.redirect(f"/menu?turn={turn}", method="POST")
        return Response(str(response), mimetype="text/xml")

    return app
