"""TRANSLATES the phone network."""
