"""Who may change what of an on-call schedule: nobody but an administrator puts another person on call.

Pure. Source: security.md C13 and P9 (configuration is the administrators'); peers.md 3.4 (swaps).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta

from routing.oncall.schedule import Kind

ADMIN = "admin"
#: The longest that somebody puts themselves on call: two weeks' leave of a colleague.
LONGEST_OWN = timedelta(days=14)
NOT_ON_CALL = (
    "You are not on call here, so you cannot change who is. Ask an administrator, or somebody who is on call."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """Who is signed in. id: of the staff; people: who they are in the on-call file, by name."""

    id: str
    role: str
    people: frozenset[str] = frozenset()

    @property
    def is_admin(self) -> bool:
        return self.role == ADMIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a change does to whom, and for how long. people: those of its schedule.

    replaces: whose shift a swap gives away; "" of other kinds.
    """

    kind: Kind
    person: str
    people: Collection[str]
    lasts: timedelta
    replaces: str = ""


def refusal(editor: Editor, asked: Asked) -> str:
    """Say why somebody may not make this change, and what they can do instead; "" where they may."""
    return "" if editor.is_admin else next(_refusals(editor, asked), "")


def _refusals(editor: Editor, asked: Asked) -> Iterator[str]:
    """Yield what speaks against a change that an administrator might make, the plainest first."""
    swaps, own = asked.kind == "swap", asked.person in editor.people
    if not editor.people:
        yield NOT_ON_CALL
    if asked.kind == "temporary":
        yield "Only an administrator makes a temporary schedule. To take hours yourself, make an override."
    if not swaps and not own:
        yield "Only an administrator puts somebody else on call. Propose a swap: they accept it themselves."
    if swaps and asked.replaces not in editor.people:
        yield "Only your own shifts are yours to give away. To take this one, make an override."
    if asked.person not in asked.people:
        yield "Only an administrator puts somebody on call who has no turn in this schedule: ask one."
    if not swaps and asked.lasts > LONGEST_OWN:
        yield f"Only an administrator puts somebody on call for more than {LONGEST_OWN.days} days: ask one."


def may_answer(editor: Editor, asks: str) -> bool:
    """Say whether somebody may accept or decline a swap that waits for `asks`."""
    return editor.is_admin or asks in editor.people


def may_withdraw(editor: Editor, made_by: str, *, accepted: bool) -> bool:
    """Say whether somebody may take a change back. accepted: it is a swap, or what is left of one.

    Such a one is an administrator's alone: whoever accepted it counts on that, and would not hear of it.
    """
    return editor.is_admin or (editor.id == made_by and not accepted)
