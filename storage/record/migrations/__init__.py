"""Alembic's entry (`env.py`) and the migrations, oldest first (`versions/`)."""
