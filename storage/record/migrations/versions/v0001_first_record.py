"""Make the record: customers and what they own, promises, tries, releases."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "customers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("account_manager", sa.Text(), nullable=False),
        sa.Column("open_case_owner", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("pin_hash", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.UniqueConstraint("tenant", "account", name=op.f("uq_customers_tenant_account")),
    )
    op.create_index(op.f("ix_customers_tenant_number"), "customers", ["tenant", "number"], unique=False)
    op.create_table(
        "fillings",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("filled_on", sa.Date(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", name=op.f("pk_fillings")),
    )
    op.create_table(
        "flow_texts",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_flow_texts")),
    )
    op.create_table(
        "guarded_subjects",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "subject", name=op.f("pk_guarded_subjects")),
    )
    op.create_table(
        "promises",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("to_number", sa.Text(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recording_sid", sa.Text(), nullable=True),
        sa.Column("recording_s", sa.Integer(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
        sa.UniqueConstraint("tenant", "key", name=op.f("uq_promises_tenant_key")),
    )
    op.create_index(op.f("ix_promises_tenant_call_id"), "promises", ["tenant", "call_id"], unique=False)
    op.create_index(
        op.f("ix_promises_tenant_state_due_at"), "promises", ["tenant", "state", "due_at"], unique=False
    )
    op.create_table(
        "releases",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("base", sa.Text(), nullable=True),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "number", name=op.f("pk_releases")),
    )
    op.create_index(op.f("ix_releases_tenant_version"), "releases", ["tenant", "version"], unique=False)
    op.create_table(
        "verification_tries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("caller_hash", sa.Text(), nullable=True),
        sa.Column("account_hash", sa.Text(), nullable=False),
        sa.Column("own_line", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification_tries")),
    )
    op.create_index(
        op.f("ix_verification_tries_tenant_account_hash_at"),
        "verification_tries",
        ["tenant", "account_hash", "at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_verification_tries_tenant_at"), "verification_tries", ["tenant", "at"], unique=False
    )
    op.create_index(
        op.f("ix_verification_tries_tenant_call_id"),
        "verification_tries",
        ["tenant", "call_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_verification_tries_tenant_caller_hash_at"),
        "verification_tries",
        ["tenant", "caller_hash", "at"],
        unique=False,
    )
    op.create_table(
        "orders",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("placed_on", sa.Date(), nullable=False),
        sa.Column("total_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_orders_customer_id")),
        sa.PrimaryKeyConstraint("tenant", "number", name=op.f("pk_orders")),
    )
    op.create_index(op.f("ix_orders_customer_id"), "orders", ["customer_id"], unique=False)
    op.create_table(
        "release_files",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["hash"], ["flow_texts.hash"], name=op.f("fk_release_files_hash")),
        sa.ForeignKeyConstraint(
            ["tenant", "number"], ["releases.tenant", "releases.number"], name=op.f("fk_release_files_tenant")
        ),
        sa.PrimaryKeyConstraint("tenant", "number", "name", name=op.f("pk_release_files")),
    )
    op.create_table(
        "devices",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("firmware", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_devices_customer_id")),
        sa.ForeignKeyConstraint(
            ["tenant", "order_number"], ["orders.tenant", "orders.number"], name=op.f("fk_devices_tenant")
        ),
        sa.PrimaryKeyConstraint("tenant", "serial", name=op.f("pk_devices")),
    )
    op.create_index(op.f("ix_devices_customer_id"), "devices", ["customer_id"], unique=False)
    op.create_index(
        op.f("ix_devices_tenant_order_number"), "devices", ["tenant", "order_number"], unique=False
    )
    op.create_table(
        "invoices",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("balance_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_invoices_customer_id")),
        sa.ForeignKeyConstraint(
            ["tenant", "order_number"], ["orders.tenant", "orders.number"], name=op.f("fk_invoices_tenant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoices")),
        sa.UniqueConstraint("tenant", "number", name=op.f("uq_invoices_tenant_number")),
    )
    op.create_index(op.f("ix_invoices_customer_id"), "invoices", ["customer_id"], unique=False)
    op.create_index(
        op.f("ix_invoices_tenant_order_number"), "invoices", ["tenant", "order_number"], unique=False
    )
    op.create_table(
        "rmas",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_rmas_customer_id")),
        sa.ForeignKeyConstraint(
            ["tenant", "order_number"], ["orders.tenant", "orders.number"], name=op.f("fk_rmas_tenant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rmas")),
        sa.UniqueConstraint("tenant", "key", name=op.f("uq_rmas_tenant_key")),
    )
    op.create_index(op.f("ix_rmas_customer_id"), "rmas", ["customer_id"], unique=False)
    op.create_index(op.f("ix_rmas_tenant_order_number"), "rmas", ["tenant", "order_number"], unique=False)
    op.create_table(
        "visits",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("from_hour", sa.Integer(), nullable=False),
        sa.Column("to_hour", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_visits_customer_id")),
        sa.ForeignKeyConstraint(
            ["tenant", "order_number"], ["orders.tenant", "orders.number"], name=op.f("fk_visits_tenant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    op.create_index(op.f("ix_visits_customer_id"), "visits", ["customer_id"], unique=False)
    op.create_index(op.f("ix_visits_tenant_order_number"), "visits", ["tenant", "order_number"], unique=False)
    op.create_table(
        "warranties",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_warranties_customer_id")),
        sa.ForeignKeyConstraint(
            ["tenant", "order_number"], ["orders.tenant", "orders.number"], name=op.f("fk_warranties_tenant")
        ),
        sa.PrimaryKeyConstraint("tenant", "order_number", name=op.f("pk_warranties")),
    )
    op.create_index(op.f("ix_warranties_customer_id"), "warranties", ["customer_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_warranties_customer_id"), table_name="warranties")
    op.drop_table("warranties")
    op.drop_index(op.f("ix_visits_tenant_order_number"), table_name="visits")
    op.drop_index(op.f("ix_visits_customer_id"), table_name="visits")
    op.drop_table("visits")
    op.drop_index(op.f("ix_rmas_tenant_order_number"), table_name="rmas")
    op.drop_index(op.f("ix_rmas_customer_id"), table_name="rmas")
    op.drop_table("rmas")
    op.drop_index(op.f("ix_invoices_tenant_order_number"), table_name="invoices")
    op.drop_index(op.f("ix_invoices_customer_id"), table_name="invoices")
    op.drop_table("invoices")
    op.drop_index(op.f("ix_devices_tenant_order_number"), table_name="devices")
    op.drop_index(op.f("ix_devices_customer_id"), table_name="devices")
    op.drop_table("devices")
    op.drop_table("release_files")
    op.drop_index(op.f("ix_orders_customer_id"), table_name="orders")
    op.drop_table("orders")
    op.drop_index(op.f("ix_verification_tries_tenant_caller_hash_at"), table_name="verification_tries")
    op.drop_index(op.f("ix_verification_tries_tenant_call_id"), table_name="verification_tries")
    op.drop_index(op.f("ix_verification_tries_tenant_at"), table_name="verification_tries")
    op.drop_index(op.f("ix_verification_tries_tenant_account_hash_at"), table_name="verification_tries")
    op.drop_table("verification_tries")
    op.drop_index(op.f("ix_releases_tenant_version"), table_name="releases")
    op.drop_table("releases")
    op.drop_index(op.f("ix_promises_tenant_state_due_at"), table_name="promises")
    op.drop_index(op.f("ix_promises_tenant_call_id"), table_name="promises")
    op.drop_table("promises")
    op.drop_table("guarded_subjects")
    op.drop_table("flow_texts")
    op.drop_table("fillings")
    op.drop_index(op.f("ix_customers_tenant_number"), table_name="customers")
    op.drop_table("customers")
