"""What our own stores, files and records say: of what was promised, and of people's phones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from commands.doctor.finding import Finding, age, fail, ok, warn
from commands.drill_report import CHECKED_EVERY
from commands.settings import Settings
from routing.holidays_calendar import calendar_ends
from routing.oncall.ladder import Ladder
from routing.oncall.roster import Wanted, ladder
from storage.live.client import StoreUnavailableError
from storage.live.persistence import Persistence, persistence
from storage.record.drills import Drills, RadioChecks
from storage.record.found_calls import FoundCalls
from storage.roster_file import RosterFiles
from storage.roster_text import KeptRoster
from switchboard.drills import E1, E2, robot_of
from switchboard.phones import phones_on_call
from switchboard.services import Services
from switchboard.standby import emergency_lines

#: A roster that SQL has not confirmed for so long, and one that ends so soon. Source: reliability.md 2.
ROSTER_AGE = timedelta(minutes=15)
ROSTER_AHEAD = timedelta(days=7)
#: A calendar's end is told of so long before. Source: F27.
CALENDAR_AHEAD = timedelta(days=60)
#: Twilio's list is looked through each minute; a call that goes on, of four hours at most, holds it up.
LOOKED_EVERY = timedelta(hours=5)
#: A drill a week, and a day's grace.
DRILLED_EVERY = timedelta(days=8)
#: A robot's call, and a walk through the standby, each day, and a day's grace.
ROBOT_EVERY = timedelta(days=2)


def rosters_on_disk(settings: Settings, services: Services, now: datetime) -> Iterator[Finding]:
    """Look at what this machine would ring while every store is away, beside what it should.

    services: their rosters are of now, and not those of the disk.
    """
    files = RosterFiles(settings.data / "rosters", settings.secret_keys)
    for tenant in services.books.tenants:
        kept, check = files.read(tenant), f"roster of {tenant}"
        if kept is None:
            yield fail(
                check, f"none in {settings.data}", "start serve or follow here, with this RINGDOWN_DATA"
            )
            continue
        ahead = kept.roster.until - now
        known = "never" if kept.known_at is None else f"{age(now - kept.known_at)} ago"
        detail = f"confirmed {known}, {max(ahead.days, 0)} days ahead"
        if ahead < timedelta(0):
            yield fail(
                check, f"{detail}: the last shift known stands on", "see why SQL does not answer serve"
            )
        elif kept.known_at is None or now - kept.known_at > ROSTER_AGE or ahead < ROSTER_AHEAD:
            yield warn(check, detail, "see that serve runs here, and reaches SQL")
        elif drift := _drift(services, tenant, kept, now):
            yield drift
        else:
            yield ok(check, detail)


def _drift(services: Services, tenant: str, kept: KeptRoster, now: datetime) -> Finding | None:
    """Compare it with what the record says now; without the record nobody can."""
    fresh, check = services.rosters.kept(tenant), f"roster of {tenant}"
    if fresh is None or fresh.known_at is None:
        return None
    wrong = [
        name
        for name in fresh.roster.policies
        if _ladder(kept, name, now).levels != _ladder(fresh, name, now).levels
    ]
    if wrong:
        remedy = "see that serve runs here; its log says roster_not_written, or release_refused"
        return fail(check, f"it rings others than the record says, for: {', '.join(sorted(wrong))}", remedy)
    if (kept.release, kept.newest) != (fresh.release, fresh.newest):
        return warn(check, "it is of an older release or change", "look again in a minute")
    return None


def _ladder(kept: KeptRoster, policy: str, now: datetime) -> Ladder:
    return ladder(kept.roster, Wanted(policy=policy), now)


def look_at_house(settings: Settings, services: Services) -> Iterator[Finding]:
    """Yield what the stores tell, and what of people on call is in the record."""
    yield _journal(services)
    is_ready = services.record.ready()
    if is_ready:
        yield ok("sql", "it answers, and its form is the newest")
    else:
        remedy = "look at DATABASE_URL; a start of serve brings it to its newest form"
        yield fail("sql", "it does not answer, or its form is not ours", remedy)
    yield _redis(settings, services)
    yield from _calendars(services)
    now = services.clock()
    for tenant in services.books.tenants if is_ready else ():
        yield _never_met(services, tenant, now)
        yield from _drills(services, tenant, now)
        yield from _radio_checks(services, tenant)


def _journal(services: Services) -> Finding:
    try:
        pending = services.journal.pending()
    except OSError as trouble:
        return fail("journal", f"it cannot be read: {trouble}", "look at RINGDOWN_DATA: its disk, its owner")
    if pending:
        return warn("journal", f"{pending} entries wait for a store", "see that follow runs on this machine")
    return ok("journal", "nothing waits in it")


def _redis(settings: Settings, services: Services) -> Finding:
    check = "redis"
    if not settings.redis_url:
        return warn(check, "REDIS_URL is not set: serve starts one for itself", "set it for work and follow")
    try:
        found = persistence(services.live)
    except StoreUnavailableError as away:
        return fail(check, str(away), "look at REDIS_URL; calls go on without it, queues do not")
    return _kept(check, found)


def _kept(check: str, found: Persistence) -> Finding:
    """What is acknowledged must be kept, and nothing dropped for want of room. Source: reliability.md 5."""
    if found.policy not in ("noeviction", ""):
        return fail(check, f"maxmemory-policy is {found.policy}: it drops jobs", "set it to noeviction")
    if found.appends == "no":
        return fail(check, "appendonly is no: a restart loses every call", "set appendonly yes")
    if not found.appends:
        return warn(check, "it does not tell its settings", "see that it has appendonly yes and noeviction")
    if found.syncs != "always":
        remedy = "set appendfsync always"
        return warn(check, f"appendfsync is {found.syncs}: a power cut loses a second", remedy)
    return ok(check, "it keeps what it has said yes to, and drops nothing")


def _calendars(services: Services) -> Iterator[Finding]:
    used = {
        hours.holidays.calendar
        for tenant in services.books.tenants
        for flow in services.books.live(tenant).compiled.values()
        for hours in flow.hours.values()
        if hours.holidays is not None
    }
    for calendar in sorted(used):
        ends = calendar_ends(calendar)
        check = f"holidays of {calendar}"
        if ends - services.clock().date() < CALENDAR_AHEAD:
            yield warn(check, f"known until {ends}", "take up a newer release of Ringdown, or write `dates`")
        else:
            yield ok(check, f"known until {ends}")


def _never_met(services: Services, tenant: str, now: datetime) -> Finding:
    """Count the calls that the phone network lists and we never had. Source: reliability.md D8."""
    calls, check = FoundCalls(services.record, tenant), f"calls never met, of {tenant}"
    looked_at = calls.looked_until()
    if looked_at is None or now - looked_at > LOOKED_EVERY:
        told = "nobody has looked yet" if looked_at is None else f"last looked {age(now - looked_at)} ago"
        return warn(check, told, "see that follow runs, and that Twilio answers it")
    total, rung = calls.since(now - timedelta(days=1))
    if not total:
        return ok(check, "none within a day")
    called = f"{total} within a day, {rung} of them called back by people on call"
    return warn(check, called, "see what was down: the log says call_found, with when each began")


def _drills(services: Services, tenant: str, now: datetime) -> Iterator[Finding]:
    book = services.books.live(tenant)
    company = book.company
    drilled = () if company.drills is None else company.drills.lines
    ways = (E1, E2) if robot_of(book) else (E2,)
    proofs = [line + way for line in drilled for way in ways]
    if drilled and not robot_of(book):
        remedy = "put `robot` under `drills` in company.yaml: docs/how-to/drill.md"
        yield warn(f"robot of {tenant}", "no robot: E1 is never tried", remedy)
    drills = Drills(services.record, tenant)
    last, newest = drills.last_accepted(), drills.newest()
    for line in dict.fromkeys([*emergency_lines(book), *drilled, *proofs]):
        check, at = f"drill of {tenant} {line}", last.get(line)
        if line not in (*drilled, *proofs):
            yield warn(check, "it is never held", "put the line under `drills` in company.yaml")
        elif line in newest and newest[line].state != "accepted":
            told = f"{age(now - newest[line].due_at)} ago, {newest[line].state}: {newest[line].why}"
            yield fail(check, told, "see who is on call, and whether their phones let our numbers through")
        elif line in proofs and (at is None or now - at > ROBOT_EVERY):
            told = "it never went well" if at is None else f"it last went well {age(now - at)} ago"
            yield warn(check, told, f"see that follow runs; app.py drill --tenant {tenant} --line {line}")
        elif at is None or now - at > DRILLED_EVERY:
            told = "no person ever took one" if at is None else f"last taken {age(now - at)} ago"
            yield warn(check, told, f"app.py drill --tenant {tenant} --line {line}")
        else:
            yield ok(check, f"taken {age(now - at)} ago")


def _radio_checks(services: Services, tenant: str) -> Iterator[Finding]:
    now, book = services.clock(), services.books.live(tenant)
    last = RadioChecks(services.record, tenant).last()
    late = [
        (person.drills, f"{person.title} {person.number} ({'never' if at is None else age(now - at)})")
        for person in phones_on_call(book, services.rosters.of(book, now))
        if (at := last.get(person.number)) is None or now - at > CHECKED_EVERY
    ]
    check = f"phones of {tenant}"
    tried = ", ".join(told for drills, told in late if drills)
    others = ", ".join(told for drills, told in late if not drills)
    untried = f"; no drill tries, and nobody has pressed 1 either on: {others}" if others else ""
    if tried:
        remedy = f"app.py drill --tenant {tenant}, and see that their phones let our numbers through"
        yield warn(check, f"nobody has pressed 1 for 7 days on: {tried}{untried}", remedy)
    else:
        yield ok(check, f"somebody has pressed 1 within 7 days on each that takes drills{untried}")
