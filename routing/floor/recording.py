"""The recording of a talk: begun with it where policy and consent allow, paused while cards are read out.

Fails closed: what the carrier has not confirmed counts as recorded (security.md C17, C19).
"""

from __future__ import annotations

from typing import assert_never

from routing.floor.conversation import Conversation
from routing.floor.draft import Draft, RefusedError
from routing.floor.events import Due, RecordingAsked
from routing.floor.facts import RecordingChanged
from routing.floor.network_news import RecordingNews, RecordingTold
from routing.floor.orders import SetRecording
from routing.floor.rooms import be_there, customer

CONFIRMS_MS = 5_000
"""How long an order may be unconfirmed: it has two seconds itself, and looking after it as many."""

OfRecording = RecordingAsked | RecordingTold | RecordingNews

WHY_NOT = {
    "policy": "Talks of this queue are not recorded.",
    "refused": "This call is not recorded: the caller refused.",
    "not_told": "This call is not recorded: the caller was not told that it might be.",
    "": "The recording of this call is over.",
}
"""By Needs.unrecorded: why there is nothing to pause."""


def hear(draft: Draft, event: OfRecording) -> None:
    match event:
        case RecordingAsked():
            ask(draft, event)
        case RecordingTold():
            told(draft, event)
        case RecordingNews():
            news(draft, event)
        case _:
            assert_never(event)


def begin(draft: Draft) -> None:
    """Expect the recording of a talk that begins: the documents of its legs have asked for it."""
    if draft.call.recording == "off" and not draft.call.needs.unrecorded:
        # Answers to orders of before are answers to nothing now.
        number = draft.call.recording_order + 1
        draft.change(recording="starting", recording_order=number, resume_order=0)


def begin_anew(draft: Draft) -> None:
    """Expect another recording: the room was closed during the talk, and has been opened anew."""
    if draft.call.phase == "talking":
        draft.change(recording="off")
        begin(draft)


def ask(draft: Draft, event: RecordingAsked) -> None:
    """Ask for a pause, or for going on: whoever hears card data may.

    A pause is one once the carrier confirms it; a recording that is to go on counts as one at once.
    """
    draft.meet(event.agent)
    be_there(draft, event.agent.id)
    recording = draft.call.recording
    if recording == "off":
        raise RefusedError(f"{WHY_NOT[draft.call.needs.unrecorded]} There is nothing to pause.")
    if draft.call.needs.unrecorded and not event.paused:
        raise RefusedError(WHY_NOT[draft.call.needs.unrecorded])
    if _is_aside(draft.call) and not event.paused:
        raise RefusedError("You consult: the recording goes on once the caller is back.")
    draft.change(recording_aside="")  # from here on it is as the agent says
    if recording == "pausing" and not event.paused:
        raise RefusedError("The pause is not confirmed yet. Wait a moment.")
    if recording in (("paused", "pausing") if event.paused else ("starting", "on", "resuming")):
        return
    _order(draft, paused=event.paused)


def _order(draft: Draft, *, paused: bool) -> None:
    call, number = draft.call, draft.call.recording_order + 1
    draft.ask(SetRecording(conference=call.conference, paused=paused, number=number))
    draft.remind("recording", call.id, draft.now_ms + CONFIRMS_MS)
    draft.change(recording_order=number, recording="pausing" if paused else "resuming")
    if not paused:
        draft.change(resume_order=number)
    if not paused and call.recording == "paused":
        _tell(draft, "on")


def _tell(draft: Draft, state: str) -> None:
    reason = "policy" if draft.call.recording_aside else "agent"
    draft.tell(RecordingChanged(state=state, reason=reason))


def follow_consult(draft: Draft) -> None:
    """Pause what is recorded while the caller is held for a consult, and go on once they are back.

    Looked at after every event: whatever ends a consult ends the pause, once the carrier has confirmed that.
    What an agent has paused stays so. Source: docs/decisions/0013.
    """
    call = draft.conversation
    if call is None or (call.phase != "talking" and not call.recording_aside):
        return
    if _is_aside(call):
        if call.recording in ("starting", "on", "resuming"):
            _order(draft, paused=True)
            draft.change(recording_aside="paused")
        elif call.recording_aside:
            draft.change(recording_aside="paused")
    elif call.phase != "talking" or call.recording in ("off", "on"):
        draft.change(recording_aside="")
    elif call.recording_aside == "paused" and call.recording in ("paused", "unsure"):
        _order(draft, paused=False)
        draft.change(recording_aside="resuming")


def _is_aside(call: Conversation) -> bool:
    """Whether what is said is said without the caller: an agent consults, and the caller hears music."""
    consults = call.transfer is not None and call.transfer.mode == "consult"
    caller = customer(call)
    return call.phase == "talking" and consults and caller is not None and caller.held


def told(draft: Draft, event: RecordingTold) -> None:
    """Take in what came of an order. Told twice, it is one change; of an older order it is none.

    A pause that was asked for while a going on had no answer is asked for again after that answer: which of
    the two the carrier did last, nobody knows, and what it said of the pause meanwhile counts for nothing.
    """
    call = draft.conversation
    if call is None or call.phase == "ended" or call.recording == "off":
        return
    answered, crosses = event.order == call.resume_order, call.resume_order and call.recording == "pausing"
    if answered:
        draft.change(resume_order=0)
    if crosses:
        if answered:
            _order(draft, paused=True)
        return
    if event.order == call.recording_order and call.recording != event.state:
        _become(draft, event.state, before=call.recording)


def _become(draft: Draft, state: str, *, before: str) -> None:
    draft.remind("recording", draft.call.id, 0)
    draft.change(recording=state)
    shown = "paused" if state == "paused" else "on"
    if shown == "paused" or before == "paused" or state == "unsure":
        _tell(draft, shown)


def news(draft: Draft, event: RecordingNews) -> None:
    """Take in that it has begun, or is over; late and repeated news, or of another conference, are nothing.

    Its beginning says nothing of a pause, which may have been told before. One that runs where none is to, in
    a room that was never closed since an earlier talk, is paused.
    """
    call = draft.conversation
    if call is None or call.phase not in ("connecting", "talking"):
        return
    if call.conference not in ("", event.conference):
        return
    if event.state == "on" and call.recording == "off" and call.needs.unrecorded:
        _order(draft, paused=True)
        return
    begins = call.recording == "starting" or (call.recording == "off" and call.phase == "connecting")
    if (event.state == "on" and begins) or (event.state == "off" and call.recording != "off"):
        draft.remind("recording", call.id, 0)
        draft.change(recording=event.state, resume_order=0)
        draft.tell(RecordingChanged(state=event.state, reason="policy"))


def recording_due(draft: Draft, event: Due) -> None:
    """Nobody has said what became of an order: the process that asked may be gone."""
    call = draft.conversation
    if call is not None and call.id == event.id and call.recording in ("pausing", "resuming"):
        draft.change(resume_order=0)
        _become(draft, "unsure", before=call.recording)
