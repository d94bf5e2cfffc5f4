"""The REST API of 2010-04-01 over one exchange, as a WSGI app."""

import time
from collections.abc import Callable

from emulator.exchange import Exchange
from emulator.rest.accounts import Accounts
from emulator.rest.applications import Applications
from emulator.rest.calls import Calls
from emulator.rest.conferences import Conferences
from emulator.rest.dispatch import Api, Credentials
from emulator.rest.faults import RestFaults
from emulator.rest.messages import Messages
from emulator.rest.numbers import Numbers
from emulator.rest.participants import Participants
from emulator.rest.recordings import Recordings

__all__ = ["rest_app"]

RESOURCES = (Accounts, Applications, Calls, Conferences, Messages, Numbers, Participants, Recordings)


def rest_app(
    exchange: Exchange, *, faults: RestFaults | None = None, hold: Callable[[float], None] = time.sleep
) -> Api:
    """The WSGI app that serves every resource of `exchange`.

    faults: the plan of what goes wrong; none when absent. hold: waits out a planned slow reply.
    """
    account = exchange.account
    return Api(
        [route for resource in RESOURCES for route in resource(exchange).routes()],
        credentials=Credentials(
            account_sid=account.sid, auth_token=account.auth_token, api_keys=account.api_keys
        ),
        faults=faults or RestFaults(),
        within=exchange.entered,
        hold=hold,
    )
