"""Where a line's flow pages people on call: found by walking its steps, for what must know without a call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivr.flow import Flow, Flows
from ivr.steps.call import Call as Enter
from ivr.steps.choose import Choose
from ivr.steps.menu import Menu
from ivr.steps.page import Page
from ivr.steps.verify import Verify

#: Kinds of steps that ask the caller nothing.
_SILENT = frozenset({"say", "play", "choose", "tag", "set"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PagedStep:
    flow: str
    step: str
    page: Page


def page_at_once(flows: Flows, flow: str) -> PagedStep | None:
    """Find the page that a caller of this flow may meet without having been asked anything."""
    return next(_pages(flows, flow, silent=True), None)


def page_of(flows: Flows, flow: str) -> PagedStep | None:
    """Find a page that a caller of this flow may meet: at once, or else the nearest."""
    return page_at_once(flows, flow) or next(_pages(flows, flow, silent=False), None)


def _pages(flows: Flows, flow: str, *, silent: bool) -> Iterator[PagedStep]:
    """Walk from a flow's start, nearest steps first. silent: only past steps that ask the caller nothing."""
    waiting, seen = [(flow, flows[flow].start)], set[tuple[str, str]]()
    for here in waiting:  # it grows as we go
        name, step = here
        if here in seen or name not in flows or step not in flows[name].steps:
            continue
        seen.add(here)
        action = flows[name].steps[step].action
        if isinstance(action, Page):
            yield PagedStep(flow=name, step=step, page=action)
            continue
        if silent and not _asks_nothing(flows[name], step):
            continue
        waiting += _ways(flows[name], step)
        if not silent:
            waiting += [(name, target) for target in flows[name].anywhere.keys.values()]


def _asks_nothing(flow: Flow, step: str) -> bool:
    """A look at the caller's number asks nothing either."""
    found = flow.steps[step]
    if isinstance(found.action, Verify):
        return all(factor.ask == "ani" for factor in found.action.factors)
    return found.kind in _SILENT


def _ways(flow: Flow, step: str) -> Iterator[tuple[str, str]]:
    """Yield where a call can go from a step."""
    found = flow.steps[step]
    match found.action:
        case Enter(flow=other, at=first):
            yield other, first
        case Choose(lines=lines, otherwise=otherwise):
            yield from ((flow.name, target) for _, target in lines)
            yield flow.name, otherwise
        case Menu(options=options):
            yield from ((flow.name, option.next) for option in options)
        case _:
            pass
    yield from ((flow.name, target) for target in found.next.values())
