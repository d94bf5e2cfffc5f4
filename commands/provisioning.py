"""provision: point each line's number at Ringdown, and put at Twilio what answers while it is dead."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from commands.companies import RefusedError
from commands.operating import assets_of, operating, rest_of
from commands.settings import read_settings
from commands.terminal import Terminal
from switchboard.books import Books
from switchboard.drills import robot_of
from switchboard.services import Services
from switchboard.standby import standby_documents
from telephony.assets import Assets, Site
from telephony.carrier import CarrierError
from telephony.numbers import Hooks, OwnNumber, own_numbers, set_hooks, wanted_hooks
from telephony.rest import Rest
from telephony.standby import ROBOT, left_over, path_of, too_large

#: Twilio's error codes, and what to do about each.
_REMEDIES: Mapping[int | None, str] = {
    20003: "Twilio does not know these credentials: look at TWILIO_ACCOUNT_SID, and at the API key or token",
    20429: "Twilio is asked too much just now: try again in a minute",
    None: "Twilio did not answer: look at the network, TWILIO_API_URL and status.twilio.com, and try again",
}
_YES = frozenset({"y", "yes"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A number of a company. sends: where it is to send its requests."""

    name: str
    number: str
    sends: Hooks


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to change. site: None: there is no standby yet; absent: lines whose number is not ours."""

    site: Site | None
    documents: Mapping[str, str]
    new: frozenset[str]
    gone: frozenset[str]
    numbers: tuple[tuple[Line, OwnNumber], ...]
    absent: tuple[Line, ...]

    @property
    def changes_anything(self) -> bool:
        return bool(self.site is None or self.new or self.gone or self.numbers)


def provision(args: Namespace, terminal: Terminal) -> int:
    """Show what is to change, ask, and change it. 1: a line's number is not in the account."""
    settings = read_settings(terminal.env)
    rest, assets = rest_of(settings), assets_of(settings)
    with operating(settings, terminal) as services:
        try:
            plan = _planned(services, rest, assets)
            for line in _told(plan):
                terminal.say(line)
            if plan.changes_anything and _may(args, terminal):
                _do(services, rest, assets, plan.site, terminal)
        except CarrierError as failed:
            remedy = _REMEDIES.get(failed.code, f"see twilio.com/docs/errors/{failed.code}")
            raise RefusedError(f"{failed.asked}: {remedy}. What was done stays; run it again.") from failed
    return 1 if plan.absent else 0


def _planned(services: Services, rest: Rest, assets: Assets) -> Plan:
    site = assets.find()
    documents = _documents(services, "https://not-yet.twil.io" if site is None else site.base)
    known = own_numbers(rest)
    lines = lines_of(services.books, services.public_url, site)
    there = [(line, known[line.number]) for line in lines if line.number in known]
    then = {own.number: own.hooks for own in known.values()} | {line.number: line.sends for line in lines}
    return Plan(
        site=site,
        documents=documents,
        new=frozenset(documents) if site is None else assets.differing(site, documents),
        gone=frozenset() if site is None else _gone(site, documents, then.values()),
        numbers=tuple((line, own) for line, own in there if own.hooks.changes(wanted_of(line, own))),
        absent=tuple(line for line in lines if line.number not in known),
    )


def lines_of(books: Books, public_url: str, site: Site | None) -> tuple[Line, ...]:
    """Return every line of every company, and its robot, and where the number is to send its requests."""
    base = "" if site is None else site.base
    lines = tuple(
        Line(
            name=f"{tenant} {name}",
            number=number,
            sends=wanted_hooks(public_url, base + path_of(number)),
        )
        for tenant in books.tenants
        for name, number in books.live(tenant).company.lines.items()
    )
    takes = Hooks(voice_url=base + ROBOT, voice_method="GET")
    robots = {tenant: robot_of(books.live(tenant)) for tenant in books.tenants}
    return *lines, *(Line(name=f"{name} robot", number=n, sends=takes) for name, n in robots.items() if n)


def wanted_of(line: Line, own: OwnNumber) -> Hooks:
    """A number that has no texts keeps what it says of them."""
    if own.texts:
        return line.sends
    return replace(line.sends, sms_url=own.hooks.sms_url, sms_method=own.hooks.sms_method)


def _documents(services: Services, base: str) -> Mapping[str, str]:
    documents = standby_documents(services.books, services.rosters, services.clock(), base)
    large = too_large(documents)
    if large:
        raise RefusedError(f"{', '.join(large)}: above Twilio's 64 kB; put fewer people in one policy")
    return documents


def _told(plan: Plan) -> Iterator[str]:
    where = "to be made at Twilio" if plan.site is None else f"at {plan.site.base}"
    yield f"Standby, {where}: {len(plan.documents)} documents"
    served = frozenset() if plan.site is None else plan.site.versions.keys()
    for path in sorted(plan.new | plan.gone):
        yield f"  {'-' if path in plan.gone else '~' if path in served else '+'} {path}"
    for line, own in plan.numbers:
        yield f"{line.number} ({line.name})"
        for name, (now, then) in own.hooks.changes(wanted_of(line, own)).items():
            yield f"  {name}: {now or 'nothing'} -> {then or 'nothing'}"
    for line in plan.absent:
        yield f"{line.number} ({line.name}): not a number of this account. Buy or port it, or mend `lines`."
    if not plan.changes_anything:
        yield "Nothing is to change."


def _may(args: Namespace, terminal: Terminal) -> bool:
    if args.dry_run:
        terminal.say("Nothing was changed: --dry-run")
        return False
    if args.yes:
        return True
    try:
        agreed = terminal.read("Change this? [y/N] ").strip().lower() in _YES
    except EOFError:
        agreed = False
    if not agreed:
        terminal.say("Nothing was changed. With --yes nobody is asked.")
    return agreed


def _do(services: Services, rest: Rest, assets: Assets, site: Site | None, terminal: Terminal) -> None:
    """Documents first, and those that no number names last: whatever fails between, each number has one."""
    site = site or assets.make()
    documents = _documents(services, site.base)
    changed = assets.differing(site, documents)
    if changed:
        terminal.say(f"Putting {len(changed)} documents at {site.base} ...")
        assets.put(site, documents, changed)
    known = own_numbers(rest)
    for line in lines_of(services.books, services.public_url, site):
        own = known.get(line.number)
        if own is not None and own.hooks.changes(wanted_of(line, own)):
            terminal.say(f"Setting {line.number} ({line.name}) ...")
            set_hooks(rest, own, wanted_of(line, own))
    _clear(rest, assets, documents, terminal)
    terminal.say("Done.")


def _clear(rest: Rest, assets: Assets, documents: Mapping[str, str], terminal: Terminal) -> None:
    site = assets.find()
    hooks = [own.hooks for own in own_numbers(rest).values()]
    gone = frozenset() if site is None else _gone(site, documents, hooks)
    if site is not None and gone:
        terminal.say(f"Removing {len(gone)} documents that no number names ...")
        assets.remove(site, gone)


def _gone(site: Site, documents: Mapping[str, str], hooks: Iterable[Hooks]) -> frozenset[str]:
    """Say what nobody needs any more, once the numbers have these hooks."""
    urls = [each.voice_fallback_url for each in hooks]
    named = [url.removeprefix(site.base) for url in urls if url.startswith(site.base)]
    return left_over(site.versions, documents.keys(), named)
