"""The one read of a turn, and what it may find: the call, nothing, or no store at all."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from ivr.call import Call
from ivr.steps.queue import Queue
from storage.live.calls import Remembered
from storage.live.client import StoreUnavailableError
from switchboard.setting import Setting
from telephony.capsule import Capsule


class Plight(enum.Enum):
    """What is wrong with our memory of the call."""

    NONE = ""
    FORGOTTEN = "the store does not know the call"
    NO_STORE = "the store is away"
    MISSED = "the store has not seen the last turns"


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What was found. call: the stored state, read; both are None when there is no store, or no such call."""

    plight: Plight
    stored: Remembered | None = None
    call: Call | None = None
    #: Unix seconds: since when the store has missed turns of this call, as its capsule says; 0: it has not.
    missed_s: int = 0


def read(setting: Setting, call_id: str, capsule: Capsule | None) -> Before:
    """Read a call, and its place in the queue of its step, in one trip."""
    queue = None if capsule is None else _queue_at(setting, capsule)
    missed_s = 0 if capsule is None else capsule.missed_s
    try:
        stored = setting.tenant.calls.read(call_id, queue)
    except StoreUnavailableError:
        return Before(plight=Plight.NO_STORE, missed_s=missed_s or int(setting.now.timestamp()))
    if stored is None:
        return Before(plight=Plight.FORGOTTEN, missed_s=missed_s)
    call = Call.from_json(stored.state)
    return Before(plight=Plight.NONE, stored=stored, call=call, missed_s=missed_s)


def _queue_at(setting: Setting, capsule: Capsule) -> str | None:
    flow = setting.book.flows.get(capsule.flow)
    step = None if flow is None else flow.steps.get(capsule.step)
    return step.action.queue if step is not None and isinstance(step.action, Queue) else None
