"""How many agents serve each queue: counted anew every few seconds, not with every round of every caller."""

from __future__ import annotations

from collections.abc import Callable, Mapping

#: For how long a count holds, seconds.
HOLDS_S = 2.0


class Headcount:
    """The last count of each company in one process. None: it has nobody to count."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[float, Mapping[str, int] | None]] = {}

    def of(
        self, tenant: str, now_s: float, count: Callable[[], Mapping[str, int] | None]
    ) -> Mapping[str, int] | None:
        """Return the agents by queue. Raises what `count` raises; then the next look counts again."""
        last = self._last.get(tenant)
        if last is not None and 0 <= now_s - last[0] < HOLDS_S:
            return last[1]
        counted = count()
        self._last[tenant] = (now_s, counted)
        return counted
