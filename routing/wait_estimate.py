"""How long a caller will wait, and how much of that is fit to be said.

The formula is published: `ceil((callers ahead + 1) x mean handle time / agents)`. It takes every agent for
busy and nobody for impatient, so it is on the long side. Source: kpi.md section 6 (without abandonment);
flow-language.md section 6: no position when nobody is staffed, round up, announce only a stable wait.
"""

from dataclasses import dataclass

STABLE_MINUTES = 1
"""Two estimates in a row this near to each other are stable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What to say now, and what the next announcement must know of this one and those before."""

    position: int | None = None  #: To say now, 1 is next; None: say none.
    minutes: int | None = None  #: To say now, rounded up; None: say none.
    said_position: int | None = None  #: The last one said, in this announcement or before.
    estimated_minutes: int | None = None  #: The last estimate, said or not.


NOTHING = Announcement()
"""What is before a caller's first announcement."""


def expected_wait_s(ahead: int, *, agents: int, handle_s: int) -> int | None:
    """Return the seconds until an agent is expected, rounded up; None when nobody is staffed.

    ahead: callers before this one, 0 for the next to be served. agents: those serving the queue. handle_s:
    mean handle time. Raises ValueError when ahead or agents is below 0, or handle_s is not above it.
    """
    if ahead < 0 or agents < 0 or handle_s <= 0:
        raise ValueError(f"no wait follows from {ahead} ahead, {agents} agents and {handle_s} s a call")
    if agents == 0:
        return None
    return -(-(ahead + 1) * handle_s // agents)


def announce(before: Announcement, *, ahead: int, wait_s: int | None, overtaken: bool) -> Announcement:
    """Choose what a waiting caller is told now.

    1. Nobody staffed (wait_s is None): neither a position nor a wait.
    2. A position behind the one said before is left out, unless an urgent caller went ahead (`overtaken`).
    3. A wait is said the first time, and then whenever it is within STABLE_MINUTES of the estimate before.
       A jump is left out once; if it stays, the next announcement says it.
    """
    if wait_s is None:
        return Announcement(said_position=before.said_position)
    position, minutes = ahead + 1, -(-wait_s // 60)
    worse = before.said_position is not None and position > before.said_position
    leap = 0 if before.estimated_minutes is None else abs(minutes - before.estimated_minutes)
    said = position if overtaken or not worse else None
    return Announcement(
        position=said,
        minutes=minutes if leap <= STABLE_MINUTES else None,
        said_position=before.said_position if said is None else said,
        estimated_minutes=minutes,
    )
