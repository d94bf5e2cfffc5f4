"""What came of a rehearsal, for people: one line a failure, a summary, and one call told turn by turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from callflows.rehearsal.playing import Played, Taken, spoken
from ivr.facts import StepEnded

#: Of what was said, a failure shows the end.
_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One test, played. failures: `file:line:col: error: ... [test-failed]`, none when all is as expected."""

    flow: str
    test: str
    failures: tuple[str, ...]
    #: None when the test could not be played at all.
    played: Played | None
    #: How long the call took to play.
    seconds: float


def print_report(outcomes: Sequence[Outcome]) -> str:
    """Return every failure on a line of its own, and a last line that counts."""
    lines = [failure for outcome in outcomes for failure in outcome.failures]
    failed = sum(bool(outcome.failures) for outcome in outcomes)
    seconds = sum(outcome.seconds for outcome in outcomes)
    speed = f", {len(outcomes) / seconds:,.0f} calls a second" if seconds else ""
    lines.append(f"{len(outcomes) - failed} of {len(outcomes)} tests passed{speed}")
    return "\n".join(lines)


def print_trace(outcomes: Iterable[Outcome], name: str) -> str:
    """Tell every test of this name turn by turn; the text says so when there is none."""
    told = [_told(outcome) for outcome in outcomes if outcome.test == name]
    return "\n\n".join(told) or f'there is no test "{name}"'


def took(played: Played) -> str:
    """Say the path of a call and the end of what was said, in one line."""
    said = played.said
    shown = said if len(said) <= _SHOWN else f"... {said[-_SHOWN:]}"
    return f'path: {" > ".join(played.path)}; said: "{shown}"'


def _told(outcome: Outcome) -> str:
    lines = [f"{outcome.flow}: {outcome.test}"]
    if outcome.played is not None:
        lines += [line for turn in outcome.played.turns for line in _turn(turn)]
        if not outcome.played.call.ended:
            lines.append(f"  waits at {outcome.played.call.flow}/{outcome.played.call.step}")
    return "\n".join((*lines, *outcome.failures))


def _turn(turn: Taken) -> Iterator[str]:
    if turn.did:
        yield f"> {turn.did}"
    for fact in turn.facts:
        if isinstance(fact, StepEnded):
            yield f"  {fact.flow}/{fact.step} ({fact.kind}): {fact.outcome}"
    yield from (f'  "{text}"' for text in spoken(turn.verbs))
