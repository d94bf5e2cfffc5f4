"""One web worker: its app, its pages, and what it does after a reply."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

import structlog
from flask import Flask

from commands.assembling import Outside, assemble, follow_books
from commands.companies import tenants_in
from commands.publishing import refuse_unless_live
from commands.settings import Settings
from switchboard.lanes import Lanes
from telephony.signature import Signatures
from telephony.voice_token import Softphones
from web.app import Pages, create_app
from web.music import compose
from web.oidc import Oidc

log = structlog.get_logger(__name__)

#: Threads for what follows a reply: a few trips to Redis.
AFTER_THREADS = 8
#: Threads for what follows the news of a call: requests to Twilio of at most 2 s.
LANES = 16


def application(settings: Settings, clock: Callable[[], datetime], *, demo: bool) -> Flask:
    """Build one worker's app, its hold music made.

    Raises RefusedError while a company has no flows here; it is tried again.
    """
    tenants = [tenant for tenant, _ in tenants_in(settings.callflows_dir)]
    services = replace(assemble(settings, Outside(clock=clock, tenants=tenants)), later=_after_replies())
    services.books.begin()
    refuse_unless_live(services.books)
    services = replace(services, aside=Lanes(LANES).put)
    follow_books(services)
    compose()
    signatures = Signatures(settings.twilio_auth_tokens, settings.public_url)
    return create_app(services, signatures, pages_of(settings, demo=demo))


def _after_replies() -> Callable[[Callable[[], None]], None]:
    """Return what does something in the background, so that no caller waits for it."""
    pool = ThreadPoolExecutor(AFTER_THREADS, thread_name_prefix="after-reply")

    def later(do: Callable[[], None]) -> None:
        pool.submit(_logged, do)

    return later


def _logged(do: Callable[[], None]) -> None:
    """Do it; a boundary: the reply has gone, and nobody is left to tell."""
    try:
        do()
    except Exception:
        log.exception("not_done_after_reply")


def pages_of(settings: Settings, *, demo: bool) -> Pages:
    """Say what the pages for people reach."""
    oidc = Oidc(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
    )
    return Pages(
        demo=demo,
        softphone_url=settings.softphone_url,
        softphones=_softphones(settings),
        oidc=oidc if settings.oidc_issuer else None,
        frames=settings.pages.frames,
        proxies=settings.pages.proxies,
    )


def _softphones(settings: Settings) -> Softphones | None:
    if not settings.twilio_app_sid:
        return None
    return Softphones(
        account_sid=settings.twilio_account_sid,
        key=settings.twilio_api_key,
        secret=settings.twilio_api_secret,
        app_sid=settings.twilio_app_sid,
    )
