"""How long a caller will wait for an agent.

The formula is published: `ceil((callers ahead + 1) x mean handle time / agents)`. It takes every agent for
busy and nobody for impatient, so it is on the long side. Source: kpi.md section 6 (without abandonment). What
of it is fit to be said is the queue step's to decide (ivr/steps/queue.py).
"""


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
