"""A company's staff: who may sign in, as what, and which calls they may take (HW7, HW13)."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, insert, select, update

from routing.floor.people import Profile
from storage.record.engine import Record
from storage.record.tables import sign_ins, staff

#: Least to most of what a page may show; what each may do stands in web/access.py (security.md P9).
ROLES = ("agent", "supervisor", "ops", "admin")
#: NIST SP 800-63B asks for 8 where a second factor follows, and there is none here.
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 128


def staff_id(tenant: str, login: str) -> str:
    """Return the id of a person on the staff: the same for the same login, and of no other company."""
    return f"agt_{hashlib.sha256(f'{tenant}/{login}'.encode()).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person on the staff. profile: what the floor needs; its id, login and name are this person's.

    qa_score: 0 to 100; None: not scored yet (HW7). email: "" when none; OIDC knows people by it.
    """

    profile: Profile
    role: str = "agent"
    qa_score: int | None = None
    email: str = ""
    active: bool = True

    @property
    def id(self) -> str:
        return self.profile.id

    @property
    def login(self) -> str:
        return self.profile.login

    @property
    def name(self) -> str:
        return self.profile.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """What `Staff.put` did, by login. The rest were as they are now already."""

    added: tuple[str, ...]
    changed: tuple[str, ...]


class TakenEmailError(ValueError):
    """Two people of one company have this address: OIDC could not tell them apart."""


class Staff:
    """One tenant's staff. Its calls may raise what SQL raises; pages make them through `bounded`."""

    def __init__(self, record: Record, tenant: str) -> None:
        self._record = record
        self._tenant = tenant

    def profile(self, staff_id: str) -> Profile | None:
        """Return what the floor needs of an agent; None: nobody has this id, or no longer."""
        found = self.member(staff_id)
        return found.profile if found is not None and found.active else None

    def member(self, staff_id: str) -> Member | None:
        """Return a person of this company, also one who is no longer active."""
        return self._one(staff.c.id == staff_id)

    def by_login(self, login: str) -> Member | None:
        return self._one(staff.c.login == login)

    def by_email(self, email: str) -> Member | None:
        """Return who has this address, in any case; None also for an empty one."""
        return self._one(staff.c.email == email.casefold()) if email else None

    def all(self) -> tuple[Member, ...]:
        """Return everybody, in order of login."""
        statement = select(staff).where(staff.c.tenant == self._tenant).order_by(staff.c.login)
        with self._record.reading() as connection:
            return tuple(member_of(row) for row in connection.execute(statement))

    def put(self, members: Iterable[Member]) -> Put:
        """Add people, or change those who are there by their login: all or none. Others stay as they are.

        Passwords stay. Who is no longer active, or has another role, is signed out.

        Raises TakenEmailError.
        """
        added, changed = [], []
        with self._record.writing() as connection:
            for member in members:
                self._refuse_taken(connection, member)
                before = self._read(connection, staff.c.login == member.login)
                if before is None:
                    connection.execute(insert(staff).values(tenant=self._tenant, **_row(member)))
                    added.append(member.login)
                elif before != member:
                    self._change(connection, before, member)
                    changed.append(member.login)
        return Put(added=tuple(added), changed=tuple(changed))

    def has_password(self, login: str) -> bool:
        return self._password_hash(login)[1] is not None

    def check_password(self, login: str, password: str) -> Member | None:
        """Return who this is; None for an unknown login, a wrong password, one not set, or one not active.

        The same query and the same hash are made in every case. It asks SQL through `bounded` by itself: the
        hash, some 30 ms of work, holds none of the threads that callers need. Raises RecordUnavailable.
        """
        member, password_hash = self._record.bounded.run(self._password_hash, login)
        matches = self._record.pins.matches(password[:LONGEST_PASSWORD], password_hash)
        return member if matches and member is not None and member.active else None

    def set_password(self, login: str, password: str) -> bool:
        """Keep a new password and end every sign-in of its owner (ASVS 7.4.3). False: nobody has this login.

        Raises ValueError, with words for people, for a password that is too short or too long.
        """
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise ValueError(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
        hashed = self._record.pins.hash(password, os.urandom(16))
        with self._record.writing() as connection:
            member = self._read(connection, staff.c.login == login)
            if member is None:
                return False
            connection.execute(update(staff).where(staff.c.id == member.id).values(password_hash=hashed))
            connection.execute(delete(sign_ins).where(sign_ins.c.staff_id == member.id))
        return True

    def _one(self, which: ColumnElement[bool]) -> Member | None:
        with self._record.reading() as connection:
            return self._read(connection, which)

    def _read(self, connection: Connection, which: ColumnElement[bool]) -> Member | None:
        row = connection.execute(select(staff).where(staff.c.tenant == self._tenant, which)).one_or_none()
        return None if row is None else member_of(row)

    def _password_hash(self, login: str) -> tuple[Member | None, str | None]:
        statement = select(staff).where(staff.c.tenant == self._tenant, staff.c.login == login)
        with self._record.reading() as connection:
            row = connection.execute(statement).one_or_none()
        return (None, None) if row is None else (member_of(row), row.password_hash)

    def _refuse_taken(self, connection: Connection, member: Member) -> None:
        email = _row(member)["email"]
        if email is None:
            return
        other = self._read(connection, and_(staff.c.email == email, staff.c.login != member.login))
        if other is not None:
            raise TakenEmailError(f"{member.login}: {other.login} has the address {email} already")

    def _change(self, connection: Connection, before: Member, member: Member) -> None:
        connection.execute(update(staff).where(staff.c.id == before.id).values(**_row(member)))
        if not member.active or member.role != before.role:
            connection.execute(delete(sign_ins).where(sign_ins.c.staff_id == before.id))


#: Columns that are a profile's fields as they are.
_PROFILE = tuple(each.name for each in fields(Profile))
_LISTS = ("queues", "languages")


def _row(member: Member) -> dict[str, Any]:
    profile = {name: getattr(member.profile, name) for name in _PROFILE}
    return profile | {
        "queues": list(member.profile.queues),
        "languages": list(member.profile.languages),
        "skills": dict(member.profile.skills),
        "role": member.role,
        "qa_score": member.qa_score,
        "email": member.email.casefold() or None,
        "active": member.active,
    }


def member_of(row: Row[Any]) -> Member:
    """Return the person of a row that has every column of `staff`."""
    kept = {name: getattr(row, name) for name in _PROFILE}
    return Member(
        profile=Profile(**kept | {name: tuple(kept[name]) for name in _LISTS}),
        role=row.role,
        qa_score=row.qa_score,
        email=row.email or "",
        active=row.active,
    )
