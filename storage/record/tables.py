"""The tables of the record. Migrations make them; a test holds the two together."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime. SQLite has no zones, so there it is kept without one, in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant is an aware datetime")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _customer() -> Column[str]:
    return Column("customer_id", Text, ForeignKey("customers.id"), nullable=False, index=True)


def _order() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant", "order_number"], ["orders.tenant", "orders.number"])


customers = Table(
    "customers",
    metadata,
    Column("id", Text, primary_key=True),
    _text("tenant"),
    _text("account"),
    _text("name"),
    _text("plan"),
    _text("kind"),
    _text("language"),
    _text("account_manager"),
    _text("open_case_owner"),
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
    _text("item"),
    _text("status"),
    Column("placed_on", Date, nullable=False),
    Column("total_minor", Integer, nullable=False),
    _text("currency"),
)

devices = Table(
    "devices",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("serial", Text, primary_key=True),
    _text("order_number"),
    _customer(),
    _text("model"),
    _text("firmware"),
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
    _text("tenant"),
    _text("order_number"),
    _customer(),
    Column("number", Text),  #: NULL until one is assigned, 24 to 48 hours after opening (HK7)
    _text("status"),
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
    _text("tenant"),
    _text("order_number"),
    _customer(),
    Column("day", Date, nullable=False),  #: at the customer's door: a local date and whole local hours
    Column("from_hour", Integer, nullable=False),
    Column("to_hour", Integer, nullable=False),
    _text("purpose"),
    _order(),
    Index(None, "tenant", "order_number"),
)

invoices = Table(
    "invoices",
    metadata,
    Column("id", Text, primary_key=True),
    _text("tenant"),
    _text("number"),
    _text("order_number"),
    _customer(),
    Column("balance_minor", Integer, nullable=False),
    _text("currency"),
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
    _text("digest"),
)

tries = Table(
    "verification_tries",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    _text("tenant"),
    _text("call_id"),
    Column("caller_hash", Text),  #: keyed hash of the caller's number; NULL when withheld
    _text("account_hash"),  #: keyed hash of the account or of the digits that named none
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
    _text("tenant"),
    _text("kind"),
    _text("call_id"),
    _text("key"),
    _text("state"),
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
    _text("version"),
    Column("base", Text),  #: the version it was made from; NULL for the first
    _text("made_by"),
    _text("comment"),
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

staff = Table(
    "staff",
    metadata,
    Column("id", Text, primary_key=True),
    _text("tenant"),
    _text("login"),
    _text("name"),
    _text("role"),
    Column("tier", Integer, nullable=False),
    Column("queues", JSON, nullable=False),
    Column("skills", JSON, nullable=False),  #: name to proficiency, 1 to 5
    Column("languages", JSON, nullable=False),
    Column("qa_score", Integer),  #: 0 to 100; NULL: not scored yet
    Column("supervised", Boolean, nullable=False),
    _text("number"),  #: of a desk phone, E.164; "": a softphone
    Column("ring_s", Integer, nullable=False),
    Column("wrap_up_s", Integer, nullable=False),
    _text("on_missed"),
    Column("email", Text),  #: without capitals
    Column("password_hash", Text),  #: argon2id of the peppered password; NULL: signs in by OIDC alone
    Column("active", Boolean, nullable=False),
    UniqueConstraint("tenant", "login"),
    UniqueConstraint("tenant", "email"),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("id", Text, primary_key=True),  #: sha256 of the token, hex
    _text("tenant"),
    Column("staff_id", Text, ForeignKey("staff.id"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

notes = Table(
    "notes",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("call_id", Text, primary_key=True),
    Column("staff_id", Text, ForeignKey("staff.id"), primary_key=True),
    _text("text"),
    Column("rev", Integer, nullable=False),  #: grows with each save
    Column("saved_at", Instant, nullable=False),
)

handled = Table(
    "handled",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("call_id", Text, primary_key=True),
    Column("staff_id", Text, ForeignKey("staff.id"), primary_key=True),
    Column("ended_at", Instant, primary_key=True),  #: when wrap-up began: an agent may get a call twice
    _text("customer_id"),  #: "": nobody was found
    _text("queue"),
    _text("disposition"),  #: "": none was chosen
    _text("resolved"),
    _text("notes"),
    Column("follow_up", Date),
    Column("answered_at", Instant),  #: NULL: the call was never answered
    Column("wrapped_at", Instant, nullable=False),
    Column("auto", Boolean, nullable=False),  #: saved by the timer, a supervisor or the sweep
    Index(None, "tenant", "staff_id", "ended_at"),
    Index(None, "tenant", "customer_id"),
)

desk_settings = Table(
    "desk_settings",
    metadata,
    Column("staff_id", Text, ForeignKey("staff.id"), primary_key=True),
    Column("body", JSON, nullable=False),
)
