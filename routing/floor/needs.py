"""What a waiting call asks for. Calls of equal demand stand in one order, so its head is always the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from routing.floor.text import parsed, read, written


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What an agent must be for a call: the same for many calls. language: base, such as "en".

    tier 1: Tier 1 first, Tier 2 by skill; 2: by escalation; 3: by transfer (HW7). complaint: HW7.
    """

    queue: str
    skills: tuple[str, ...] = ()
    language: str = "en"
    tier: int = 1
    complaint: bool = False
    #: Names it in the live store; equal demands have equal names.
    key: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        skills = ",".join(sorted(self.skills))
        key = "|".join((self.queue, skills, self.language, str(self.tier), "c" * self.complaint))
        object.__setattr__(self, "key", key)

    @classmethod
    @lru_cache(maxsize=1_000)
    def from_key(cls, key: str) -> Demand:
        queue, skills, language, tier, complaint = key.split("|")
        return cls(
            queue=queue,
            skills=tuple(skills.split(",")) if skills else (),
            language=language,
            tier=int(tier),
            complaint=bool(complaint),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """One waiting call. score: routing.place; times: Unix milliseconds.

    prefers: login of the agent who is tried first, alone, until prefer_until_ms. demand: a `Demand.key`.
    also: the key of the second queue's demand, after an overflow; "" before. recorded: talks of its queue
    are; recording: what the caller knows of that: "" (nothing), told, refused.
    """

    call: str
    demand: str
    score: int
    priority: int
    joined_ms: int
    prefers: str = ""
    prefer_until_ms: int = 0
    also: str = ""
    recorded: bool = False
    recording: str = ""
    #: Since when the rings widen, where that is longer than since joined_ms: we have lost this caller.
    widens_ms: int = 0

    @property
    def demands(self) -> tuple[str, ...]:
        """The keys of the orders that the call stands in: two after an overflow."""
        return (self.demand, self.also) if self.also else (self.demand,)

    def widened_ms(self, now_ms: int) -> int:
        """Return for how long the rings have widened."""
        return now_ms - (self.widens_ms or self.joined_ms)

    @property
    def unrecorded(self) -> str:
        """Why talks of this call are not recorded: policy, refused, not_told; "": they are (DC10, P4).

        Fails closed: whoever was not told has not consented.
        """
        if not self.recorded:
            return "policy"
        return {"told": "", "refused": "refused"}.get(self.recording, "not_told")

    def to_json(self) -> str:
        return written(self)

    @classmethod
    def from_json(cls, text: str | bytes) -> Needs:
        return read(cls, parsed(text))
