"""The table of clocks. A migration makes it; a test holds the two together."""

from sqlalchemy import Column, Index, Table, Text, UniqueConstraint

from storage.record.schema import Instant, metadata, text

clocks = Table(
    "clocks",
    metadata,
    Column("id", Text, primary_key=True),
    text("tenant"),
    text("clock"),  #: its name, as in the company's file
    text("case_id"),  #: what it is about, as the flow tagged it; "" nothing
    text("call_id"),
    text("number"),  #: of the caller, E.164; "" withheld
    text("dialled"),
    Column("started_at", Instant, nullable=False),
    Column("half_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("warned_at", Instant),
    Column("breached_at", Instant),
    Column("stopped_at", Instant),
    Column("stopped_by", Text),
    Column("why", Text),  #: by what it was stopped: accepted, agent or done
    UniqueConstraint("tenant", "call_id", "clock"),
    Index(None, "tenant", "stopped_at", "half_at"),
)
