"""A source of chance of their own for every robot, so that nobody's depends on what the others do."""

from random import Random


def chance_of(*who: str) -> Random:
    """Return the same source for the same words, wherever and whenever."""
    return Random("/".join(who))  # noqa: S311 - robots, nothing secret
