"""follow's part in the standby: what stands at Twilio is what would be rung now, within a minute."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from storage.live.client import StoreUnavailableError
from storage.live.signs import Signs
from switchboard.services import Services
from switchboard.standby import standby_documents
from telephony.assets import Assets
from telephony.carrier import CarrierError

log = structlog.get_logger(__name__)

#: Between two looks at who would be rung. Nothing is asked of Twilio where that has not changed.
EVERY_S = 5.0
#: What Twilio serves is compared this often all the same.
COMPARED_EVERY = timedelta(hours=1)
#: Between two tries after one that failed, and two looks for a standby that was never made.
TRIED_AGAIN = timedelta(minutes=1)
#: Of the standby: when it was last seen to be what it should be.
SIGN = "standby"


class Keeper:
    """Keeps one account's standby up to date. The log says what was done; a sign, when it last held."""

    def __init__(self, services: Services, assets: Assets) -> None:
        self._services = services
        self._assets = assets
        self._base = ""
        self._held: Mapping[str, str] = {}
        self._told = False  #: that nobody has provisioned
        self._next = datetime.min.replace(tzinfo=services.clock().tzinfo)

    def look(self) -> None:
        """Put at Twilio what has changed, if anything has, or if it is time to compare."""
        services, now = self._services, self._services.clock()
        wanted = standby_documents(services.books, services.rosters, now, self._base) if self._base else {}
        if now < self._next and (wanted == self._held or not self._held):
            return
        try:
            held = self._bring_up(now)
        except CarrierError as failed:
            log.warning("standby_not_put", why=str(failed))
            held = False
        self._next = now + (COMPARED_EVERY if held else TRIED_AGAIN)

    def _bring_up(self, now: datetime) -> bool:
        """Compare, and mend what differs. False: nobody has provisioned yet. Raises CarrierError."""
        self._held = {}
        site = self._assets.find()
        if site is None:
            if not self._told:
                log.warning("standby_missing", remedy="app.py provision")
            self._told = True
            return False
        self._base = site.base
        documents = standby_documents(self._services.books, self._services.rosters, now, site.base)
        changed = self._assets.differing(site, documents)
        if changed:
            self._assets.put(site, documents, changed)
            log.info("standby_put", documents=sorted(changed))
        self._held = documents
        self._sign(now)
        return True

    def _sign(self, now: datetime) -> None:
        try:
            Signs(self._services.live).put(SIGN, now)
        except StoreUnavailableError:
            log.warning("sign_not_put", sign=SIGN)


def keep_standby(keeper: Keeper, another: threading.Event, stopping: threading.Event) -> None:
    """Look again and again until told to stop, but not while another follower is known to lead."""
    while not stopping.wait(EVERY_S):
        if not another.is_set():
            try:
                keeper.look()
            except Exception:  # a boundary: the next look comes
                log.exception("round_failed", what="standby")
