"""Which form of the tables this program writes, and which a database has: asked without alembic.

Every web worker and follower asks; only who migrates needs what brings the one to the other.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

SCRIPTS = Path(__file__).parent / "migrations"
#: Where the migrations' library writes down what it did.
_TABLE = "alembic_version"


def newest() -> str:
    """Return the id of the last migration that this program knows: v0006_recordings.py is 0006."""
    return max(path.name[1:5] for path in (SCRIPTS / "versions").glob("v????_*.py"))


def applied(connection: Connection) -> str | None:
    """Return the id of the last migration that this database has; None: none."""
    if not inspect(connection).has_table(_TABLE):
        return None
    done: str | None = connection.execute(text(f"SELECT version_num FROM {_TABLE}")).scalar()  # noqa: S608 - ours
    return done
