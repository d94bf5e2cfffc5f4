"""What happens on the floor: a person's command, the router's choice, the phone network's news, a timer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from routing.floor.needs import Needs
from routing.floor.network_news import PartyMissed, PartySeen, PartyTold, RecordingNews, RecordingTold
from routing.floor.people import Presence, Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """The router puts a call to an agent. why: the decision, as match.Decision.shown()."""

    offer: str
    call: str
    agent: Profile
    needs: Needs
    why: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceChosen:
    """An agent, or a supervisor for them, chooses. by: agent or supervisor."""

    agent: Profile
    presence: Presence
    reason: str = ""
    by: str = "agent"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkChanged:
    """The desk's stream opened or dropped. heard_ms: of a drop, when it was last heard from; 0: until now."""

    agent: Profile
    up: bool
    heard_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOut:
    """Somebody signs out (by: agent), or their sign-in has ended without them (by: system)."""

    agent: Profile
    by: str = "agent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """By the page (a softphone then dials in), or by 1 on a desk phone (leg: its call SID)."""

    agent: Profile
    offer: str
    leg: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    agent: Profile
    offer: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRings:
    """The carrier has a leg for a desk phone that is rung. offer: "" to bring back who dropped out."""

    agent: Profile
    offer: str
    leg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideRings:
    """The carrier has a leg for an outside number that is rung for a transfer."""

    call: str
    number: str
    leg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable:
    """A phone cannot be rung, or was not answered. agent "": an outside one; offer "": to bring them back."""

    call: str
    agent: str = ""
    offer: str = ""
    cause: str = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A leg is in the conference. who: agent id, E.164, "customer"; conference: its SID.

    sequence: the carrier's number of the news in its conference, so that late news are known; 0: the newest.
    """

    call: str
    who: str
    leg: str
    conference: str
    sequence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A leg has left the conference, by whatever cause. conference, sequence: as of Joined.

    inferred: by the caller's next turn, or as the leg is over; of whoever was told to leave, unnumbered.
    """

    call: str
    leg: str
    conference: str = ""
    sequence: int = 0
    inferred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerGone:
    """The caller's call is over, or has left the queue for something else. why: hung_up, moved, timed_out.

    needs: what the caller waits for by that very turn, in the same queue or another; None: for nobody.
    """

    call: str
    why: str
    needs: Needs | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    agent: Profile
    on: bool
    who: str = ""  #: of a conference: whom; "" is the customer


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    agent: Profile
    on: bool
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferBegun:
    """mode: consult or blind; kind: agent, queue, number; to: agent id, queue or E.164.

    target: the profile of an agent; needs: the place and demand in a queue; reason: of an escalation.
    """

    agent: Profile
    mode: str
    kind: str
    to: str
    offer: str = ""
    target: Profile | None = None
    needs: Needs | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultStep:
    """step: swap, join_all, complete, cancel."""

    agent: Profile
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveParty:
    agent: Profile
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    agent: Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapExtended:
    agent: Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapped:
    """stay_away: "Save and stay away"."""

    agent: Profile
    disposition: str = ""
    resolved: str = "unsure"
    stay_away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingAsked:
    agent: Profile
    paused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerTold:
    """An agent says who their caller is. how: picked, created, undone (then customer is "")."""

    agent: Profile
    customer: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervised:
    """mode: listen, coach, barge, or "" to leave. call: what the supervisor takes part in."""

    supervisor: str
    call: str
    mode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Freed:
    """A supervisor frees an agent, or the sweep found the call gone at the carrier (by: system)."""

    agent: Profile
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A timer is due. kind and id as in orders.Timer; agent: the profile, where one is meant."""

    kind: str
    id: str
    agent: Profile | None = None


Event = (
    Offered
    | PresenceChosen
    | LinkChanged
    | SignedOut
    | Accepted
    | Declined
    | DeskRings
    | OutsideRings
    | Unreachable
    | Joined
    | Left
    | CallerGone
    | Hold
    | Mute
    | TransferBegun
    | ConsultStep
    | RemoveParty
    | End
    | WrapExtended
    | Wrapped
    | RecordingAsked
    | RecordingTold
    | RecordingNews
    | PartyTold
    | PartySeen
    | PartyMissed
    | CustomerTold
    | Supervised
    | Freed
    | Due
)
