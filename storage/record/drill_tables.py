"""The tables of drills and radio checks. Migrations make them; a test holds the two together."""

from sqlalchemy import Column, Integer, Table, Text, UniqueConstraint

from storage.record.schema import Instant, metadata, text

drills = Table(
    "drills",
    metadata,
    Column("id", Text, primary_key=True),
    text("tenant"),
    text("line"),
    Column("due_at", Instant, nullable=False),
    Column("began_at", Instant, nullable=False),
    text("state"),  #: running, accepted, failed or missed
    Column("call_id", Text),  #: of the leg that came in
    Column("person", Text),  #: who took it
    Column("to_human_ms", Integer),  #: from the call's answer to the key
    Column("why", Text),  #: why it failed
    UniqueConstraint("tenant", "line", "due_at"),
)

radio_checks = Table(
    "radio_checks",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    text("person"),
    Column("at", Instant, nullable=False),  #: when somebody last pressed the key on it
)
