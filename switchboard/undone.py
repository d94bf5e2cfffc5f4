"""What the carrier did not do: what is so now, and what the person who asked for it is told.

A request that was refused changed nothing. After a timeout or a 5xx it may have had its effect, so the
carrier is asked once what is so (reliability.md D7); what stays unknown is taken as not done, and of a
recording as going on.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

import structlog

from routing.floor.events import CallerGone, Event, Left, Unreachable
from routing.floor.network_news import PartyTold, RecordingTold
from routing.floor.orders import BringCaller, DropLeg, Order, RingDesk, RingOutside, SetParty, SetRecording
from switchboard.services import Services
from telephony.carrier import Again, CarrierError, Change

log = structlog.get_logger(__name__)

#: Twilio's words for a leg, or a conference, that is over: not found, and not in progress.
OVER = frozenset({20404, 21220})
#: What Twilio calls a recording's status, and the floor.
RECORDINGS = {"in-progress": "on", "paused": "paused"}
UNCONFIRMED = (
    "The pause is not confirmed: this call may still be recorded. Take no card numbers. "
    "Press Pause recording again; if it stays so, do not take the card in this call."
)
NOT_RESUMED = (
    "The recording is paused still: the phone network did not go on with it. Press Resume recording again."
)
UNSURE = "The phone network does not say whether it records again. Press Resume recording again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of an order. event: for the floor; trouble: for who asked, "" where all is well."""

    event: Event | None = None
    trouble: str = ""


def failing(order: Order, call: str, failed: CarrierError) -> None:
    """Write to the log that an order failed; as information, where the leg was over already."""
    level = logging.INFO if failed.code in OVER else logging.WARNING
    log.log(level, "order_failed", order=type(order).__name__, call=call, why=str(failed))


def undone(services: Services, order: Order, call: str, failed: CarrierError | None) -> Done:
    """Say what a failure means. failed None: the order was never asked, since a store was away."""
    is_over = failed is not None and failed.code in OVER
    may_be_done = failed is not None and failed.again is Again.LOOK_FIRST
    match order:
        case BringCaller() | DropLeg() if is_over:
            return Done(event=_over(order, call))
        case RingDesk(agent=agent, offer=offer):
            return Done(event=Unreachable(call=call, agent=agent, offer=offer))
        case RingOutside(number=number):
            words = (
                f"{number} could not be rung, and the caller is with you again. Try again, or ask another."
            )
            return Done(event=Unreachable(call=call), trouble=words)
        case SetParty() if not is_over:
            return _party(order, call, _seen(services, order) if may_be_done else None)
        case SetRecording():
            found = _recording(services, order.conference) if may_be_done or is_over else None
            return _recorded(order, call, found)
        case _:
            return Done()


def _over(order: BringCaller | DropLeg, call: str) -> Event:
    if isinstance(order, DropLeg):
        return Left(call=call, leg=order.leg, inferred=True)
    return CallerGone(call=order.call, why="hung_up")


def _seen(services: Services, order: SetParty) -> Change | None:
    try:
        return services.carrier.party(order.conference, order.leg)
    except CarrierError as failed:
        log.warning("not_looked_up", leg=order.leg, why=str(failed))
        return None


def _party(order: SetParty, call: str, seen: Change | None) -> Done:
    """Let the floor show what is so. seen: what the carrier says; None: nothing, or that nothing was done.

    Of what is as it was asked for nothing is told: somebody may have asked for something else since.
    """
    if order.coaches is not None:
        # The floor has the mode that was chosen: it is asked for again by choosing it, or by a look.
        return Done(trouble="The phone network did not change how you take part. Choose it again.")
    held = None if order.held is None else (not order.held if seen is None else seen.held)
    muted = None if order.muted is None else (not order.muted if seen is None else seen.muted)
    trouble = _of_hold(wanted=order.held, held=held) or _of_mute(wanted=order.muted, muted=muted)
    if not trouble:
        return Done()
    told = PartyTold(
        call=call,
        leg=order.leg,
        held=None if held == order.held else held,
        muted=None if muted == order.muted else muted,
    )
    return Done(event=told, trouble=trouble)


def _of_hold(*, wanted: bool | None, held: bool | None) -> str:
    if held == wanted:
        return ""
    if wanted:
        return "The hold did not happen: they still hear you. Press Hold again."
    return "They are still on hold: the phone network did not take them back. Press Take back again."


def _of_mute(*, wanted: bool | None, muted: bool | None) -> str:
    if muted == wanted:
        return ""
    if wanted:
        return "The phone network did not mute this line. Press Mute again."
    return "The phone network did not unmute this line. Press Unmute again."


def _recording(services: Services, conference: str) -> str:
    try:
        return services.carrier.recording(conference)
    except CarrierError as failed:
        log.warning("not_looked_up", conference=conference, why=str(failed))
        return ""


def told(order: SetRecording, call: str, status: str) -> Done:
    """Take the carrier's answer to a pause, or to going on. status: of the recording; "": it says none."""
    state = RECORDINGS.get(status, "unsure")
    event = RecordingTold(call=call, state=state, order=order.number)
    if order.paused and state != "paused":
        return Done(event=replace(event, state="unsure"), trouble=UNCONFIRMED)
    if not order.paused and state != "on":
        return Done(event=event, trouble=NOT_RESUMED if state == "paused" else UNSURE)
    return Done(event=event)


def _recorded(order: SetRecording, call: str, found: str | None) -> Done:
    """found: the status that was looked up; None: the request was refused, so that all is as before."""
    if found is not None:
        return told(order, call, found)
    return told(order, call, "in-progress" if order.paused else "paused")
