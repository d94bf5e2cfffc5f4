"""The REST API of 2010-04-01 over one exchange, as a WSGI app."""

from emulator.exchange import Exchange
from emulator.rest.accounts import Accounts
from emulator.rest.applications import Applications
from emulator.rest.calls import Calls
from emulator.rest.conferences import Conferences
from emulator.rest.dispatch import Api
from emulator.rest.messages import Messages
from emulator.rest.numbers import Numbers
from emulator.rest.participants import Participants
from emulator.rest.recordings import Recordings

__all__ = ["rest_app"]

RESOURCES = (Accounts, Applications, Calls, Conferences, Messages, Numbers, Participants, Recordings)


def rest_app(exchange: Exchange) -> Api:
    """The WSGI app that serves every resource of `exchange`, with the faults that its plan holds for REST."""
    return Api([route for resource in RESOURCES for route in resource(exchange).routes()], exchange)
