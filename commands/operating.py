"""What provision, doctor and drill have in common: services of a process that answers nobody."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from commands.assembling import Outside, account_of, assemble, follow_rosters
from commands.companies import tenants_in
from commands.publishing import refuse_unless_live
from commands.settings import Settings
from commands.terminal import Terminal
from switchboard.services import Services
from telephony.assets import Assets
from telephony.rest import Rest

#: SQL is asked so often, each time within a webhook's limit: its first answer is the slowest.
TRIES = 5
#: Where the live store would be: asked only by commands that need it, which refuse without REDIS_URL.
_NOWHERE = "redis://127.0.0.1:1/0"


@contextmanager
def operating(settings: Settings, terminal: Terminal) -> Iterator[Services]:
    """Know the companies' live flows and who is on call, as serve does. Raises RefusedError."""
    with known(settings, terminal) as services:
        if not follow_patiently(services):
            terminal.complain(
                "The database does not answer: who is on call is taken from what was known last."
            )
        yield services


def follow_patiently(services: Services) -> bool:
    """Take up who is on call. False: SQL has not confirmed it."""
    for _ in range(TRIES):
        follow_rosters(services)
        now = services.clock()
        if all(math.isfinite(services.rosters.age_s(tenant, now)) for tenant in services.books.tenants):
            return True
    return False


@contextmanager
def known(settings: Settings, terminal: Terminal) -> Iterator[Services]:
    """Know the companies' live flows, and not yet who is on call. Raises RefusedError."""
    tenants = [tenant for tenant, _ in tenants_in(settings.callflows_dir)]
    somewhere = replace(settings, redis_url=settings.redis_url or _NOWHERE)
    services = assemble(somewhere, Outside(clock=terminal.clock, tenants=tenants))
    try:
        services.books.begin()
        refuse_unless_live(services.books)
        yield services
    finally:
        services.record.close()
        services.live.close()
        services.rosters.close()


def rest_of(settings: Settings) -> Rest:
    return Rest(account_of(settings))


def rest_by_token(settings: Settings) -> Rest:
    """The account itself may not be looked at with a standard API key."""
    account = account_of(settings)
    return Rest(replace(account, key=account.sid, secret=settings.twilio_auth_tokens[0]))


def assets_of(settings: Settings) -> Assets:
    """The present auth token is what Twilio signs with."""
    return Assets(rest_of(settings), settings.twilio_auth_tokens[0], settings.public_url)
