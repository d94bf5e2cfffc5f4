"""How often somebody may try to prove who they are: four axes, counted in SQL.

What counts is a try that was wrong, or whose answer was never noted; right ones use nothing up. A try is
written down before its answer is known, so that many calls at once do not get more tries than one after
another. No order number, account number, PIN or caller's number stands in these rows, only keyed hashes.
Where the counters cannot be read there is no try: the caller goes to a person. Source: security.md C5, P2.

| axis | limit | then |
|---|---|---|
| call | 3 wrong | no further try in this call |
| caller's number | 10 wrong in 24 hours | no further try from it; a withheld number has no such count |
| account | 5 wrong in 24 hours | one try each 30 minutes after the last wrong one; a flow may say otherwise |
| everybody | 20 wrong in a minute, and half of all its tries | for that minute 1 a call, 2 an account |

**The owner is delayed, never shut out.** An account has two counts: one for calls from the number on file,
one for all others. So a stranger who keeps the account at its limit does not use up the owner's tries from
the owner's own number; whoever forges that number gets the same small allowance, not a way in. Guesses at
one account in a day: at most 5 and one each half hour on either count, about 106 of a million PINs.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.record.engine import Record
from storage.record.tables import customers, guarded, tries

PER_CALL = 3
PER_NUMBER = 10
#: Forgotten no sooner than this after a day: the longest delay that a flow may ask for.
LONGEST_DELAY = timedelta(days=1)
DAY = timedelta(days=1)
STORM_WRONG = 20
STORM_WINDOW = timedelta(minutes=1)
STORM_PER_CALL = 1
STORM_PER_ACCOUNT = 2

_TRIES = tries.c
_WRONG = or_(_TRIES.ok.is_(None), _TRIES.ok.is_(False))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lockout:
    """After so many wrong tries at one account each further one waits. A flow's `lockout` says both."""

    after: int = 5
    delay: timedelta = timedelta(minutes=30)


class Axis(Enum):
    """Which limit was reached."""

    CALL = "call"
    NUMBER = "number"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """May this try be made? `storm`: very many are wrong everywhere just now, which is worth an alarm."""

    allowed: bool
    reason: Axis | None = None  #: None when allowed
    again_at: datetime | None = None  #: when the account may be tried again; None for the other axes
    storm: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """Who tries what: hashes only."""

    call_id: str
    caller: str | None
    account: str
    own_line: bool


class Attempts:
    """The tries of one tenant's callers."""

    def __init__(self, record: Record, tenant: str) -> None:
        self._record = record
        self._tenant = tenant

    def may_try(
        self,
        call_id: str,
        number: str | None,
        account: str,
        now: datetime,
        lockout: Lockout = Lockout(),
    ) -> Verdict:
        """Decide whether one try may be made and, if so, note that it is.

        number: the caller's, E.164; None when withheld. account: the customer's account number, or the digits
        that named no customer. Asking again in the same call before `record_try` notes no second try.
        """
        with self._record.writing() as connection:
            subject = self._subject(connection, call_id, number, account)
            self._hold(connection, subject, now)
            verdict = self._judge(connection, subject, now, lockout)
            if verdict.allowed:
                self._note(connection, subject, now)
        return verdict

    def record_try(self, call_id: str, now: datetime, *, ok: bool) -> None:
        """Note whether the call's try was right. Does nothing when none is under way."""
        mine = and_(_TRIES.tenant == self._tenant, _TRIES.call_id == call_id, _TRIES.ok.is_(None))
        with self._record.writing() as connection:
            connection.execute(update(tries).where(mine).values(ok=ok, at=now))

    def forget(self, now: datetime) -> int:
        """Delete what no limit looks at any more; returns how many tries. For the follower, once an hour."""
        with self._record.writing() as connection:
            old = and_(_TRIES.tenant == self._tenant, _TRIES.at < now - DAY - LONGEST_DELAY)
            idle = and_(guarded.c.tenant == self._tenant, guarded.c.last_at < now - DAY - LONGEST_DELAY)
            connection.execute(delete(guarded).where(idle))
            return connection.execute(delete(tries).where(old)).rowcount

    def _subject(self, connection: Connection, call_id: str, number: str | None, account: str) -> _Subject:
        owner = and_(
            customers.c.tenant == self._tenant,
            customers.c.account == account,
            customers.c.number == number,
        )
        keyed = self._record.pins.keyed
        return _Subject(
            call_id=call_id,
            caller=None if number is None else keyed("caller", number),
            account=keyed("account", account),
            own_line=bool(connection.execute(select(exists().where(owner))).scalar_one()),
        )

    def _hold(self, connection: Connection, subject: _Subject, now: datetime) -> None:
        """Lock the number and the account until the transaction ends: sorted, so that none wait in a ring."""
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        for hashed in sorted(hashed for hashed in (subject.account, subject.caller) if hashed):
            row = insert(guarded).values(tenant=self._tenant, subject=hashed, last_at=now)
            held = row.on_conflict_do_update(index_elements=["tenant", "subject"], set_={"last_at": now})
            connection.execute(held)

    def _judge(self, connection: Connection, subject: _Subject, now: datetime, lockout: Lockout) -> Verdict:
        """Ask the four axes. A try of this call that is under way is not counted against itself."""
        storm = self._storms(connection, now)
        call, _ = self._wrong(connection, subject, _TRIES.call_id == subject.call_id)
        if call >= (STORM_PER_CALL if storm else PER_CALL):
            return Verdict(allowed=False, reason=Axis.CALL, storm=storm)
        today = _TRIES.at > now - DAY
        if subject.caller is not None:
            number, _ = self._wrong(connection, subject, and_(_TRIES.caller_hash == subject.caller, today))
            if number >= PER_NUMBER:
                return Verdict(allowed=False, reason=Axis.NUMBER, storm=storm)
        same = and_(_TRIES.account_hash == subject.account, _TRIES.own_line == subject.own_line, today)
        account, last = self._wrong(connection, subject, same)
        if last is not None and account >= (
            min(STORM_PER_ACCOUNT, lockout.after) if storm else lockout.after
        ):
            again_at = last + lockout.delay
            if now < again_at:
                return Verdict(allowed=False, reason=Axis.ACCOUNT, again_at=again_at, storm=storm)
        return Verdict(allowed=True, storm=storm)

    def _storms(self, connection: Connection, now: datetime) -> bool:
        recent = and_(_TRIES.tenant == self._tenant, _TRIES.at > now - STORM_WINDOW)
        counts = select(func.count(), func.count().filter(_WRONG)).select_from(tries).where(recent)
        made, wrong = connection.execute(counts).one()
        return bool(wrong >= STORM_WRONG and wrong * 2 >= made)

    def _wrong(
        self, connection: Connection, subject: _Subject, which: ColumnElement[bool]
    ) -> tuple[int, datetime | None]:
        """Count the wrong tries, and when the last was. Leaves out this call's own one under way."""
        own = and_(_TRIES.call_id == subject.call_id, _TRIES.ok.is_(None))
        counted = and_(_TRIES.tenant == self._tenant, which, _WRONG, ~own)
        counts = select(func.count(), func.max(_TRIES.at)).select_from(tries).where(counted)
        wrong, last = connection.execute(counts).one()
        return wrong, last

    def _note(self, connection: Connection, subject: _Subject, now: datetime) -> None:
        """Write the try down as under way.

        One that this call has under way on the same account is that try; on another account it ends as wrong.
        """
        mine = and_(_TRIES.tenant == self._tenant, _TRIES.call_id == subject.call_id, _TRIES.ok.is_(None))
        same = _TRIES.account_hash == subject.account
        connection.execute(update(tries).where(mine, ~same).values(ok=False))
        if connection.execute(update(tries).where(mine, same).values(at=now)).rowcount == 0:
            row = tries.insert().values(
                tenant=self._tenant,
                call_id=subject.call_id,
                caller_hash=subject.caller,
                account_hash=subject.account,
                own_line=subject.own_line,
                at=now,
            )
            connection.execute(row)
