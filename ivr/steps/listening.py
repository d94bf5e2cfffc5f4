"""How a step listens: for one key or a few words, or for an entry of several digits."""

from __future__ import annotations

from collections.abc import Iterable

from ivr.at import At
from ivr.events import Event, Pressed
from ivr.verbs import Gather, Pause

#: An entry ends with # or after this long without a key. Source: flow-language 6.
ENTRY_ENDS_AFTER_S = 3
#: The phone network has one time for the first key and for those after it, so that the time to find the
#: paper with the number on it is a pause in the prompt, which the first key ends.
TIME_TO_BEGIN_S = 4


def for_a_key(
    at: At, keys: Iterable[str], *, wait_s: int, speech: bool = True, hints: tuple[str, ...] = ()
) -> Gather:
    """Listen for one of `keys` or an `anywhere` key; at once, unless one of them is longer than one key."""
    valid = (*keys, *at.flow.anywhere.keys)
    return Gather(
        language=at.language,
        wait_s=wait_s,
        speech=speech,
        digits=1 if all(len(key) == 1 for key in valid) else 0,
        hints=(*hints, *at.flow.anywhere.phrases) if speech else (),
    )


def for_an_entry(
    at: At,
    *,
    most: int = 0,
    speech: bool,
    ends_after_s: int = ENTRY_ENDS_AFTER_S,
    begins_within_s: int = TIME_TO_BEGIN_S,
) -> Gather:
    """Listen for several keys, or speech. most: take no more keys than this; 0: any number."""
    return Gather(
        prompts=(Pause(seconds=begins_within_s),),
        language=at.language,
        wait_s=ends_after_s,
        speech=speech,
        digits=most,
    )


def is_skip(event: Event) -> bool:
    """Whether the caller pressed # and nothing else."""
    return isinstance(event, Pressed) and event.digits in {"", "#"}
