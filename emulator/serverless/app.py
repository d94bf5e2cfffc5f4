"""The Serverless API of one exchange as a WSGI app, with its domains in the exchange's table of hosts."""

from emulator.rest.dispatch import Api
from emulator.serverless.assets import Assets
from emulator.serverless.builds import Builds
from emulator.serverless.services import Services
from emulator.serverless.store import Serverless


def serverless_app(store: Serverless) -> Api:
    """What stands at https://serverless.twilio.com and, for uploads, at https://serverless-upload.twilio.com."""
    return Api(
        [route for resource in (Services, Assets, Builds) for route in resource(store).routes()],
        store.exchange,
    )
