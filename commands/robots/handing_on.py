"""How a robot hands a caller on: now and then it asks a colleague, or sends the caller to another queue.

Pure, as agent_mind. Times are seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from random import Random
from typing import Any

from commands.robots.acts import Command, HandOn, Phone, Steps

#: The shares of talks in which a colleague is asked, and that end in another queue.
CONSULTS = 0.07
SENDS = 0.04
#: From the words that announce it to the command.
ANNOUNCED_S = 4.0
#: Nobody was free, or nobody came: the talk goes on for so long.
GOES_ON_S = 60.0
#: A colleague who has answered is told what it is about; then the caller is theirs.
TELLS_S = (6.0, 14.0)


def draw(chance: Random, after: float) -> Steps:
    """Draw whether and how a talk is handed on; after: when, from its beginning. []: it is not."""
    drawn = chance.random()
    if drawn >= CONSULTS + SENDS:
        return []
    asks = drawn < CONSULTS
    words = (
        "A colleague knows more about this. Please hold while I ask."
        if asks
        else "Another team looks after this. I am putting you through to them."
    )
    return [
        (after, Phone(does="say", words=words)),
        (after + ANNOUNCED_S, HandOn(to="agent" if asks else "queue")),
        (after + GOES_ON_S - 2, Phone(does="say", words="Thank you for your patience. All done, goodbye.")),
        (after + GOES_ON_S, Command(do="end")),
    ]


def tell(chance: Random) -> Steps:
    """Tell a colleague who has answered what it is about, and leave the caller to them."""
    return [
        (1.0, Phone(does="say", words="Hello, I have a caller for you. The notes are on your screen.")),
        (chance.uniform(*TELLS_S), Command(do="complete")),
    ]


def transfer_to(targets: Iterable[Mapping[str, Any]], act: HandOn, own_queue: str) -> Command | None:
    """Choose among the targets of the desk (GET /desk/targets) the first who is free; None: nobody is."""
    for target in targets:
        free = not target["busy"] and (act.to == "agent" or target.get("free_agents", 0) > 0)
        if target["kind"] == act.to and free and target["to"] != own_queue:
            mode = "consult" if act.to == "agent" else "blind"
            fields = {"mode": mode, "kind": act.to, "to": target["to"], "reason": "Knows more about it"}
            return Command(do="transfer", fields=fields)
    return None
