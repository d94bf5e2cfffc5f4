"""Looking into the rooms of bridges, beside the rounds of `follow`: somebody may be alone in one."""

from __future__ import annotations

import threading

import structlog

from storage.live.client import StoreUnavailableError
from storage.record.bounded import RecordUnavailable
from switchboard.bridge_rolls import sweep_rooms
from switchboard.services import Services

log = structlog.get_logger(__name__)

#: Between two looks. Each asks Twilio twice for every bridge in which somebody is.
EVERY_S = 15.0


def keep_rooms(services: Services, leads: threading.Event, stopping: threading.Event) -> None:
    """Look again and again for as long as this process leads, until told to stop."""
    while not stopping.wait(EVERY_S):
        if not leads.is_set():
            continue
        try:
            sweep_rooms(services)
        except (StoreUnavailableError, RecordUnavailable) as away:
            log.warning("round_waits", what="rooms", why=str(away))
        except Exception:  # a boundary: the next look comes
            log.exception("round_failed", what="rooms")
