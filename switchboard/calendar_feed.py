"""Schedules as calendars to subscribe to: each person has an address, good until they renew it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from routing.oncall.calendars import write
from storage.live.limits import Limit, Limits
from storage.record.oncall_feeds import OnCallFeeds
from switchboard.scheduling import Planner
from switchboard.services import Services
from telephony.sealed import seal, unseal

#: What a calendar shows of what has been, and of what is to come.
BEHIND = timedelta(days=15)
AHEAD = timedelta(days=180)
#: Before that, for changes that have shaped the shifts in it.
BEFORE = timedelta(days=100)
#: Calendars that ask every few minutes are served; a program that hammers is not.
PER_ADDRESS = Limit(name="oncall-feed", times=60, within_s=3600)
#: The time in a calendar moves in steps, so that one that is asked for again is the same.
STEP = timedelta(minutes=15)
_PURPOSE = b"oncall-feed"


class TooOftenError(Exception):
    """This address was asked for too often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Whose calendar of which schedule."""

    tenant: str
    schedule: str
    staff_id: str


def address(services: Services, feed: Feed) -> str:
    """Return where a person's calendar is. Raises RecordUnavailable, and LookupError for who has left."""
    feeds = OnCallFeeds(services.record, feed.tenant)
    generation = services.record.bounded.run(feeds.generation, feed.staff_id, feed.schedule)
    if generation is None:
        raise LookupError(feed.staff_id)
    fields = [feed.tenant, feed.schedule, feed.staff_id, generation]
    place = f"{services.public_url}/oncall/{quote(feed.tenant)}/{quote(feed.schedule)}.ics"
    return f"{place}?k={seal(_PURPOSE, fields, services.secret_keys)}"


def calendar_at(services: Services, place: tuple[str, str], key: str, *, mine: bool) -> str | None:
    """Return the calendar of (company, schedule) that a key opens; None: it opens none, or no longer.

    mine: only the shifts of whose key it is. A key that we did not make costs no look at any store. Raises
    TooOftenError, RecordUnavailable and StoreUnavailableError.
    """
    opened = unseal(_PURPOSE, key, services.secret_keys)
    if opened is None or tuple(opened[:2]) != place:
        return None
    tenant_name, schedule, staff_id, generation = opened
    tenant = services.tenants.get(tenant_name)
    if tenant is None or schedule not in services.books.live(tenant_name).oncall.schedules:
        return None
    if not Limits(services.live).admits(PER_ADDRESS, tenant_name, schedule, staff_id):
        raise TooOftenError
    run = services.record.bounded.run
    if run(OnCallFeeds(services.record, tenant_name).generation, staff_id, schedule) != generation:
        return None
    member = run(tenant.staff.member, staff_id)
    if member is None:
        return None
    planner = Planner(services=services, tenant=tenant, member=member)
    return _written(planner, schedule, _stepped(services.clock()), mine=mine)


def _written(planner: Planner, schedule: str, now: datetime, *, mine: bool) -> str:
    looked = planner.look(now - BEHIND - BEFORE)
    shifts = looked.whole_shifts(schedule, now - BEHIND, now + AHEAD)
    shown = (shift for shift in shifts if not mine or shift.person in looked.editor.people)
    titles = {name: person.title for name, person in looked.plan.people.items()}
    company = planner.services.books.live(planner.tenant.name).company.title
    return write(f"{company} on call: {schedule}{', mine' if mine else ''}", shown, titles, now)


def _stepped(now: datetime) -> datetime:
    return now - timedelta(seconds=now.timestamp() % STEP.total_seconds())
