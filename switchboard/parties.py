"""How one party takes part in the conference: asked for until it is what the floor has at last.

Requests for one call are under way at once, from several threads and processes, and may overtake each other.
So whoever has the answer to one reads the floor again, and asks anew for what has changed since: the last
request of all is of what the floor has.
"""

from __future__ import annotations

import structlog

from routing.floor.conversation import Conversation
from routing.floor.orders import SetParty
from routing.floor.wanted import differing
from storage.live.client import StoreUnavailableError
from switchboard.services import Services, Tenant
from switchboard.undone import Done, failing, undone
from telephony.carrier import CarrierError, Change

log = structlog.get_logger(__name__)

#: How often it is asked for one order, with what has changed meanwhile; what is left, a look finds.
MOST_ASKED = 4


def set_party(services: Services, tenant: Tenant, order: SetParty, call: str) -> Done:
    """Hold, mute or let coach; what fails is told as it is (switchboard.undone)."""
    for _ in range(MOST_ASKED):
        done = _asked(services, order, call)
        anew = None if done.trouble else _changed(tenant, order, call)
        if anew is None:
            return done
        order = anew
    log.warning("party_goes_round", call=call, leg=order.leg)
    return Done()


def _asked(services: Services, order: SetParty, call: str) -> Done:
    change = Change(
        held=order.held,
        muted=order.muted,
        coaches=order.coaches,
        hold_url=f"{services.public_url}/twilio/wait",
    )
    try:
        services.carrier.change(order.conference, order.leg, change)
    except CarrierError as failed:
        failing(order, call, failed)
        return undone(services, order, call, failed)
    return Done()


def _changed(tenant: Tenant, order: SetParty, call: str) -> SetParty | None:
    """Read what of a leg is to be otherwise by now than it was asked to be."""
    try:
        record = tenant.floor.read((), call).conversation
    except StoreUnavailableError as away:
        log.warning("floor_not_read", call=call, why=str(away))
        return None
    return None if record is None else differing(Conversation.from_json(record.state), order)
