"""The tables of what people changed of the on-call schedules, who did it, and who subscribes to them."""

from sqlalchemy import JSON, Column, Index, Integer, Table, Text

from storage.record.schema import Instant, metadata, text

oncall_changes = Table(
    "oncall_changes",
    metadata,
    Column("id", Text, primary_key=True),
    text("tenant"),
    Column(
        "number", Integer, nullable=False
    ),  #: of the audit row that made it: the later of two changes wins
    text("schedule"),
    text("kind"),  #: override, swap, temporary
    text("person"),  #: who is then on call, as company files name them
    text("replaces"),  #: only where this person would be; "": whoever would be
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    text("note"),
    text("state"),  #: proposed, standing, withdrawn, declined
    text("asks"),  #: whose answer a proposed swap waits for, as company files name them; "": nobody's
    text("pair"),  #: the same for both halves of an exchange; "": it has no other half
    text("made_by"),  #: staff id
    Column("made_at", Instant, nullable=False),
    Column("decided_by", Text),  #: who accepted, declined or withdrew it last
    Column("decided_at", Instant),
    Index(None, "tenant", "number", unique=True),
    Index(None, "tenant", "until"),
)

#: Append-only: the databases refuse to change or delete a row.
oncall_audit = Table(
    "oncall_audit",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  #: 1, 2, 3: none is missing
    Column("at", Instant, nullable=False),
    text("by"),  #: staff id
    text("did"),  #: made, proposed, accepted, declined, withdrawn, ended, renewed
    text("schedule"),
    Column("change_id", Text),  #: none where a feed's address was renewed
    Column("detail", JSON, nullable=False),  #: the change as it was then
    Index(None, "tenant", "schedule", "number"),
)

oncall_feeds = Table(
    "oncall_feeds",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("staff_id", Text, primary_key=True),
    Column("schedule", Text, primary_key=True),
    Column("generation", Integer, nullable=False),  #: grows with each renewal: older addresses are void
)
