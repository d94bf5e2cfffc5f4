"""What an event makes of the floor: one pure function over everything that can happen there.

Source: architecture.md section 4; cti-and-desktop.md sections 3 and 4; peers.md section 3.
"""

from __future__ import annotations

from typing import assert_never

from routing.floor import (
    customers,
    ending,
    joining,
    looked,
    offers,
    presence,
    recording,
    supervising,
    talking,
    timers,
    transfers,
    wrap_up,
)
from routing.floor.draft import Draft, RefusedError
from routing.floor.events import (
    Accepted,
    CallerGone,
    ConsultStep,
    CustomerTold,
    Declined,
    DeskRings,
    Due,
    End,
    Event,
    Freed,
    Hold,
    Joined,
    Left,
    LinkChanged,
    Mute,
    Offered,
    OutsideRings,
    PresenceChosen,
    RecordingAsked,
    RemoveParty,
    SignedOut,
    Supervised,
    TransferBegun,
    Unreachable,
    WrapExtended,
    Wrapped,
)
from routing.floor.network_news import PartyMissed, PartySeen, PartyTold, RecordingNews, RecordingTold
from routing.floor.outcome import Floor, Outcome


def obey(floor: Floor, event: Event, now_ms: int) -> Outcome:
    """Return what the event changes. An empty outcome: nothing, which is no error (late or repeated news).

    A refusal changes nothing and says in words for the person who asked why, and what they can do.
    """
    draft = Draft(floor=floor, now_ms=now_ms, conversation=floor.conversation)
    try:
        _hear(draft, event)
        recording.follow_consult(draft)
    except RefusedError as refused:
        return Outcome(refused=str(refused))
    return draft.outcome()


def _hear(draft: Draft, event: Event) -> None:
    match event:
        case Offered() | Accepted() | Declined() | DeskRings() | Unreachable():
            offers.hear(draft, event)
        case Joined() | Left() | PartySeen() | PartyMissed():
            _hear_room(draft, event)
        case TransferBegun() | ConsultStep() | OutsideRings():
            transfers.hear(draft, event)
        case (
            Hold()
            | Mute()
            | RemoveParty()
            | PartyTold()
            | RecordingAsked()
            | RecordingTold()
            | RecordingNews()
        ):
            _hear_talk(draft, event)
        case CustomerTold():
            customers.choose(draft, event)
        case Due():
            timers.due(draft, event)
        case CallerGone() | End() | WrapExtended() | Wrapped():
            _hear_ending(draft, event)
        case _:
            _hear_person(draft, event)


def _hear_room(draft: Draft, event: Joined | Left | PartySeen | PartyMissed) -> None:
    match event:
        case Joined() | Left():
            joining.hear(draft, event)
        case _:
            looked.hear(draft, event)


def _hear_talk(draft: Draft, event: talking.InTalk | recording.OfRecording) -> None:
    match event:
        case RecordingAsked() | RecordingTold() | RecordingNews():
            recording.hear(draft, event)
        case _:
            talking.hear(draft, event)


def _hear_ending(draft: Draft, event: CallerGone | End | WrapExtended | Wrapped) -> None:
    match event:
        case CallerGone():
            ending.caller_gone(draft, event)
        case End():
            ending.end(draft, event)
        case WrapExtended():
            wrap_up.extend(draft, event)
        case Wrapped():
            wrap_up.wrapped(draft, event)
        case _:
            assert_never(event)


def _hear_person(draft: Draft, event: PresenceChosen | LinkChanged | SignedOut | Supervised | Freed) -> None:
    match event:
        case PresenceChosen():
            presence.choose(draft, event)
        case LinkChanged():
            presence.link(draft, event)
        case SignedOut():
            presence.sign_out(draft, event)
        case Supervised():
            supervising.supervise(draft, event)
        case Freed():
            supervising.free(draft, event)
        case _:
            assert_never(event)
