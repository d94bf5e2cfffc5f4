"""import-agents and password: who works for a company, and how they sign in."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from callflows.book import load_company
from callflows.schema.staff import PersonText
from callflows.staff import PLACE, StaffFile, read_bytes, read_staff
from callflows.texts import Texts
from commands.companies import RefusedError, tenants_in
from commands.record_settings import RecordSettings, read_record_settings
from commands.terminal import Terminal
from routing.floor.people import Profile
from storage.record.demo_staff import give_passwords
from storage.record.engine import Record, open_record
from storage.record.staff import Member, Staff, TakenEmailError, staff_id

#: What bringing the record to its newest form may take, in seconds.
MIGRATE_S = 120.0


def import_agents(args: Namespace, terminal: Terminal) -> int:
    """Put everybody in a file on the staff, or nobody when a row is wrong. Raises RefusedError."""
    settings = read_record_settings(terminal.env)
    texts = _texts(settings, args.tenant)
    try:
        content = read_bytes(args.file)
    except OSError as away:
        raise RefusedError(f"{args.file}: {away.strerror}") from away
    with _record(settings) as record:
        staff = Staff(record, args.tenant)
        beside = {member.login: member.profile for member in staff.all() if member.active}
        file = read_staff(args.file.as_posix(), content, texts, beside)
        for finding in file.findings:
            terminal.say(str(finding))
        if not file.people:
            raise RefusedError("Nobody was imported.")
        try:
            put = staff.put(members_of(args.tenant, file.people))
        except TakenEmailError as taken:
            raise RefusedError(f"{taken}. Nobody was imported.") from taken
    same = len(file.people) - len(put.added) - len(put.changed)
    terminal.say(f"{args.tenant}: {len(put.added)} added, {len(put.changed)} changed, {same} as they were")
    return 0


def set_password(args: Namespace, terminal: Terminal) -> int:
    """Ask for a new password, twice, and keep it. Every sign-in of its owner ends. Raises RefusedError."""
    settings = read_record_settings(terminal.env)
    _texts(settings, args.tenant)
    try:
        password = terminal.read_secret("New password: ")
        again = terminal.read_secret("The same again: ")
    except EOFError:
        raise RefusedError("No password was given; nothing was changed.") from None
    if password != again:
        raise RefusedError("The two are not the same; nothing was changed.")
    with _record(settings) as record:
        try:
            known = Staff(record, args.tenant).set_password(args.login, password)
        except ValueError as refused:
            raise RefusedError(f"{refused}; nothing was changed") from refused
    if not known:
        raise RefusedError(f"nobody at {args.tenant} has the login {args.login}; import them first")
    terminal.say(f"{args.tenant} {args.login}: the password is set, and every sign-in has ended")
    if not settings.pin_pepper:
        terminal.say(
            "PIN_PEPPER is not set here. Where serve has one, this password lets nobody in: set it again."
        )
    return 0


def fill_demo_staff(record: Record, folder: Path) -> None:
    """Put the staff in the companies' folders on, with the demo's passwords. Raises RefusedError."""
    for tenant, path in tenants_in(folder):
        place = path / PLACE
        if not place.is_file():
            continue
        file = read_staff(place.as_posix(), read_bytes(place), load_company(path).texts)
        if not file.people:
            raise RefusedError(_told(file))
        staff = Staff(record, tenant)
        staff.put(members_of(tenant, file.people))
        give_passwords(staff, tenant)


def members_of(tenant: str, people: Mapping[str, PersonText]) -> Iterator[Member]:
    """Turn people as written into members of the staff, by login."""
    for login, person in people.items():
        profile = Profile(
            id=staff_id(tenant, login),
            login=login,
            name=person.name,
            tier=person.tier,
            queues=person.queues,
            skills=person.skills,
            languages=person.languages,
            supervised=person.supervised,
            number=person.number or "",
            ring_s=person.ring_s,
            wrap_up_s=person.wrap_up,
            on_missed=person.on_missed,
        )
        yield Member(
            profile=profile,
            role=person.role,
            qa_score=person.qa_score,
            email=person.email or "",
            active=person.active,
        )


def _texts(settings: RecordSettings, tenant: str) -> Texts:
    """Return the company's files, for its queues. Raises RefusedError when there is no such company."""
    found = dict(tenants_in(settings.callflows_dir))
    if tenant not in found:
        raise RefusedError(f"there is no tenant {tenant}; there are {', '.join(sorted(found))}")
    return load_company(found[tenant]).texts


@contextmanager
def _record(settings: RecordSettings) -> Iterator[Record]:
    """Open the record in its newest form."""
    settings.data.mkdir(parents=True, exist_ok=True)
    record = open_record(settings.database_url, settings.pin_pepper)
    try:
        record.bounded.run(record.migrate, within_s=MIGRATE_S)
        yield record
    finally:
        record.close()


def _told(file: StaffFile) -> str:
    return "\n".join(map(str, file.findings))
