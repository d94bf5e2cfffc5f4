"""ends-with-nothing agrees with every way through small flows, written out one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from callflows.prove.endings import ends_with_nothing
from callflows.prove.ways import Ways
from callflows.texts import read_texts
from tests.callflows.prove.sound import COMPANY

END = "end"
HEAD = """callflow: v1
name: small
title: A random flow
numbers: ["+442071234567"]
languages: [en-GB]
start: s0
anywhere: {keys: {"0": s1}, error: s2}
tests: [{name: none, expect: {visits: [s0]}}]
steps:
"""
#: Kind -> (how it is written, its ways out with whether they give the caller something).
KINDS: dict[str, tuple[str, tuple[tuple[str, bool], ...]]] = {
    "say": ("say: Hello., next: {done}", (("done", False),)),
    "tag": ("tag: {{case: any}}, next: {done}", (("done", False),)),
    "answer": ("tag: {{outcome: told}}, next: {done}", (("done", True),)),
    "survey": (
        "survey: {{questions: [{{save: csat, say: How?, keys: 1-5}}]}}, next: {done}",
        (("done", True),),
    ),
    "transfer": (
        "transfer: duty, next: {{answered: {answered}, failed: {failed}}}",
        (("answered", True), ("failed", False)),
    ),
    "queue": (
        "queue: support, next: {{answered: {answered}, timed_out: {timed_out}, no_agents: {no_agents}}}",
        (("answered", True), ("timed_out", False), ("no_agents", False)),
    ),
    "message": (
        "voicemail: support, next: {{saved: {saved}, empty: {empty}}}",
        (("saved", True), ("empty", False)),
    ),
    "alert": (
        "voicemail: support, alert: {{page: on-call}}, next: {{saved: {saved}, empty: {empty}}}",
        (("saved", True), ("empty", True)),
    ),
    "text": (
        "text: {{to: caller.number, say: Hello.}}, next: {{sent: {sent}, failed: {failed}}}",
        (("sent", True), ("failed", False)),
    ),
    "menu": (
        'say: "Press 1.", menu: {{options: [{{key: "1", next: {option}}}]}}, next: {{no_input: {no_input}, '
        "no_match: {no_match}}}",
        (("option", False), ("no_input", False), ("no_match", False)),
    ),
    "hangup": ("hangup: true", ()),
}
TAKES_KEYS = frozenset({"menu", "queue"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A flow: of each step its kind and where its ways lead."""

    kinds: tuple[str, ...]
    targets: tuple[tuple[str, ...], ...]

    def text(self) -> str:
        lines = []
        for number, (kind, targets) in enumerate(zip(self.kinds, self.targets, strict=True)):
            form, ways = KINDS[kind]
            written = form.format(**{name: to for (name, _), to in zip(ways, targets, strict=True)})
            lines.append(f"  s{number}: {{{written}}}\n")
        return HEAD + "".join(lines)

    def ways(self, step: str) -> Iterator[tuple[str, bool]]:
        """Yield where a call may go from a step, and whether it has got something by it."""
        number = int(step[1:])
        kind = self.kinds[number]
        for (_, gives), target in zip(KINDS[kind][1], self.targets[number], strict=True):
            yield target, gives
        if kind in TAKES_KEYS:
            yield "s1", False
        yield "s2", False


@st.composite
def flows(draw: st.DrawFn) -> Drawn:
    kinds = tuple(draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=3, max_size=7)))
    somewhere = st.sampled_from([*(f"s{number}" for number in range(len(kinds))), END])
    targets = tuple(tuple(draw(somewhere) for _ in KINDS[kind][1]) for kind in kinds)
    return Drawn(kinds=kinds, targets=targets)


def endings(flow: Drawn) -> dict[str, int]:
    """Write out every way without a step twice; return the steps that end one with nothing: the fewest steps.

    A way that gives something is not followed: whatever ends it, it is not with nothing.
    """
    found: dict[str, int] = {}

    def walk(path: tuple[str, ...]) -> None:
        last = path[-1]
        if flow.kinds[int(last[1:])] == "hangup":
            found[last] = min(found.get(last, len(path)), len(path))
        for target, gives in flow.ways(last):
            if gives:
                continue
            if target == END:
                found[last] = min(found.get(last, len(path)), len(path))
            elif target not in path:
                walk((*path, target))

    walk(("s0",))
    return found


@given(flows())
@settings(derandomize=True, max_examples=150, deadline=None)
def test_the_proof_finds_the_steps_that_a_list_of_all_ways_finds_and_a_shortest_way_to_each(
    flow: Drawn,
) -> None:
    texts = read_texts({"company.yaml": COMPANY.encode(), "small.yaml": flow.text().encode()})
    assert "small" in texts.flows, texts.findings
    proved: dict[str, int] = {}
    for finding in ends_with_nothing(Ways(texts)):
        path = finding.text.rpartition("path: ")[2].removesuffix(" -> end")
        steps = [word for word in path.split(" ") if word[:1] == "s" and word[1:].isdigit()]
        proved[steps[-1]] = len(steps)
    assert proved == endings(flow)
