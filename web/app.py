"""The Flask app: every route, and nothing that decides."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from flask import Flask
from flask.json.provider import DefaultJSONProvider
from werkzeug.middleware.proxy_fix import ProxyFix

from switchboard.proofs import Proofs
from switchboard.services import Services
from telephony.signature import Signatures
from telephony.voice_token import Softphones
from web.access import knows_people
from web.admin.feeds import oncall_feeds
from web.admin.oncall import admin_oncall
from web.agent_legs import agent_legs
from web.assets import offers_assets
from web.beats import beats
from web.bridge import bridge
from web.capacity import MOST_BEATS, MOST_OF_PEOPLE, bound_requests
from web.desk.commands import desk_commands
from web.desk.customers import desk_customers
from web.desk.notes import desk_notes
from web.desk.page import desk_page
from web.desk.reading import desk_reading
from web.desk.seen import Seen
from web.desk.settings import desk_settings
from web.desk.state import desk_state
from web.desk.voice_token import desk_voice_token
from web.desk.whole import Floors
from web.events import events
from web.fallback import fallback
from web.fanout import FanOut
from web.headers import Around, guard_pages
from web.health import health
from web.last_resort import last_resort
from web.metrics import count_requests, metrics
from web.music import music
from web.oidc import Oidc, offers_oidc
from web.paging import paging
from web.paging_callers import paging_callers
from web.paths import paths
from web.signin import signin
from web.texts import texts
from web.voice import voice

#: Bytes of a webhook's body, before anything is parsed (security.md P10).
LARGEST_BODY = 64 * 1024
#: Refused requests remembered, to tell an attack from a wrong PUBLIC_URL.
REFUSED_KEPT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """What the pages for people reach. softphone_url: as set, "" for Twilio; oidc: None for passwords alone.

    softphones: what makes their tokens; None where they are not set up.
    frames: origins of the CRMs whose pages may frame ours. proxies: how many of ours stand before us.
    demo: serve the path of a call to the emulator's phone without sign-in, and show the demo's accounts.
    """

    demo: bool = False
    softphone_url: str = ""
    softphones: Softphones | None = None
    oidc: Oidc | None = None
    frames: tuple[str, ...] = ()
    proxies: int = 0


#: What callers and machines ask for.
OF_CALLS = (
    voice,
    agent_legs,
    paging,
    paging_callers,
    bridge,
    last_resort,
    fallback,
    texts,
    music,
    health,
    metrics,
)
#: What people ask for: of these only so many are served at once, that callers find a thread.
OF_PEOPLE = (
    signin,
    desk_page,
    desk_state,
    events,
    beats,
    desk_commands,
    desk_notes,
    desk_customers,
    desk_reading,
    desk_settings,
    desk_voice_token,
    admin_oncall,
    oncall_feeds,
)


def create_app(services: Services, signatures: Signatures, pages: Pages = Pages()) -> Flask:
    """Assemble the app."""
    app = Flask(__name__, static_folder=None)
    _believe(app, pages.proxies)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_BODY
    # Answers stand in the order of the intake, not of the alphabet.
    in_order = DefaultJSONProvider(app)
    in_order.sort_keys = False
    app.json = in_order
    app.extensions["ringdown"] = services
    app.extensions["signatures"] = signatures
    app.extensions["refused"] = deque(maxlen=REFUSED_KEPT)
    count_requests(app)
    bound_requests(app, {beats.name}, MOST_BEATS)
    bound_requests(app, {each.name for each in (*OF_PEOPLE, paths) if each is not beats}, MOST_OF_PEOPLE)
    _offer_pages(app, services, pages)
    for blueprint in (*OF_CALLS, *OF_PEOPLE):
        app.register_blueprint(blueprint)
    if pages.demo:
        app.register_blueprint(paths)
    return app


def _offer_pages(app: Flask, services: Services, pages: Pages) -> None:
    """Set up what the pages for people stand on."""
    app.extensions["demo"] = pages.demo
    app.extensions["softphone_url"] = pages.softphone_url
    app.extensions["softphones"] = pages.softphones
    floors = Floors(services)
    app.extensions["floors"] = floors
    app.extensions["seen"] = Seen()
    app.extensions["proofs"] = Proofs()
    app.extensions["fanout"] = FanOut(services, floors)
    guard_pages(
        app,
        Around(
            softphone=pages.softphone_url,
            issuer=pages.oidc.issuer if pages.oidc is not None else "",
            frames=pages.frames,
        ),
        secure=services.public_url.startswith("https://"),
    )
    knows_people(app, services, framed=bool(pages.frames))
    offers_assets(app)
    if pages.oidc is not None:
        offers_oidc(app, pages.oidc)


def _believe(app: Flask, proxies: int) -> None:
    """Take a request's address from as many trusted proxies; from none, what they say is not looked at.

    Nothing else is taken from them: addresses of ours begin with PUBLIC_URL (ASVS 4.1.3).
    """
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's own way to put something around an app
            app.wsgi_app, x_for=proxies, x_proto=0, x_host=0, x_port=0, x_prefix=0
        )
