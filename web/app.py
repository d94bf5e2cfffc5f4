"""The Flask app: every route, and nothing that decides."""

from __future__ import annotations

from collections import deque

from flask import Flask

from switchboard.services import Services
from telephony.signature import Signatures
from web.access import knows_people
from web.fallback import fallback
from web.health import health
from web.last_resort import last_resort
from web.metrics import count_requests, metrics
from web.music import music
from web.paths import paths
from web.texts import texts
from web.voice import voice

#: Bytes of a webhook's body, before anything is parsed (security.md P10).
LARGEST_BODY = 64 * 1024
#: Refused requests remembered, to tell an attack from a wrong PUBLIC_URL.
REFUSED_KEPT = 100


def create_app(services: Services, signatures: Signatures, *, demo: bool = False) -> Flask:
    """Assemble the app. demo: serve the path of a call to the emulator's phone, without sign-in."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_BODY
    app.extensions["ringdown"] = services
    app.extensions["signatures"] = signatures
    app.extensions["refused"] = deque(maxlen=REFUSED_KEPT)
    count_requests(app)
    knows_people(app, services)
    for blueprint in (voice, last_resort, fallback, texts, music, health, metrics):
        app.register_blueprint(blueprint)
    if demo:
        app.register_blueprint(paths)
    return app
