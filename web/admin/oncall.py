"""The page of on-call schedules: who is on call, by month; and what people change of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from urllib.parse import urlencode

import structlog
from flask import Blueprint, Response, abort, current_app, redirect, request, session
from flask.typing import ResponseReturnValue

from storage.record.oncall_changes import ChangedMeanwhileError
from storage.record.staff import ROLES
from switchboard.scheduling import Made, Planner, RefusedError
from web.access import allowed, present, tenant_of
from web.admin.asked import Form, Where, WrongFormError, read_basis, read_override, read_swap
from web.admin.page import PLACE, TOLD, drawn, drawn_going_on, planner_of
from web.assembled import services_of

log = structlog.get_logger(__name__)
admin_oncall = Blueprint("admin_oncall", __name__, url_prefix=PLACE)

CHANGED = (
    "Somebody has changed the schedule since you loaded this page. Look at it as it is now, and send again."
)
DECIDED = "That has been decided or has ended meanwhile. This is how things are now."


@admin_oncall.get("")
@allowed(*ROLES, page=True)
def page() -> ResponseReturnValue:
    return drawn(Where.read(request.args), Form())


@admin_oncall.get("/going-on")
@allowed(*ROLES, page=True)
def look_again() -> ResponseReturnValue:
    """What goes on now: a part of the page, for its script."""
    return drawn_going_on(Where.read(request.args))


@admin_oncall.post("/changes")
@allowed(*ROLES, page=True)
def make() -> ResponseReturnValue:
    """Make what a form says: an override, a temporary schedule, a swap. Refused, the form comes again."""
    name = request.form.get("form", "")
    form = Form(name="swap" if name == "swap" else "override", said=request.form.to_dict())
    where = Where.read(request.form)
    try:
        basis = read_basis(form)
        now = services_of(current_app).clock()
        wanted = read_swap(form) if form.name == "swap" else read_override(form, now)
        made = planner_of().make(wanted, basis)
    except WrongFormError as wrong:
        return drawn(where, wrong.form, 422)
    except RefusedError as refused:
        return drawn(where, form.refused(refused.words, refused.field), 422)
    except ChangedMeanwhileError as changed:
        return drawn(where, form.refused(CHANGED), 409, changed.done)
    return _done(where, made, "Proposed" if made.kept[0].asks else "Done")


@admin_oncall.post("/changes/<change_id>/accept")
@allowed(*ROLES, page=True)
def accept(change_id: str) -> ResponseReturnValue:
    return _decide(lambda planner: planner.accept(change_id), "Accepted")


@admin_oncall.post("/changes/<change_id>/decline")
@allowed(*ROLES, page=True)
def decline(change_id: str) -> ResponseReturnValue:
    return _decide(lambda planner: planner.decline(change_id), "Declined")


@admin_oncall.post("/changes/<change_id>/withdraw")
@allowed(*ROLES, page=True)
def withdraw(change_id: str) -> ResponseReturnValue:
    return _decide(lambda planner: planner.withdraw(change_id), "Taken back")


def _decide(how: Callable[[Planner], Made | None], words: str) -> ResponseReturnValue:
    where = Where.read(request.form)
    try:
        made = how(planner_of())
    except RefusedError as refused:
        return drawn(where, Form(wrong={"": refused.words}), 422)
    except ChangedMeanwhileError:
        return drawn(where, Form(wrong={"": DECIDED}), 409)
    if made is None:
        abort(404)
    return _done(where, made, words)


def _done(where: Where, made: Made, words: str) -> Response:
    """Go back to the page, which says what was done and offers to undo it."""
    who = present()
    first = made.kept[0]
    log.info("oncall_changed", tenant=tenant_of(who).name, staff=who.id, change=first.id, state=first.state)
    session[TOLD] = {"did": words, "change": first.id, "warnings": list(made.warnings)}
    return cast("Response", redirect(f"{PLACE}?{urlencode(where.query())}#told", 303))
