"""Who is in a bridge's conference, by its news, which come in any order and more than once."""

from __future__ import annotations

from ivr.bridge_facts import BridgeEnded, BridgeJoined, BridgeLeft
from storage.record.bridges import Came, Move
from storage.record.promises import Promise
from switchboard.bridging import bridges_of, bring_opener
from switchboard.handing_over import tell
from switchboard.services import Services, Tenant
from telephony.heard import RoomNews


def take_news(services: Services, tenant: Tenant, bridge: str, news: RoomNews) -> None:
    """Keep the roll, and tell it. An opener who is left alone is asked whether they were helped."""
    bridges, ask = bridges_of(services, tenant), services.record.bounded.run
    move = Move(joined=news.event == "participant-join", sequence=news.sequence, now=services.clock())
    came = ask(bridges.moved, bridge, news.leg, move)
    row = None if came is None else ask(bridges.read, bridge)
    if came is None or row is None:
        return
    _tell(services, tenant, row, came, news)
    if came.alone == row.call_id:
        services.later(lambda: bring_opener(services, tenant, row.call_id, inside=True))


def _tell(services: Services, tenant: Tenant, row: Promise, came: Came, news: RoomNews) -> None:
    party, beside = came.party, f"{row.key}/room/{news.conference}/{news.sequence}/{news.leg}"
    if came.joined:
        joined = BridgeJoined(bridge=row.id, leg=news.leg, person=party.person, by=party.by)
        tell(services, tenant, row.call_id, joined, beside=f"{beside}/in")
        return
    left = BridgeLeft(bridge=row.id, leg=news.leg, person=party.person, by=party.by, seconds=came.seconds)
    tell(services, tenant, row.call_id, left, beside=f"{beside}/out")
    if came.is_last:
        ended = BridgeEnded(bridge=row.id, people=came.people)
        tell(services, tenant, row.call_id, ended, beside=f"{beside}/over")
