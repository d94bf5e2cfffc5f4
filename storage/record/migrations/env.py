"""What Alembic runs for each command: on the connection that storage/record/migrating.py hands over."""

from alembic import context

from storage.record.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
