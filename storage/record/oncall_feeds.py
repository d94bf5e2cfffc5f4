"""Which addresses of calendar feeds are good: one a person and schedule; a renewal voids the older ones."""

from sqlalchemy import and_, insert, select, update

from storage.record.engine import Record
from storage.record.oncall_audit import Deed, Entry, audited
from storage.record.tables import oncall_feeds, staff


class OnCallFeeds:
    """One tenant's feeds. Its calls may raise what SQL raises; pages make them through `bounded`."""

    def __init__(self, record: Record, tenant: str) -> None:
        self._record = record
        self._tenant = tenant

    def generation(self, staff_id: str, schedule: str) -> int | None:
        """Return which addresses of a person's feed are good; None: nobody works here by this id."""
        feeds = oncall_feeds.c
        of_them = and_(feeds.tenant == self._tenant, feeds.staff_id == staff.c.id, feeds.schedule == schedule)
        wanted = (
            select(feeds.generation)
            .select_from(staff.outerjoin(oncall_feeds, of_them))
            .where(staff.c.tenant == self._tenant, staff.c.id == staff_id, staff.c.active)
        )
        with self._record.reading() as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else row.generation or 0

    def renew(self, schedule: str, deed: Deed) -> int:
        """Void the addresses that a person has had of a schedule's feed. Raises ChangedMeanwhileError."""
        feeds = oncall_feeds.c
        mine = (feeds.tenant == self._tenant, feeds.staff_id == deed.by, feeds.schedule == schedule)
        with audited(self._record, self._tenant) as audit:
            had = audit.connection.execute(select(feeds.generation).where(*mine)).scalar_one_or_none()
            generation = (had or 0) + 1
            if had is None:
                row = {"tenant": self._tenant, "staff_id": deed.by, "schedule": schedule}
                audit.connection.execute(insert(oncall_feeds).values(**row, generation=generation))
            else:
                audit.connection.execute(update(oncall_feeds).where(*mine).values(generation=generation))
            audit.write(deed, Entry(did="renewed", schedule=schedule))
        return generation
