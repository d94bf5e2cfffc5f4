"""The names of everything kept in Redis, written once.

Every key of a tenant carries the tenant's hash tag, so that the keys of one script share a slot of a cluster,
and tenants spread over it.
"""

import re
from dataclasses import dataclass

TENANT = re.compile(r"[a-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one tenant. Raises ValueError for a tenant's name that could break the tag."""

    tenant: str

    def __post_init__(self) -> None:
        if not TENANT.fullmatch(self.tenant):
            raise ValueError(f"not a tenant's name: {self.tenant!r}")

    @property
    def facts(self) -> str:
        """Stream: what became true, one field "fact" an entry."""
        return self._key("facts")

    @property
    def seen(self) -> str:
        """Sorted set: the ids of calls under way by the time of their last turn, Unix milliseconds."""
        return self._key("seen")

    def call(self, call_id: str) -> str:
        """Hash: turn, before, state, reply, ended, and one "mark:<field>" each."""
        return self._key("call", call_id)

    def queue(self, name: str) -> str:
        """Sorted set: the ids of waiting calls by score, the next one first."""
        return self._key("queue", name)

    def reply(self, message_id: str) -> str:
        """Text: what was answered to a text message."""
        return self._key("reply", message_id)

    def leader(self, task: str) -> str:
        """Text: the token of the process that leads this task."""
        return self._key("leader", task)

    def _key(self, *parts: str) -> str:
        return ":".join((f"{{{self.tenant}}}", *parts))
