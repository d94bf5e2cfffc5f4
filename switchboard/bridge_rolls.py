"""Who is in a bridge's conference, by its news, which come in any order and more than once, and by looking.

Whatever the roll says, the same follows from it: an opener is brought in to whoever is there, and out of a
room where they are alone. What was not told, or not done, a look at the carrier's own list finds.
"""

from __future__ import annotations

from datetime import timedelta

import structlog

from ivr.bridge_facts import BridgeEnded, BridgeJoined, BridgeLeft
from ivr.call import Call
from ivr.steps.bridge import BRIDGE, INSIDE, Bridge, room_of
from storage.live.client import StoreUnavailableError
from storage.record.bridge_moves import Came, Move
from storage.record.bridge_rows import (
    bridge_in,
    coming,
    have_met,
    inside,
    is_over,
    may_have_met,
    missed,
    others_in,
    party_of,
)
from storage.record.promises import Promise
from switchboard.bridging import beside, bridges_of
from switchboard.capsules import urls
from switchboard.handing_over import tell
from switchboard.links import bridge_url
from switchboard.services import Services, Tenant
from telephony.carrier import CarrierError
from telephony.heard import RoomNews
from telephony.page_link import PageLink

log = structlog.get_logger(__name__)

#: No conference lasts longer: Twilio ends its legs after four hours.
LONGEST = timedelta(hours=5)


def take_news(services: Services, tenant: Tenant, bridge: str, news: RoomNews) -> None:
    """Keep the roll, tell it, and do what follows from it.

    Who may have met is looked for first: what is told then finds whether they have.
    """
    bridges, ask = bridges_of(services, tenant), services.record.bounded.run
    move = Move(
        joined=news.event == "participant-join",
        now=services.clock(),
        conference=news.conference,
        sequence=news.sequence,
    )
    came = ask(bridges.moved, bridge, news.leg, move)
    row = None if came is None else ask(bridges.read, bridge)
    if came is None or row is None:
        return
    told = f"{news.conference}/{news.sequence}"
    if may_have_met(row):
        beside(services, row.call_id, lambda: _confirm(services, tenant, row, came, told))
    else:
        _tell(services, tenant, row, came, told)
        beside(services, row.call_id, lambda: gather(services, tenant, row.id))


def _confirm(services: Services, tenant: Tenant, row: Promise, came: Came, told: str) -> None:
    look(services, tenant, row)
    _tell(services, tenant, row, came, told)


def left(services: Services, tenant: Tenant, row: Promise, leg: str) -> None:
    """A leg is over, so it is out of the room, whether that is told or not. Raises RecordUnavailable."""
    if leg in inside(bridge_in(row)):
        move = Move(joined=False, now=services.clock())
        came = services.record.bounded.run(bridges_of(services, tenant).moved, row.id, leg, move)
        if came is not None:
            _tell(services, tenant, row, came, "over")
    beside(services, row.call_id, lambda: gather(services, tenant, row.id))


def look(services: Services, tenant: Tenant, row: Promise) -> None:
    """Mend the roll by who the carrier says is in the room. Raises RecordUnavailable."""
    now, bridges = services.clock(), bridges_of(services, tenant)
    roll = bridge_in(row).get("roll", {})
    try:
        room = services.carrier.room(room_of(row.id))
    except CarrierError as error:
        log.info("bridge_not_seen", promise=row.id, code=error.code)
        gather(services, tenant, row.id)
        return
    for came in services.record.bounded.run(bridges.looked, row.id, roll, room.legs.keys(), now):
        log.warning("bridge_news_lost", promise=row.id, leg=came.party.leg, joined=came.joined)
        _tell(services, tenant, row, came, f"{room.conference}/look-{int(now.timestamp())}")
    gather(services, tenant, row.id)


def sweep_rooms(services: Services) -> int:
    """Look into every room where somebody is, or should be by now; returns how many."""
    looked = 0
    for tenant in services.tenants.values():
        now = services.clock()
        for row in bridges_of(services, tenant).since(now - LONGEST):
            bridge = bridge_in(row)
            if inside(bridge) or missed(bridge, now):
                look(services, tenant, row)
                looked += 1
    return looked


def gather(services: Services, tenant: Tenant, row_id: str) -> None:
    """Bring the opener to whoever is there, or out of a room where they are alone and nobody is coming.

    Who is in the room of a bridge that has ended without a talk is led to what became of its call. Raises
    RecordUnavailable.
    """
    row = services.record.bounded.run(bridges_of(services, tenant).read, row_id)
    if row is None:
        return
    bridge, others = bridge_in(row), others_in(row)
    is_there = row.call_id in inside(bridge)
    if is_over(bridge) and not have_met(row):
        for leg in sorted(others):
            _lead(services, tenant, row, leg)
    elif others and not is_there:
        _bring_opener(services, tenant, row, inside=False)
    elif is_there and not others and not coming(bridge, services.clock()):
        _bring_opener(services, tenant, row, inside=True)


def _bring_opener(services: Services, tenant: Tenant, row: Promise, *, inside: bool) -> None:
    """Send the caller who has opened a bridge to the present turn of their step, which then looks.

    inside: out of the room, where nobody else is; else into it. Whoever has gone elsewhere is left in peace,
    and the next round of whoever waits finds the same.
    """
    try:
        stored = tenant.calls.read(row.call_id)
        if stored is None or stored.ended:
            return
        call = Call.from_json(stored.state)
        flow = services.books.pinned(tenant.name, call.release, services.record.bounded.run).flows[call.flow]
        step = flow.steps.get(call.step)
        waits = call.scratch.get(BRIDGE) == row.id and (INSIDE in call.scratch) is inside
        if step is not None and isinstance(step.action, Bridge) and waits:
            services.carrier.redirect(row.call_id, urls(services, call).turn("next"))
    except (CarrierError, StoreUnavailableError) as failed:
        log.warning("opener_not_brought", call=row.call_id, why=str(failed))


def _lead(services: Services, tenant: Tenant, row: Promise, leg: str) -> None:
    """Let somebody's own key count, which they have pressed, for what has become of the call."""
    party = party_of(bridge_in(row), leg)
    link = PageLink(tenant=tenant.name, page=row.id, call=row.call_id, fence=row.fence, person=party.person)
    try:
        services.carrier.redirect(leg, f"{bridge_url(services, link, 'key')}&key=1")
    except CarrierError as error:
        log.warning("responder_not_led", promise=row.id, code=error.code)


def _tell(services: Services, tenant: Tenant, row: Promise, came: Came, told: str) -> None:
    party, about = came.party, f"{row.key}/room/{told}/{came.party.leg}"
    if came.joined:
        joined = BridgeJoined(bridge=row.id, leg=party.leg, person=party.person, by=party.by)
        tell(services, tenant, row.call_id, joined, beside=f"{about}/in")
        return
    gone = BridgeLeft(bridge=row.id, leg=party.leg, person=party.person, by=party.by, seconds=came.seconds)
    tell(services, tenant, row.call_id, gone, beside=f"{about}/out")
    if came.is_last:
        ended = BridgeEnded(bridge=row.id, people=came.people)
        tell(services, tenant, row.call_id, ended, beside=f"{about}/over")
