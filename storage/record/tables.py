"""The tables of the record. Migrations make them; a test holds the two together."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from storage.record.clock_tables import clocks
from storage.record.drill_tables import drills, radio_checks
from storage.record.found_tables import call_looks, found_calls
from storage.record.oncall_tables import oncall_audit, oncall_changes, oncall_feeds
from storage.record.schema import Instant, metadata, text
from storage.record.staff_tables import desk_settings, handled, newcomers, notes, sign_ins, staff

__all__ = [
    "call_looks",
    "clocks",
    "customers",
    "desk_settings",
    "devices",
    "drills",
    "fillings",
    "flow_texts",
    "found_calls",
    "guarded",
    "handled",
    "invoices",
    "metadata",
    "newcomers",
    "notes",
    "oncall_audit",
    "oncall_changes",
    "oncall_feeds",
    "orders",
    "promises",
    "radio_checks",
    "recordings",
    "release_files",
    "releases",
    "rmas",
    "sign_ins",
    "staff",
    "tries",
    "visits",
    "warranties",
]


def _customer() -> Column[str]:
    return Column("customer_id", Text, ForeignKey("customers.id"), nullable=False, index=True)


def _order() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant", "order_number"], ["orders.tenant", "orders.number"])


customers = Table(
    "customers",
    metadata,
    Column("id", Text, primary_key=True),
    text("tenant"),
    text("account"),
    text("name"),
    text("plan"),
    text("kind"),
    text("language"),
    text("account_manager"),
    text("open_case_owner"),
    Column("number", Text),  #: E.164; NULL when none is on file
    Column("pin_hash", Text),  #: argon2id of the peppered PIN; NULL when none was set
    UniqueConstraint("tenant", "account"),
    Index(None, "tenant", "number"),
)

orders = Table(
    "orders",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    _customer(),
    text("item"),
    text("status"),
    Column("placed_on", Date, nullable=False),
    Column("total_minor", Integer, nullable=False),
    text("currency"),
)

devices = Table(
    "devices",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("serial", Text, primary_key=True),
    text("order_number"),
    _customer(),
    text("model"),
    text("firmware"),
    _order(),
    Index(None, "tenant", "order_number"),
)

warranties = Table(
    "warranties",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("order_number", Text, primary_key=True),
    _customer(),
    Column("starts_on", Date, nullable=False),
    Column("months", Integer, nullable=False),
    _order(),
)

rmas = Table(
    "rmas",
    metadata,
    Column("id", Text, primary_key=True),
    text("tenant"),
    text("order_number"),
    _customer(),
    Column("number", Text),  #: NULL until one is assigned, 24 to 48 hours after opening (HK7)
    text("status"),
    Column("opened_on", Date, nullable=False),
    Column("next_on", Date, nullable=False),
    Column("key", Text),  #: the idempotency key of the call that opened it; NULL: not opened by phone
    _order(),
    UniqueConstraint("tenant", "key"),
    Index(None, "tenant", "order_number"),
)

visits = Table(
    "visits",
    metadata,
    Column("id", Text, primary_key=True),
    text("tenant"),
    text("order_number"),
    _customer(),
    Column("day", Date, nullable=False),  #: at the customer's door: a local date and whole local hours
    Column("from_hour", Integer, nullable=False),
    Column("to_hour", Integer, nullable=False),
    text("purpose"),
    _order(),
    Index(None, "tenant", "order_number"),
)

invoices = Table(
    "invoices",
    metadata,
    Column("id", Text, primary_key=True),
    text("tenant"),
    text("number"),
    text("order_number"),
    _customer(),
    Column("balance_minor", Integer, nullable=False),
    text("currency"),
    Column("due_on", Date, nullable=False),
    _order(),
    UniqueConstraint("tenant", "number"),
    Index(None, "tenant", "order_number"),
)

fillings = Table(
    "fillings",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("filled_on", Date, nullable=False),
    text("digest"),
)

tries = Table(
    "verification_tries",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    text("tenant"),
    text("call_id"),
    Column("caller_hash", Text),  #: keyed hash of the caller's number; NULL when withheld
    text("account_hash"),  #: keyed hash of the account or of the digits that named none
    Column("own_line", Boolean, nullable=False),  #: the caller's number is the one on file for this account
    Column("at", Instant, nullable=False),
    Column("ok", Boolean),  #: NULL while the answer is not known; counts as wrong
    Index(None, "tenant", "call_id"),
    Index(None, "tenant", "caller_hash", "at"),
    Index(None, "tenant", "account_hash", "at"),
    Index(None, "tenant", "at"),
)

guarded = Table(
    "guarded_subjects",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("subject", Text, primary_key=True),  #: a hash from `verification_tries`; its row is the lock
    Column("last_at", Instant, nullable=False),
)

promises = Table(
    "promises",
    metadata,
    Column("id", Text, primary_key=True),
    text("tenant"),
    text("kind"),
    text("call_id"),
    text("key"),
    text("state"),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("lease_until", Instant),
    Column("body", JSON, nullable=False),
    Column("to_number", Text),  #: whom an alert or a text goes to, E.164
    Column("told_at", Instant),  #: when the person of an alert was last told
    Column("recording_sid", Text),
    Column("recording_s", Integer),
    Column("why", Text),  #: why it was put off, failed or cancelled
    Column("made_at", Instant, nullable=False),
    Column("kept_at", Instant),
    Column("acknowledged_by", Text),
    UniqueConstraint("tenant", "key"),
    Index(None, "tenant", "state", "due_at"),
    Index(None, "tenant", "call_id"),
)

recordings = Table(
    "recordings",
    metadata,
    Column("sid", Text, primary_key=True),  #: the carrier's, which keeps the sound
    text("tenant"),
    text("call_id"),  #: of the caller
    text("conference"),
    text("state"),  #: running, kept, or absent: nothing was kept
    Column("seconds", Integer, nullable=False),
    Column("told_at", Instant, nullable=False),  #: when we first heard of it
    Column("ended_at", Instant),
    Index(None, "tenant", "call_id"),
)

flow_texts = Table(
    "flow_texts",
    metadata,
    Column("hash", Text, primary_key=True),  #: sha256 of the text, hex
    Column("text", LargeBinary, nullable=False),
)

releases = Table(
    "releases",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    text("version"),
    Column("base", Text),  #: the version it was made from; NULL for the first
    text("made_by"),
    text("comment"),
    Column("made_at", Instant, nullable=False),
    Index(None, "tenant", "version"),
)

release_files = Table(
    "release_files",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("hash", Text, ForeignKey("flow_texts.hash"), nullable=False),
    ForeignKeyConstraint(["tenant", "number"], ["releases.tenant", "releases.number"]),
)
