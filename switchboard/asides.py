"""What is asked of the phone network while somebody waits for a reply that does not depend on it."""

from __future__ import annotations

from collections.abc import Callable

from switchboard.services import Services


def aside(services: Services, call_id: str, do: Callable[[], None]) -> None:
    """Do it in the lane of a call, in order, where the process has lanes; else after the reply."""
    if services.aside is None:
        services.later(do)
    else:
        services.aside(call_id, do)
