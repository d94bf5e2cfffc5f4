"""LISTENS: every route."""
