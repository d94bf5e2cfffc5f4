"""The webhooks of a caller's leg: it arrives, it takes turns.

What stands in the way of a turn has its own answer (architecture 3): a repeated request gets the saved
reply, an older one is sent to the present turn, an ended call is hung up; a store that is away is done
without, and one that has forgotten the call is told of it again by the capsule.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog

from ivr.call import Call
from ivr.events import Arrived, DialEnded, Event, HungUp, RecordingEnded
from routing.attestation import may_recognise
from storage.live.calls import Remembered
from switchboard.capsules import adopt, from_capsule
from switchboard.conversing import on_the_floor
from switchboard.drilled_calls import true_number
from switchboard.drills import begins_at, is_drill
from switchboard.reading import Plight, read
from switchboard.recordings import hand_in_late
from switchboard.services import Services
from switchboard.setting import Setting
from switchboard.strangers import nobodys_line, not_ours
from switchboard.turning import hung_up, present_turn, take_turn
from switchboard.unreached import page_unreached
from telephony.capsule import Capsule, unseal
from telephony.heard import Leg

#: DialCallStatus of a line that was picked up, by a person or by a machine.
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the phone network told us, checked and translated. capsule: as found in the URL."""

    leg: Leg
    event: Event
    capsule: str


def arrive(services: Services, leg: Leg) -> str:
    """Answer a call's first request."""
    with services.turnstile.of(leg.call_id):
        return _arrive(services, leg)


def _arrive(services: Services, leg: Leg) -> str:
    whose = services.books.line(leg.dialled)
    if whose is None:
        return nobodys_line(leg)
    tenant, flow = whose
    setting = set_for(services, tenant, services.books.live(tenant).version)
    before = read(setting, leg.call_id, None)
    if before.stored is not None and before.call is not None:
        return _again(setting, before.stored, before.call, asked=0)
    return take_turn(setting, new_call(setting, true_number(setting, leg), flow), Arrived(), before)


def new_call(setting: Setting, leg: Leg, flow: str) -> Call:
    """Begin a call at its flow's first step; a drill where it rings."""
    now_ms = int(setting.now.timestamp() * 1000)
    first, step = begins_at(setting.book, flow, leg.number)
    return Call(
        id=leg.call_id,
        tenant=setting.tenant.name,
        release=setting.book.version,
        flow=first,
        step=step,
        dialled=leg.dialled,
        number=leg.number,
        attested=may_recognise(leg.verdicts),
        began_ms=now_ms,
        step_began_ms=now_ms,
        tags={"drill": "yes"} if is_drill(setting.book, leg.number) else {},
    )


def take(services: Services, heard: Heard) -> str:
    """Answer a later request of a call."""
    with services.turnstile.of(heard.leg.call_id):
        return _take(services, heard)


def _take(services: Services, heard: Heard) -> str:
    leg = heard.leg
    capsule = unseal(heard.capsule, leg.call_id, services.secret_keys, services.clock().timestamp())
    if capsule is None or capsule.tenant not in services.tenants:
        log.warning("capsule_refused", call=leg.call_id)
        return not_ours()
    setting = set_for(services, capsule.tenant, capsule.release)
    before = read(setting, leg.call_id, capsule)
    if before.stored is None or before.call is None:
        forgotten = _from_capsule(setting, capsule, leg, before.plight)
        return take_turn(setting, forgotten, _unmarked(heard.event), before)
    if before.stored.ended:
        _keep_recording(setting, leg, heard.event)
        if heard.event == HungUp(bridged=False) and f"accepted/{capsule.turn}" in before.stored.marks:
            page_unreached(setting, before.call, before)  # whose key it was has met nobody after all
    if before.stored.ended or capsule.turn < before.stored.turn:
        return _again(setting, before.stored, before.call, asked=capsule.turn)
    call = adopt(before.call, capsule, int(setting.now.timestamp() * 1000))
    event = on_the_floor(setting, call, _marked(heard.event, before.stored, capsule.turn), before)
    if capsule.turn == before.stored.turn:
        return take_turn(setting, call, event, before)
    return take_turn(setting, call, _unmarked(event), replace(before, plight=Plight.MISSED))


def _unmarked(event: Event) -> Event:
    """Without the store nobody can tell whether 1 was pressed in a Dial that somebody picked up."""
    if isinstance(event, DialEnded) and event.picked_up and not event.accepted:
        return replace(event, unsure=True)
    return event


def set_for(services: Services, tenant: str, version: str) -> Setting:
    """Set the scene: the company, the release by its version, and the instant."""
    began_s = services.stopwatch()
    book = services.books.pinned(tenant, version, services.record.bounded.run)
    return Setting(
        services=services,
        tenant=services.tenants[tenant],
        book=book,
        now=services.clock(),
        began_s=began_s,
    )


def _again(setting: Setting, stored: Remembered, call: Call, *, asked: int) -> str:
    """Answer a request for a turn that was taken, without changing anything."""
    if asked == stored.turn - 1:
        return stored.reply
    return hung_up(setting, call) if stored.ended else present_turn(setting, call)


def _from_capsule(setting: Setting, capsule: Capsule, leg: Leg, plight: Plight) -> Call:
    now_ms = int(setting.now.timestamp() * 1000)
    call = from_capsule(capsule, call_id=leg.call_id, number=leg.number, dialled=leg.dialled, now_ms=now_ms)
    # The release the call began on may be gone: the live one answers, under its own name.
    call = call.but(release=setting.book.version)
    return call.but(level="none") if plight is Plight.NO_STORE else call


def _keep_recording(setting: Setting, leg: Leg, event: Event) -> None:
    """A recording is told of after its call has ended, when the caller hung up on the tone."""
    if isinstance(event, RecordingEnded):
        hand_in_late(setting.services, setting.tenant, leg.call_id, event.recording, event.seconds)


def _marked(event: Event, stored: Remembered, turn: int) -> Event:
    """Tell the end of a Dial what was pressed in it: only an accept is a person (reliability.md D6)."""
    if isinstance(event, DialEnded):
        return replace(
            event,
            accepted=f"accepted/{turn}" in stored.marks,
            heard=_people(stored, f"heard/{turn}/"),
            declined=_people(stored, f"declined/{turn}/"),
            escalated=f"escalated/{turn}" in stored.marks,
        )
    return event


def _people(stored: Remembered, begins: str) -> frozenset[str]:
    """Find of whom a mark stands on the call."""
    return frozenset(name.removeprefix(begins) for name in stored.marks if name.startswith(begins))
