"""The one number that orders everybody who waits in a queue.

A place is fixed on arrival and stands in a sorted set, smallest first; equal scores go by call id, as the set
itself orders them. Priorities 0 to 99 are a head start of 6 s each, so of at most ten minutes: that is the
age rule. Whoever has waited ten minutes is passed only by priority 100, which is a class of its own before
all others. Source: architecture.md section 4; HW5.
"""

URGENT = 100
"""The priority of safety steps."""
HEAD_START_MS = 6_000
"""What one step of priority is worth."""
URGENT_CLASS_MS = 10**13
"""What sets priority 100 apart: more than any arrival (the year 2286), and exact in a sorted set's double."""


def score(arrival_ms: int, priority: int) -> int:
    """Return the place of a caller; whoever has the smaller one is served first.

    arrival_ms: Unix milliseconds. priority: 0 to 100. Urgent scores are below zero by far, and among
    themselves in order of arrival. Raises ValueError when either is out of range.
    """
    if not 0 <= priority <= URGENT:
        raise ValueError(f"priority {priority} is not 0 to {URGENT}")
    # The lower bound keeps the largest head start above the urgent class.
    if not 0 <= arrival_ms < URGENT_CLASS_MS - URGENT * HEAD_START_MS:
        raise ValueError(f"{arrival_ms} is no arrival in Unix milliseconds")
    if priority == URGENT:
        return arrival_ms - URGENT_CLASS_MS
    return arrival_ms - priority * HEAD_START_MS
