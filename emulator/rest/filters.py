"""What a list is narrowed by: equal texts, and dates with `Name`, `Name<` and `Name>`."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TypeVar

from emulator.rest.wire import Fields, read_instant

Item = TypeVar("Item")


def equal_to(items: Iterable[Item], query: Fields, **readers: Callable[[Item], str]) -> list[Item]:
    """Keep the items whose value is the one the query gives; a filter that is absent or empty keeps all."""
    kept = list(items)
    for name, read in readers.items():
        wanted = query.text(name)
        if wanted:
            kept = [item for item in kept if read(item) == wanted]
    return kept


def dated(
    items: Iterable[Item], query: Fields, name: str, read: Callable[[Item], datetime | None]
) -> list[Item]:
    """Keep the items of a day (`name`), up to an instant (`name<`) and from an instant on (`name>`).

    Both limits count as inside, as the official pages say of `<=` and `>=`. An item without a date is left
    out as soon as one filter is given.
    """
    kept = list(items)
    for suffix, holds in _HOLDS.items():
        wanted = query.text(name + suffix)
        if wanted:
            limit = read_instant(wanted)
            kept = [item for item in kept if (at := read(item)) is not None and holds(at, limit)]
    return kept


_HOLDS: dict[str, Callable[[datetime, datetime], bool]] = {
    "": lambda at, day: at.astimezone(UTC).date() == day.astimezone(UTC).date(),
    "<": lambda at, limit: at <= limit,
    ">": lambda at, limit: at >= limit,
}
