"""follow's part in finding calls that never reached us: Twilio's list is looked through once a minute."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import structlog

from commands.assembling import account_of
from commands.settings import Settings
from storage.live.client import StoreUnavailableError
from storage.record.bounded import RecordUnavailable
from switchboard.reconciling import Reconciler
from switchboard.services import Services
from telephony.call_list import lister
from telephony.carrier import CarrierError

log = structlog.get_logger(__name__)

#: Between two looks; the first is as soon as this process leads, with its journal replayed.
EVERY = timedelta(minutes=1)
#: Between two looks at whether it leads.
LEADS_S = 1.0


def reconciler_of(services: Services, settings: Settings) -> Reconciler:
    return Reconciler(services, lister(account_of(settings)))


def keep_reconciled(
    services: Services, reconciler: Reconciler, leads: threading.Event, stopping: threading.Event
) -> None:
    """Look again and again for as long as this process leads, until told to stop."""
    due = datetime.min.replace(tzinfo=services.clock().tzinfo)
    while not stopping.wait(LEADS_S):
        if leads.is_set() and services.clock() >= due:
            due = services.clock() + EVERY
            look_at_all(services, reconciler)


def look_at_all(services: Services, reconciler: Reconciler) -> None:
    """Look at each company once. What fails holds up no other, and is looked at again."""
    for tenant in services.tenants.values():
        try:
            reconciler.look(tenant)
        except (CarrierError, StoreUnavailableError, RecordUnavailable) as away:
            log.warning("round_waits", what="reconciling", tenant=tenant.name, why=str(away))
        except Exception:  # a boundary: the next look comes
            log.exception("round_failed", what="reconciling", tenant=tenant.name)
