"""Steps that are over as soon as they have begun: they wait for nobody and ask nothing."""

from __future__ import annotations

from abc import ABC, abstractmethod

from ivr.at import At
from ivr.events import Event
from ivr.move import Move
from ivr.questions import Answer


class AtOnce(ABC):
    """A kind with one decision. An event or an answer that finds a call here means: decide now."""

    __slots__ = ()

    @abstractmethod
    def begin(self, at: At, /) -> Move: ...

    def resume(self, at: At, _event: Event, /) -> Move:
        return self.begin(at)

    def answered(self, at: At, _answer: Answer, /) -> Move:
        return self.begin(at)
