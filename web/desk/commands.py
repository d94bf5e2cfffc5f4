"""POST /desk/commands: what an agent or supervisor wants done, each once, however often it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import structlog
from flask import Blueprint, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from routing.floor.outcome import Outcome
from storage.live.answers import Answers
from storage.live.client import StoreUnavailableError
from storage.record.bounded import RecordUnavailable
from switchboard.agent import FloorBusyError, obey
from switchboard.hands import raise_hand
from web.access import SignedIn, allowed, present, tenant_of
from web.assembled import services_of
from web.desk.asked import SUPERVISORS, Asked, MalformedError, read
from web.desk.callers import put_on_file, take_off_file
from web.desk.completing import complete
from web.desk.doing import Doing, NotPossibleError
from web.desk.happenings import event_of
from web.desk.state import Looker, state_after_command
from web.desk.stopping import stop_clock
from web.desk.whole import floors_of
from web.desk.wrapping import save_wrap_up

log = structlog.get_logger(__name__)
desk_commands = Blueprint("desk_commands", __name__)

UNDER_WAY = "This is being done already. Wait a moment."
BUSY = "The floor is very busy, and nothing was done. Try again."
SUPERVISORS_ONLY = "Only a supervisor can do this."


def _nothing(_doing: Doing, _asked: Asked) -> None:
    """Keep nothing in the record: the floor's own is enough."""


#: What is written down before the floor is told of it.
BEFORE: Mapping[str, Callable[[Doing, Asked], None]] = MappingProxyType(
    {"wrap": save_wrap_up, "create_customer": put_on_file, "undo_customer": take_off_file}
)


@desk_commands.post("/desk/commands")
@allowed("agent", "supervisor")
def command() -> ResponseReturnValue:
    """200 with the new state; 409: not possible, in words; 400: no command; 503: ask again."""
    who = present()
    try:
        asked = read(request.get_json(silent=True))
    except MalformedError as wrong:
        log.warning("malformed_command", staff=who.id, why=str(wrong))
        return jsonify(error=str(wrong)), 400
    answer = _once(who, asked)
    if answer is None:
        return jsonify(error=UNDER_WAY, under_way=True), 503, {"Retry-After": "1"}
    # Also where it was not done: what the phone network did not do may have changed what there is to see.
    whole = jsonify({**answer, "state": state_after_command(Looker.of(who))})
    return (whole, 409) if "error" in answer else whole


def _once(who: SignedIn, asked: Asked) -> dict[str, Any] | None:
    """Do it, or say again what it came to. None: it is under way."""
    answers = Answers(services_of(current_app).live, who.tenant)
    if not answers.begin(who.id, asked.id):
        return answers.find(who.id, asked.id)
    try:
        answer = _done(who, asked)
    except (StoreUnavailableError, RecordUnavailable):
        _forget(answers, who, asked)
        raise
    answers.keep(who.id, asked.id, answer)
    return answer


def _forget(answers: Answers, who: SignedIn, asked: Asked) -> None:
    try:
        answers.forget(who.id, asked.id)
    except StoreUnavailableError:
        log.warning("command_claimed", staff=who.id)  # it is free again after some seconds


def _done(who: SignedIn, asked: Asked) -> dict[str, Any]:
    services, tenant = services_of(current_app), tenant_of(who)
    if not who.is_supervisor and (
        asked.do in SUPERVISORS or asked.fields.get("agent", who.id) not in ("", who.id)
    ):
        return {"error": SUPERVISORS_ONLY}
    if asked.do == "raise_hand":
        raise_hand(services, tenant, who.id, up=bool(asked.fields["on"]))
        return {"ok": True}
    doing = Doing(services=services, floors=floors_of(current_app), tenant=tenant, member=who.member)
    outcome = _obeyed(doing, asked)
    call = asked.fields.get("call", "") if outcome.conversation is None else outcome.conversation.id
    log.info(
        "commanded",
        tenant=tenant.name,
        staff=who.id,
        do=asked.do,
        call=call,
        agent=asked.fields.get("agent", ""),
        refused=outcome.refused,
        trouble=outcome.trouble,
        **_why(asked),
    )
    wrong = outcome.refused or outcome.trouble
    return {"error": wrong} if wrong else {"ok": True}


def _obeyed(doing: Doing, asked: Asked) -> Outcome:
    try:
        if asked.do == "wrap_late":
            complete(doing, asked)
            return Outcome()
        if asked.do == "stop_clock":
            stop_clock(doing, asked)
            return Outcome()
        event = event_of(doing, asked)
        BEFORE.get(asked.do, _nothing)(doing, asked)
        return obey(doing.services, doing.tenant, event)
    except NotPossibleError as why:
        return Outcome(refused=str(why))
    except FloorBusyError:
        return Outcome(refused=BUSY)


def _why(asked: Asked) -> dict[str, str]:
    """Say why a supervisor takes part in a call: nothing else of what was typed is logged."""
    return {"mode": asked.text("mode"), "reason": asked.text("reason")} if asked.do == "supervise" else {}
