"""Plays the tests that stand in flow files: whole calls on the pure engine, no store and no network."""
