"""What a page step remembers of a call between its turns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Self, cast

from ivr.call import Call

#: Under this name a call, and its capsule, remember where its page stands.
SPOT = "spot"
#: Under this name: what a caller is asked who may have been helped.
ASKED = "asked_if_helped"
_AHEAD = "ahead"
_TOLD = "told"
#: What begins the spot of a caller who waits; it is in the call's address, so that a key means the same
#: without the store.
_WAITING = {"promised": "w", "unpromised": "u", "": ""}

#: Everybody is engaged, and the caller waits for one of them: with a call back promised, or without.
Waiting = Literal["", "promised", "unpromised"]
#: The caller is being asked whether they were helped: "yes" where somebody has accepted, "perhaps" where
#: nobody can tell.
Asked = Literal["", "yes", "perhaps"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageState:
    """Where the page of a call stands. spot: as the ladder wrote it; "": nowhere yet.

    ahead: how many wait before the caller; told: they waited before this ring, and know of their call back.
    """

    spot: str = ""
    waiting: Waiting = ""
    asked: Asked = ""
    ahead: int = 0
    told: bool = False

    @classmethod
    def of(cls, call: Call) -> Self:
        """Read what `kept` has written, or what a capsule keeps of it: where it stands, and who waits."""
        found = call.scratch.get(SPOT, "")
        waiting = next(name for name, begins in _WAITING.items() if found.startswith(begins))
        return cls(
            spot=found.removeprefix(_WAITING[waiting]),
            waiting=cast(Waiting, waiting),
            asked=cast(Asked, call.scratch.get(ASKED, "")),
            ahead=int(call.scratch.get(_AHEAD, "0")),
            told=_TOLD in call.scratch,
        )

    def kept(self) -> Mapping[str, str]:
        """Write it for the call to remember; what says nothing is left out."""
        known = {
            ASKED: self.asked,
            _AHEAD: str(self.ahead) if self.ahead else "",
            _TOLD: "yes" if self.told else "",
        }
        return {
            SPOT: _WAITING[self.waiting] + self.spot,
            **{name: text for name, text in known.items() if text},
        }

    @property
    def knows_of_call_back(self) -> bool:
        """Whether the caller is called back if they leave, and was told so."""
        return self.waiting == "promised" or self.told
