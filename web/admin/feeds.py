"""Calendars of on-call schedules: an address for each person, which needs no sign-in, and its renewal."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

import structlog
from flask import Blueprint, Response, abort, current_app, redirect, request
from flask.typing import ResponseReturnValue

from storage.live.client import StoreUnavailableError
from storage.record.bounded import RecordUnavailable
from storage.record.oncall_changes import ChangedMeanwhileError, Deed
from storage.record.oncall_feeds import OnCallFeeds
from storage.record.staff import ROLES
from switchboard.calendar_feed import PER_ADDRESS, STEP, TooOftenError, calendar_at
from web.access import allowed, present, tenant_of
from web.admin.asked import Form, Where
from web.admin.page import PLACE, drawn
from web.assembled import services_of

log = structlog.get_logger(__name__)
oncall_feeds = Blueprint("oncall_feeds", __name__)

RENEWED_MEANWHILE = "Something else was written at the same moment. Try again."


@oncall_feeds.get("/oncall/<tenant>/<schedule>.ics")
def feed(tenant: str, schedule: str) -> ResponseReturnValue:
    """A schedule as a calendar, for whoever has a good key; 404 without one."""
    services = services_of(current_app)
    key, mine = request.args.get("k", ""), request.args.get("only") == "mine"
    try:
        text = calendar_at(services, (tenant, schedule), key, mine=mine)
    except TooOftenError:
        return _refused("This address was asked for too often.", 429, PER_ADDRESS.within_s)
    except (RecordUnavailable, StoreUnavailableError):
        log.warning("store_away_for_page", route=str(request.url_rule), exc_info=True)
        return _refused("A store cannot be reached just now.", 503, 60)
    if text is None:
        abort(404)
    response = Response(text, mimetype="text/calendar")
    response.headers["Cache-Control"] = f"private, max-age={int(STEP.total_seconds())}"
    response.add_etag()
    return cast("Response", response.make_conditional(request))


@oncall_feeds.post("/admin/oncall/feeds/renew")
@allowed(*ROLES, page=True)
def renew() -> ResponseReturnValue:
    """Void the address that somebody has had of a schedule's calendar: the page then shows another."""
    who, where = present(), Where.read(request.form)
    services, tenant = services_of(current_app), tenant_of(who)
    if where.schedule not in services.books.live(tenant.name).oncall.schedules:
        return drawn(where, Form(wrong={"": "Choose one of the schedules that are shown."}), 422)
    deed = Deed(by=who.id, now=services.clock())
    try:
        services.record.bounded.run(OnCallFeeds(services.record, tenant.name).renew, where.schedule, deed)
    except ChangedMeanwhileError:
        return drawn(where, Form(wrong={"": RENEWED_MEANWHILE}), 409)
    return redirect(f"{PLACE}?{urlencode(where.query())}#feed", 303)


def _refused(words: str, status: int, after_s: int) -> Response:
    return Response(f"{words}\n", status, mimetype="text/plain", headers={"Retry-After": str(after_s)})
