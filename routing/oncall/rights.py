"""Who may change what of an on-call schedule: nobody but an administrator puts another person on call.

Pure. Source: security.md C13 and P9 (configuration is the administrators'); peers.md 3.4 (swaps).
"""

from __future__ import annotations

from dataclasses import dataclass

from routing.oncall.schedule import Kind

ADMIN = "admin"
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

    @property
    def changes_something(self) -> bool:
        return self.is_admin or bool(self.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a change does to whom. replaces: whose shift a swap gives away; "" of other kinds."""

    kind: Kind
    person: str
    replaces: str = ""


def refusal(editor: Editor, asked: Asked) -> str:
    """Say why somebody may not make this change, and what they can do instead; "" where they may."""
    if editor.is_admin:
        return ""
    if not editor.people:
        return NOT_ON_CALL
    match asked.kind:
        case "temporary":
            return (
                "Only an administrator makes a temporary schedule. To take hours yourself, make an override."
            )
        case "override" if asked.person not in editor.people:
            return (
                "Only an administrator puts somebody else on call. Propose a swap: they accept it themselves."
            )
        case "swap" if asked.replaces not in editor.people:
            return "Only your own shifts are yours to give away. To take this one, make an override."
        case _:
            return ""


def may_answer(editor: Editor, asks: str) -> bool:
    """Say whether somebody may accept or decline a swap that waits for `asks`."""
    return editor.is_admin or asks in editor.people


def may_withdraw(editor: Editor, made_by: str, *, accepted: bool) -> bool:
    """Say whether somebody may take a change back. accepted: it is a swap, or what is left of one.

    Such a one is an administrator's alone: whoever accepted it counts on that, and would not hear of it.
    """
    return editor.is_admin or (editor.id == made_by and not accepted)
