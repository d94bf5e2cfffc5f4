"""Leaving the floor by leaving the sign-in: by oneself, or because it ended (cti-and-desktop 3.2)."""

from __future__ import annotations

import structlog

from routing.floor.events import SignedOut
from routing.floor.people import Profile
from storage.live.client import StoreUnavailableError
from storage.record.bounded import RecordUnavailable
from switchboard import desks
from switchboard.agent import FloorBusyError, obey, obey_aside
from switchboard.hands import raise_hand
from switchboard.services import Services, Tenant
from switchboard.staffing import profile_of

log = structlog.get_logger(__name__)

#: How often the follower that leads looks for people on the floor whose sign-ins have all ended.
EVERY_S = 10.0
#: Whose work is on the floor; with any other role nobody stays there.
AT_DESKS = ("agent", "supervisor")


def sign_off(services: Services, tenant: Tenant, profile: Profile, mark: str) -> str:
    """Take off the floor whoever signs out, and end the streams of that sign-in, which bear its mark.

    Returns "", or in words why not: they are in a call. Where the store is away or the floor too busy the
    sign-out goes on, and `take_off` does it later.
    """
    try:
        if profile.id in tenant.floor.read((profile.id,)).agents:
            refused = obey(services, tenant, SignedOut(agent=profile)).refused
            if refused:
                return refused
            raise_hand(services, tenant, profile.id, up=False)
            desks.cut(services, tenant, profile, mark)
    except (StoreUnavailableError, FloorBusyError) as trouble:
        log.warning("sign_out_not_told", tenant=tenant.name, staff=profile.id, why=str(trouble))
    return ""


def take_off(services: Services, tenant: Tenant) -> int:
    """Take off the floor those who are there without a sign-in, each after their call; returns how many.

    It expired, or was ended everywhere: a person is no longer active, has another role or password. While SQL
    is away everybody stays. Raises StoreUnavailableError.
    """
    there = tenant.floor.agents()
    if not there:
        return 0
    try:
        signed_in = services.record.bounded.run(tenant.sign_ins.holders, AT_DESKS, services.clock())
    except RecordUnavailable as away:
        log.warning("sign_ins_not_read", tenant=tenant.name, why=str(away))
        return 0
    gone = sorted(there.keys() - signed_in)
    for who in gone:
        profile = profile_of(services, tenant, who) or desks.nobody(who)
        try:
            if obey_aside(services, tenant, SignedOut(agent=profile, by="system")).agents:
                log.info("taken_off_floor", tenant=tenant.name, agent=who)
            desks.cut(services, tenant, profile, "")
        except FloorBusyError as busy:
            log.warning("sign_out_not_told", tenant=tenant.name, staff=who, why=str(busy))
    return len(gone)
