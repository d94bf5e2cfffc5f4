"""What callers want, and what they do at each question: words heard, and keys pressed or words said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from commands.robots.plan import Customer


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """heard: a part of what is asked, in lower case. does: press keys, say words, or hang up."""

    heard: str
    does: Literal["press", "say", "hang up"]
    what: str = ""


def _press(heard: str, keys: str) -> Answer:
    return Answer(heard=heard, does="press", what=keys)


#: At both companies, whatever is wanted; the first that fits. Nobody here presses 8 or 9, the keys of danger.
_ALWAYS = (
    Answer(heard="our engineer", does="hang up"),
    Answer(heard="support team is closed", does="hang up"),
    Answer(heard="we are closed until", does="hang up"),
    Answer(heard="leave your name", does="say", what="Hello, please ring me back. Thank you."),
    Answer(heard="satisfied", does="press", what="4"),
    Answer(heard="how did we do", does="press", what="7"),
    Answer(heard="is it fixed", does="press", what="1"),
    Answer(heard="is it solved", does="press", what="1"),
    Answer(heard="how likely are you", does="press", what="7"),
    _press("priority one outage", "3"),
    _press("if you own your home", "1"),
    _press("fewer people today", "3"),
    _press("serial number", "#"),
    _press("firmware version", "#"),
    _press("gigahertz", "1"),
    _press("megabits", "100#"),
    _press("other systems", "#"),
    _press("for a person, press 0", "0"),
    _press("for a person, press 2", "2"),
    _press("for a person, press 3", "3"),
    _press("for a person, press 1", "1"),
    _press("if you are a customer already", "1"),
)
#: What a call is about: the answers at the menus on the way. Silence leads to a person.
_WANTS: tuple[tuple[Answer, ...], ...] = (
    (_press("for a device that is not working", "1"), _press("track a visit, press 1", "1")),
    (
        _press("for a return or a warranty", "2"),
        _press("to hear your warranty", "2"),
        _press("for billing, press 2", "2"),
        _press("to question a charge", "2"),
    ),
    (
        _press("for your bill or plan", "3"),
        _press("for a warranty, press 3", "3"),
        _press("for a warranty, press 2", "2"),
    ),
    (_press("for a claim, press 4", "4"), _press("for a new visit, press 1", "1")),
    (_press("for a complaint, press 5", "5"),),
    (),
)
WANTS = len(_WANTS)


def script_of(customer: Customer, want: int) -> tuple[Answer, ...]:
    """Return the answers of one caller, in order of preference. want: 0 to WANTS - 1."""
    order = f"{customer.order}#" if customer.order else "#"
    proof = (_press("six digit pin", customer.pin or "#"), _press("key in your", order))
    return (*proof, *_WANTS[want], *_ALWAYS)
