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
    def fact_counter(self) -> str:
        """Text: the number of the newest fact."""
        return self._key("facts", "number")

    @property
    def seen(self) -> str:
        """Sorted set: the ids of calls under way by the time of their last turn, Unix milliseconds.

        Of a caller who is to leave a conference it lies ahead: until their next turn nobody waits for one.
        """
        return self._key("seen")

    def call(self, call_id: str) -> str:
        """Hash: turn, before, state, reply, ended, and one "mark:<field>" each."""
        return self._key("call", call_id)

    def story(self, call_id: str) -> str:
        """List: the numbers of the facts that are about this call, oldest first."""
        return self._key("story", call_id)

    def queue(self, name: str) -> str:
        """Sorted set: the ids of waiting calls by score, the next one first."""
        return f"{{{self.tenant}}}:queue:{name}"

    def wait(self, demand: str) -> str:
        """Sorted set: the ids of calls of one demand that may be offered, by score, the next one first."""
        return f"{{{self.tenant}}}:wait:{demand}"

    @property
    def signs(self) -> str:
        """Hash: what was last seen to be well -> when, Unix milliseconds."""
        return self._key("signs")

    @property
    def needs(self) -> str:
        """Hash: call id to needs, of every call that stands in an order of waiting, offered or not."""
        return self._key("needs")

    @property
    def demands(self) -> str:
        """Set: the keys of all demands that were ever asked for."""
        return self._key("demands")

    @property
    def open_demands(self) -> str:
        """Set: the keys of those demands in whose pools everybody who can take them stands."""
        return self._key("demands", "open")

    def pool(self, demand: str) -> str:
        """Sorted set: the ids of agents who are free for a demand, by ring, then by the longest idle."""
        return f"{{{self.tenant}}}:pool:{demand}"

    @property
    def agents(self) -> str:
        """Hash: agent id to "<version> <id of the commit that wrote it> <state>"."""
        return self._key("agents")

    @property
    def signed_in(self) -> str:
        """Sorted set: the ids of agents on the floor, in no order."""
        return self._key("signed_in")

    @property
    def states(self) -> str:
        """Hash: display state to how many agents show it."""
        return self._key("floor", "states")

    @property
    def hands(self) -> str:
        """Set: the ids of agents who have raised a hand."""
        return self._key("hands")

    @property
    def engaged(self) -> str:
        """Hash: who is rung or talks for a page to "<until> <what for>": Unix milliseconds, a call's id."""
        return self._key("engaged")

    @property
    def places(self) -> str:
        """Sorted set: "<lane> <id>" of calls by the instant they begin, Unix milliseconds."""
        return self._key("places")

    @property
    def held(self) -> str:
        """Text: there while a page waits for its place."""
        return self._key("places", "held")

    def waiters(self, policy: str) -> str:
        """Sorted set: the ids of calls that wait until somebody on call is free, by when they arrived."""
        return self._key("waiters", policy)

    @property
    def timers(self) -> str:
        """Sorted set: "<kind> <id>" by the instant it is due, Unix milliseconds."""
        return self._key("timers")

    @property
    def streams(self) -> str:
        """Sorted set: agents' ids by when any of their streams was last heard from, Unix milliseconds."""
        return self._key("streams")

    def streams_of(self, agent: str) -> str:
        """Sorted set: one agent's open streams by when each was last heard from."""
        return self._key("streams", agent)

    def seats(self, supervisor: str) -> str:
        """Sorted set: the ids of the calls that a supervisor takes part in, by the instant they chose to."""
        return self._key("seats", supervisor)

    def conversation(self, call_id: str) -> str:
        """Hash: v, by, state and away."""
        return self._key("conversation", call_id)

    def reply(self, message_id: str) -> str:
        """Text: what was answered to a text message."""
        return self._key("reply", message_id)

    def answer(self, agent: str, command: str) -> str:
        """Text: what was answered to a desk's command, JSON; empty while it is under way."""
        return self._key("answer", agent, command)

    def leader(self, task: str) -> str:
        """Text: the token of the process that leads this task."""
        return self._key("leader", task)

    def _key(self, *parts: str) -> str:
        return ":".join((f"{{{self.tenant}}}", *parts))
