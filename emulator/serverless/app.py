"""The Serverless API of one exchange as a WSGI app, with its domains in the exchange's table of hosts."""

import time
from collections.abc import Callable

from emulator.exchange import Exchange
from emulator.fetching import WsgiFetcher
from emulator.rest.dispatch import Api, Credentials
from emulator.rest.faults import RestFaults
from emulator.serverless.assets import Assets
from emulator.serverless.builds import Builds
from emulator.serverless.services import Services
from emulator.serverless.store import Serverless


def serverless_app(
    exchange: Exchange, *, faults: RestFaults | None = None, hold: Callable[[float], None] = time.sleep
) -> Api:
    """What stands at https://serverless.twilio.com and, for uploads, at https://serverless-upload.twilio.com."""
    account = exchange.account
    store = Serverless(
        account_sid=account.sid,
        auth_token=account.auth_token,
        now=lambda: exchange.clock.now,
        new_sid=exchange.new_sid,
        serve=lambda host, app: exchange.hosts.__setitem__(host, WsgiFetcher(app)),
    )
    return Api(
        [route for resource in (Services, Assets, Builds) for route in resource(store).routes()],
        credentials=Credentials(
            account_sid=account.sid, auth_token=account.auth_token, api_keys=account.api_keys
        ),
        faults=faults or RestFaults(),
        within=exchange.entered,
        hold=hold,
    )
