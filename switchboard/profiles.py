"""What agents are, as the record says: kept for a few seconds, and for longer while SQL is away."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from routing.floor.people import Profile
from storage.record.bounded import RecordUnavailable

log = structlog.get_logger(__name__)

#: For how long a profile is taken as it was read.
FRESH_S = 5.0


class Profiles:
    """The profiles that one process has read."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[float, Profile | None]] = {}

    def find(
        self, tenant: str, agent_id: str, now_s: float, read: Callable[[], Profile | None]
    ) -> Profile | None:
        """Return an agent's profile, read anew where it is old. now_s: monotonic.

        Each company's are apart: nobody is found by the id of another's agent, read a moment ago for them.

        None: nobody on the staff has this id, or it was never read and SQL is away.
        """
        at_s, profile = self._known.get((tenant, agent_id), (now_s - FRESH_S, None))
        if now_s - at_s < FRESH_S:
            return profile
        try:
            profile = read()
        except RecordUnavailable as away:
            log.warning("profile_not_read", agent=agent_id, why=str(away))
            return profile
        self._known[tenant, agent_id] = (now_s, profile)
        return profile
