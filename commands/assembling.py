"""Services from settings: the one place where the parts are put together."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import structlog

from commands.companies import tenants_in
from commands.settings import Settings, refuse_without_redis
from cti.crm import look_up_of
from storage.breaker import Breaker
from storage.journal import Journal
from storage.live.calls import Calls
from storage.live.client import LiveClient
from storage.live.facts import Facts
from storage.live.floor import Floor
from storage.live.jobs import Jobs
from storage.live.pace import Pace
from storage.live.queues import Queues
from storage.live.replies import Replies
from storage.record.attempts import Attempts
from storage.record.clocks import Clocks
from storage.record.directory import Directory
from storage.record.engine import Record, open_record
from storage.record.oncall_changes import OnCallChanges
from storage.record.pages import Pages
from storage.record.promises import Promises
from storage.record.releases import Releases
from storage.record.sign_ins import SignIns
from storage.record.staff import Staff
from storage.roster_file import RosterFiles
from storage.shelf import Shelf
from switchboard.books import Books
from switchboard.rosters import Rosters
from switchboard.services import Services, Tenant
from telephony.carrier import Account, Carrier

log = structlog.get_logger(__name__)

#: How often a process looks for a newer release.
FOLLOW_BOOKS_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What a process is given beside its settings. carrier: None for Twilio's REST API, as set."""

    clock: Callable[[], datetime]
    tenants: Iterable[str]
    carrier: Carrier | None = None


def assemble(settings: Settings, outside: Outside) -> Services:
    """Build the services of one process. Needs no store to be there; books are read by `follow_books`."""
    settings.data.mkdir(parents=True, exist_ok=True)
    live = LiveClient(settings.redis_url)
    record = open_record(settings.database_url, settings.pin_pepper)
    tenants = {name: _tenant(name, live, record) for name in outside.tenants}
    return Services(
        clock=outside.clock,
        stopwatch=time.monotonic,
        tenants=tenants,
        books=Books(
            {name: tenant.releases for name, tenant in tenants.items()}, Shelf(settings.data / "releases")
        ),
        record=record,
        journal=Journal(settings.data / "journal"),
        live=live,
        jobs=Jobs(live),
        carrier=outside.carrier or Carrier(account_of(settings), Breaker(time.monotonic)),
        pace=Pace(live, outside.clock, settings.calls_per_second),
        rosters=Rosters(
            {name: tenant.oncall for name, tenant in tenants.items()},
            record.bounded,
            RosterFiles(settings.data / "rosters", settings.secret_keys),
        ),
        secret_keys=settings.secret_keys,
        public_url=settings.public_url,
        crms={name: look_up_of(account) for name, account in settings.crms.items()},
    )


def behind_calls(settings: Settings, clock: Callable[[], datetime]) -> Services:
    """Build the services of a process that takes no calls. Raises SettingsError."""
    refuse_without_redis(settings)
    tenants = [tenant for tenant, _ in tenants_in(settings.callflows_dir)]
    return assemble(settings, Outside(clock=clock, tenants=tenants))


def follow_books(services: Services) -> None:
    """Keep up with what is published and who is on call, in the background, while the process lives.

    Who is on call is known when this returns.
    """
    follow_rosters(services)
    # Apart: whatever holds up the one does not hold up the other.
    _again_and_again("books", lambda: follow_releases(services))
    _again_and_again("rosters", lambda: follow_rosters(services))


def keep_room(services: Services) -> None:
    """Hold space for the journal, while there is some."""
    try:
        services.journal.keep_room()
    except OSError as full:
        log.error("journal_without_room", why=str(full))  # noqa: TRY400 - the disk is full, and it says so


def take_up(services: Services) -> None:
    """Take up, once, what was published and who is on call."""
    follow_releases(services)
    follow_rosters(services)


def follow_releases(services: Services) -> None:
    """Take up what was published."""
    try:
        services.books.follow()
    except Exception:  # a boundary: the releases in memory go on serving
        log.exception("releases_not_read")


def follow_rosters(services: Services) -> None:
    """Take up who is on call at every company."""
    for tenant in services.books.tenants:
        try:
            services.rosters.follow(services.books.live(tenant), services.clock())
        except Exception:  # a boundary: the roster in memory goes on serving, and grows old by the metrics
            log.exception("roster_not_made", tenant=tenant)


def _again_and_again(name: str, do: Callable[[], None]) -> None:
    def go_on() -> None:
        wait = threading.Event()
        while not wait.wait(FOLLOW_BOOKS_S):
            do()

    threading.Thread(target=go_on, name=name, daemon=True).start()


def _tenant(name: str, live: LiveClient, record: Record) -> Tenant:
    return Tenant(
        name=name,
        calls=Calls(live, name),
        queues=Queues(live, name),
        facts=Facts(live, name),
        replies=Replies(live, name),
        directory=Directory(record, name),
        attempts=Attempts(record, name),
        promises=Promises(record, name),
        pages=Pages(record, name),
        releases=Releases(record, name),
        staff=Staff(record, name),
        sign_ins=SignIns(record, name),
        floor=Floor(live, name),
        oncall=OnCallChanges(record, name),
        clocks=Clocks(record, name),
    )


def account_of(settings: Settings) -> Account:
    """Return the account at Twilio that REST is asked as."""
    return Account(
        sid=settings.twilio_account_sid,
        key=settings.twilio_api_key or settings.twilio_account_sid,
        secret=settings.twilio_api_secret or settings.twilio_auth_tokens[0],
        api_url=settings.twilio_api_url,
    )
