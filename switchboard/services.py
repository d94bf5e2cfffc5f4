"""What one process works with, assembled once by the entry point and handed down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cti.crm import CrmLookUp
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
from storage.record.engine import Record
from storage.record.oncall_changes import OnCallChanges
from storage.record.pages import Pages
from storage.record.promises import Promises
from storage.record.releases import Releases
from storage.record.sign_ins import SignIns
from storage.record.staff import Staff
from switchboard.books import Books
from switchboard.headcount import Headcount
from switchboard.profiles import Profiles
from switchboard.rosters import Rosters
from switchboard.rota import Rota
from switchboard.turnstile import Turnstile
from telephony.carrier import Carrier


def at_once(do: Callable[[], None]) -> None:
    do()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """One company's stores."""

    name: str
    calls: Calls
    queues: Queues
    facts: Facts
    replies: Replies
    directory: Directory
    attempts: Attempts
    promises: Promises
    pages: Pages
    releases: Releases
    staff: Staff
    sign_ins: SignIns
    floor: Floor
    oncall: OnCallChanges
    clocks: Clocks


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    #: The present, aware UTC. The only clock that decisions get.
    clock: Callable[[], datetime]
    #: Monotonic seconds: how long things take, never what time it is.
    stopwatch: Callable[[], float]
    tenants: Mapping[str, Tenant]
    books: Books
    record: Record
    journal: Journal
    live: LiveClient
    jobs: Jobs
    carrier: Carrier
    pace: Pace
    rosters: Rosters
    #: Keys of the capsules, the present one first.
    secret_keys: Sequence[bytes]
    #: Where Twilio reaches us, without a slash at the end.
    public_url: str
    #: Does something after the reply that is being made, or at once where nobody waits for one.
    later: Callable[[Callable[[], None]], None] = at_once
    #: Does what is asked of the phone network for a call aside, in order; None: whoever asks waits for it.
    aside: Callable[[str, Callable[[], None]], None] | None = None
    #: Each company's own CRM, where it has set one; asked for an agent's desk, never for a webhook.
    crms: Mapping[str, CrmLookUp] = field(default_factory=dict)
    turnstile: Turnstile = field(default_factory=Turnstile)
    rota: Rota = field(default_factory=Rota)
    profiles: Profiles = field(default_factory=Profiles)
    headcount: Headcount = field(default_factory=Headcount)
