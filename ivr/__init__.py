"""DECIDES what the caller hears: pure."""
