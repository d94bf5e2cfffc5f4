"""Who is signed in: kept in SQL, so that a sign-in can be ended at once, wherever it began."""

import hashlib
import secrets
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, insert, or_, select, update

from storage.record.bounded import AWAY
from storage.record.engine import Record
from storage.record.staff import Member, member_of
from storage.record.tables import sign_ins, staff

#: Without a request for so long a sign-in has ended. An open event stream asks now and then.
IDLE = timedelta(minutes=60)
#: And it ends after so long in any case: a shift with its breaks.
LONGEST = timedelta(hours=12)
#: What was seen less than this ago is not written down again.
NOTED_EVERY = timedelta(minutes=1)


class SignIns:
    """The sign-ins of one tenant's staff. Its calls may raise what SQL raises; pages go through `bounded`."""

    def __init__(self, record: Record, tenant: str) -> None:
        self._record = record
        self._tenant = tenant

    def begin(self, staff_id: str, now: datetime) -> str:
        """Begin a sign-in and return its token, which is kept nowhere but in the cookie: SQL has its hash."""
        token = secrets.token_urlsafe(32)
        row = {
            "id": _hashed(token),
            "tenant": self._tenant,
            "staff_id": staff_id,
            "created_at": now,
            "seen_at": now,
            "expires_at": now + LONGEST,
        }
        with self._record.writing() as connection:
            connection.execute(insert(sign_ins).values(**row))
        return token

    def find(self, token: str, now: datetime) -> Member | None:
        """Return whose sign-in this is, and note that it was used. None: of nobody, ended, or not active."""
        mine = (sign_ins.c.tenant == self._tenant, sign_ins.c.id == _hashed(token))
        whose = (
            select(staff, sign_ins.c.seen_at, sign_ins.c.expires_at).join_from(sign_ins, staff).where(*mine)
        )
        with self._record.reading() as connection:
            row = connection.execute(whose).one_or_none()
        if row is None or not row.active or now >= row.expires_at or now >= row.seen_at + IDLE:
            return None
        if now >= row.seen_at + NOTED_EVERY:
            # Whoever is signed in is not sent away because the note has to wait: the next request makes it.
            with suppress(*AWAY), self._record.writing() as connection:
                connection.execute(update(sign_ins).where(*mine).values(seen_at=now))
        return member_of(row)

    def holders(self, roles: Collection[str], now: datetime) -> frozenset[str]:
        """Return the ids of everybody active in one of these roles who has a sign-in that lives."""
        lives = (sign_ins.c.expires_at > now, sign_ins.c.seen_at > now - IDLE)
        whose = select(staff.c.id, staff.c.active, staff.c.role).join_from(sign_ins, staff)
        with self._record.reading() as connection:
            rows = connection.execute(whose.where(sign_ins.c.tenant == self._tenant, *lives))
            return frozenset(row.id for row in rows if row.active and row.role in roles)

    def end(self, token: str) -> None:
        """End one sign-in. Does nothing when it has ended."""
        self._delete(sign_ins.c.id == _hashed(token))

    def end_all(self, staff_id: str) -> None:
        """End every sign-in of a person, on every machine."""
        self._delete(sign_ins.c.staff_id == staff_id)

    def forget(self, now: datetime) -> int:
        """Delete what has ended by itself; returns how many. For the follower, once an hour."""
        return self._delete(or_(sign_ins.c.expires_at <= now, sign_ins.c.seen_at <= now - IDLE))

    def _delete(self, which: ColumnElement[bool]) -> int:
        with self._record.writing() as connection:
            gone = delete(sign_ins).where(sign_ins.c.tenant == self._tenant, which)
            return connection.execute(gone).rowcount


def _hashed(token: str) -> str:
    """A token has 256 bits of chance, so a fast hash without a salt is enough (security.md C15)."""
    return hashlib.sha256(token.encode()).hexdigest()
