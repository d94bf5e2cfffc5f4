"""The tables of the staff: who they are, their sign-ins, and what they keep at their desks."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from storage.record.schema import Instant, metadata, text

staff = Table(
    "staff",
    metadata,
    Column("id", Text, primary_key=True),
    text("tenant"),
    text("login"),
    text("name"),
    text("role"),
    Column("tier", Integer, nullable=False),
    Column("queues", JSON, nullable=False),
    Column("skills", JSON, nullable=False),  #: name to proficiency, 1 to 5
    Column("languages", JSON, nullable=False),
    Column("qa_score", Integer),  #: 0 to 100; NULL: not scored yet
    Column("supervised", Boolean, nullable=False),
    text("number"),  #: of a desk phone, E.164; "": a softphone
    Column("ring_s", Integer, nullable=False),
    Column("wrap_up_s", Integer, nullable=False),
    text("on_missed"),
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
    text("tenant"),
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
    text("text"),
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
    text("customer_id"),  #: "": nobody was found
    text("queue"),
    text("disposition"),  #: "": none was chosen
    text("resolved"),
    text("notes"),
    Column("follow_up", Date),
    Column("answered_at", Instant),  #: since when this agent talked with the customer
    Column("talk_ms", Integer),  #: hold left out; none, as answered_at, of calls before this was kept
    Column("wrapped_at", Instant, nullable=False),
    Column("auto", Boolean, nullable=False),  #: saved by the timer, a supervisor or the sweep
    Column("completed_at", Instant),  #: when somebody said later what came of such a call; else none
    Column("completed_by", Text),
    Index(None, "tenant", "staff_id", "ended_at"),
    Index(None, "tenant", "customer_id"),
)

newcomers = Table(
    "newcomers",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    text("tenant"),
    text("customer_id"),  #: no foreign key: the row stays when the customer is taken off the file again
    text("call_id"),
    Column("staff_id", Text, ForeignKey("staff.id"), nullable=False),
    text("change"),  #: created, undone
    Column("at", Instant, nullable=False),
    Index(None, "tenant", "customer_id"),
)

desk_settings = Table(
    "desk_settings",
    metadata,
    Column("staff_id", Text, ForeignKey("staff.id"), primary_key=True),
    Column("body", JSON, nullable=False),
)
