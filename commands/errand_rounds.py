"""Rounds of ringing for what is due, beside the other rounds: facts and queues wait for no phone."""

from __future__ import annotations

import threading

import structlog

from storage.live.client import StoreUnavailableError
from storage.record.bounded import RecordUnavailable
from switchboard.errands import keep_due, sweep
from switchboard.services import Services

log = structlog.get_logger(__name__)

#: Between two rounds. A promise is rung for within 15 s of being due (reliability.md D1).
ROUND_S = 3.0


def keep_errands(
    services: Services,
    is_leading: threading.Event,
    is_another_leading: threading.Event,
    stopping: threading.Event,
) -> None:
    """Sweep while this follower leads; without Redis nobody leads and no doorbell rings, so each keeps it."""
    while not stopping.wait(ROUND_S):
        if is_another_leading.is_set():
            continue
        try:
            if is_leading.is_set():
                sweep(services)
            else:
                keep_due(services)
        except (StoreUnavailableError, RecordUnavailable) as away:
            log.warning("round_waits", what="errands", why=str(away))
        except Exception:  # a boundary: it is tried again in the next round
            log.exception("round_failed", what="errands")
