"""What Twilio says of the account, its numbers and the standby."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from commands.doctor.finding import Finding, fail, ok, warn
from commands.provisioning import lines_of, wanted_of
from routing.dialling import countries_of
from switchboard.services import Services
from switchboard.standby import standby_documents
from telephony.assets import Assets, Site
from telephony.carrier import CarrierError
from telephony.numbers import own_numbers
from telephony.rest import Rest
from telephony.standing import (
    BUSINESS,
    HOME,
    AccountState,
    account_state,
    approved_profiles,
    may_call,
    refused_calls,
    region_of,
)

#: Accounts upgraded since then have 2 to 3 calls at once without an approved business profile (D10).
CAPPED_SINCE = datetime(2026, 2, 3, tzinfo=UTC)
#: Refusals for want of concurrency are looked for over so long.
REFUSED_WITHIN = timedelta(days=7)
_CONSOLE = "https://console.twilio.com"


def look_at_account(rest: Rest) -> Iterator[Finding]:
    """Yield what the account itself is. rest: of the auth token, since a standard API key may not look."""
    try:
        account = account_state(rest)
        if account.status != "active":
            yield fail("account", f"it is {account.status}", f"open {_CONSOLE} and see why")
        else:
            yield ok("account", f"active, {account.kind}")
        yield _concurrency(rest, account)
    except CarrierError as failed:
        yield _unanswered("account", failed, "look at TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN")


def look_at_twilio(services: Services, rest: Rest, assets: Assets) -> Iterator[Finding]:
    """Yield what Twilio tells. Where it tells nothing, that is the last finding."""
    try:
        yield _refusals(rest, services.clock())
        yield from _countries(services, rest)
        site = assets.find()
        yield from _standby(services, assets, site)
        yield from _numbers(services, rest, site)
    except CarrierError as failed:
        remedy = "look at TWILIO_ACCOUNT_SID, the API key, and status.twilio.com"
        yield _unanswered("twilio", failed, remedy)


def _unanswered(check: str, failed: CarrierError, remedy: str) -> Finding:
    why = f"code {failed.code}" if failed.code else "no answer"
    return fail(check, f"{failed.asked}: {why}", remedy)


def _refusals(rest: Rest, now: datetime) -> Finding:
    refused = refused_calls(rest, now - REFUSED_WITHIN)
    if refused:
        remedy = "ask Twilio for more calls at once (error 10004)"
        return fail("calls refused", f"{refused} in the last 7 days for want of concurrency", remedy)
    return ok("calls refused", "none in the last 7 days for want of concurrency")


def _concurrency(rest: Rest, account: AccountState) -> Finding:
    check = "calls at once"
    if account.kind == "Trial":
        return fail(check, "a trial account: 5 at once, verified numbers alone", f"upgrade at {_CONSOLE}")
    approved = approved_profiles(rest)
    if BUSINESS & set(approved):
        return ok(check, "not limited: the business profile is approved")
    remedy = f"submit a business profile: {_CONSOLE}/us1/account/trust-hub"
    most, what = (3, "a profile is approved, but none of a business") if approved else (2, "none is approved")
    if account.created >= CAPPED_SINCE:
        return fail(check, f"{most}: {what}", remedy)
    return warn(check, f"{what}: {most} if upgraded since 2026-02-03", remedy)


def _countries(services: Services, rest: Rest) -> Iterator[Finding]:
    """Look whether those on call may be rung at all, country by country."""
    now = services.clock()
    numbers = {
        person.number
        for tenant in services.books.tenants
        for person in services.rosters.of(services.books.live(tenant), now).people.values()
    }
    for country in sorted(countries_of(numbers)):
        allowed = may_call(rest, country)
        check = f"calls to {country}"
        if allowed:
            yield ok(check, "allowed")
        elif allowed is None:
            yield warn(check, "Twilio does not know this country", "look at the numbers in oncall.yaml")
        else:
            yield fail(
                check, "refused", f"allow {country}: {_CONSOLE}/us1/develop/voice/settings/geo-permissions"
            )


def _standby(services: Services, assets: Assets, site: Site | None) -> Iterator[Finding]:
    if site is None:
        yield fail("standby", "nothing answers while Ringdown is dead", "app.py provision")
        return
    wanted = standby_documents(services.books, services.rosters, services.clock(), site.base)
    differing = assets.differing(site, wanted)
    if differing:
        told = ", ".join(sorted(differing)[:3])
        detail = f"{len(differing)} of {len(wanted)} documents are not what they should be: {told}"
        yield fail("standby", detail, "see that follow runs, or app.py provision")
    else:
        yield ok("standby", f"{len(wanted)} documents at {site.base} ring who is on call now")


def _numbers(services: Services, rest: Rest, site: Site | None) -> Iterator[Finding]:
    known = own_numbers(rest)
    for line in lines_of(services.books, services.public_url, site):
        own = known.get(line.number)
        if own is None:
            yield fail(line.number, f"{line.name}: not in this account", "buy or port it, or mend `lines`")
            continue
        changes = own.hooks.changes(wanted_of(line, own))
        region = region_of(rest, line.number)
        if region != HOME:
            remedy = f"set its inbound region to {HOME.upper()} in the console: provision sets that one alone"
            yield fail(line.number, f"{line.name}: its calls are processed in {region}", remedy)
        elif changes:
            told = "; ".join(f"{name} is {now or 'nothing'}" for name, (now, _) in changes.items())
            yield fail(line.number, f"{line.name}: {told}", "app.py provision")
        else:
            yield ok(line.number, f"{line.name}: points where it should, and so does its fallback")
        if not own.texts:
            yield warn(
                line.number, f"{line.name}: it cannot send texts", "alerts and texts need one that can"
            )
    for tenant in services.books.tenants:
        drills = services.books.live(tenant).company.drills
        if drills is not None and drills.from_ not in known:
            remedy = "buy it, or mend `drills` in company.yaml"
            yield fail(drills.from_, f"{tenant}: drills ring from it, and it is not in this account", remedy)
