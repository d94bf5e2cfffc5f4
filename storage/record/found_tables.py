"""The tables of calls that only Twilio knew of. A migration makes them; a test holds the two together."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from storage.record.schema import Instant, metadata, text

found_calls = Table(
    "found_calls",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("call_id", Text, primary_key=True),
    text("number"),  #: of the caller, E.164; "" withheld
    text("dialled"),
    Column("began_at", Instant, nullable=False),
    text("status"),  #: how it ended, in Twilio's words
    Column("seconds", Integer, nullable=False),
    Column("rang", Integer, nullable=False),  #: so many phones
    Column("talked", Boolean, nullable=False),  #: one of them for longer than the standby speaks to nobody
    Column("messages", Integer, nullable=False),
    Column("called_back", Boolean, nullable=False),  #: people on call are rung for it
    Column("found_at", Instant, nullable=False),
    Column("done_at", Instant),  #: what follows from it is promised, and it was told
    Index(None, "tenant", "found_at"),
)

call_looks = Table(
    "call_looks",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("until", Instant, nullable=False),  #: calls that began before are looked at
)
