"""The proof of coverage: what is wrong with who is rung, over the year ahead, with its dates and its remedy.

Pure. Source: peers.md 3.4 (gaps: check them on save, name a fallback; one phone on several steps).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from routing.oncall.finding import MOST_DATES, Finding, Trouble, dated
from routing.oncall.roster import ACCOUNT_MANAGER, Policy
from routing.oncall.schedule_findings import of_schedules
from routing.oncall.stretches import Answer, Arrangement, Stretch, Timeline, stretches, timeline

#: Days ahead that are looked at.
DAYS = 365
_ORDER = ("error", "warning", "info")


def prove(arrangement: Arrangement, since: datetime, days: int = DAYS) -> tuple[Finding, ...]:
    """Find what is wrong over the days ahead: errors first, then warnings, each in order of time."""
    line = timeline(arrangement, since, since + timedelta(days=days))
    found = list(of_schedules(line))
    for policy in arrangement.policies.values():
        found += _of_policy(line, policy)
    return tuple(sorted(found, key=lambda one: (_ORDER.index(one.severity), one.since, one.text)))


def gathered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Put those that differ by their time alone into one: the first, how often it comes, and when."""
    first: dict[tuple[str, str, str], Finding] = {}
    for one in findings:
        key = (one.severity, one.policy, one.what)
        earlier = first.get(key)
        first[key] = one if earlier is None else _with(earlier, one)
    return tuple(first.values())


def _with(first: Finding, later: Finding) -> Finding:
    return replace(first, times=first.times + 1, begins=(*first.begins, *later.begins)[:MOST_DATES])


def _of_policy(line: Timeline, policy: Policy) -> Iterator[Finding]:
    """Yield what is wrong with a policy, each for as long as it goes on without a break."""
    if not policy.catch_all:
        trouble = Trouble(
            kind="empty_catch_all",
            severity="error",
            what=f"policy {policy.name} has no catch-all",
            remedy="name who is rung last",
        )
        yield dated(line, policy.name, trouble, line.since, line.until)
    begun: dict[Trouble, datetime] = {}
    for stretch in stretches(line, policy):
        here = dict.fromkeys(_of_stretch(policy, stretch))
        for trouble in [one for one in begun if one not in here]:
            yield dated(line, policy.name, trouble, begun.pop(trouble), stretch.since)
        for trouble in here:
            begun.setdefault(trouble, stretch.since)
    for trouble, since in begun.items():
        yield dated(line, policy.name, trouble, since, line.until)


def _of_stretch(policy: Policy, stretch: Stretch) -> Iterator[Trouble]:
    for number, plan in enumerate(policy.levels):
        answers = stretch.levels[number]
        if ACCOUNT_MANAGER not in plan.call:
            yield from _of_reach(policy, number, answers)
        yield from _of_doubles(policy, number, answers)
        yield from _of_phones(policy, number, stretch)
    yield from _of_catch_all(policy, stretch)


def _of_reach(policy: Policy, number: int, answers: tuple[Answer, ...]) -> Iterator[Trouble]:
    """Say where a level reaches nobody, or nobody but whom the fallback names."""
    where = f"level {number + 1} of policy {policy.name}"
    called = policy.levels[number].call
    if not answers:
        yield Trouble(
            kind="hole",
            severity="error",
            what=f"{where} reaches nobody",
            remedy=f"see that {', '.join(called)} leads to somebody with a number",
            level=number + 1,
            schedule=called[0] if len(called) == 1 else "",
        )
    elif all(answer.by_fallback for answer in answers):
        schedule = answers[0].schedule
        yield Trouble(
            kind="fallback_only",
            severity="warning",
            what=f"{where} reaches only the fallback of {schedule}, {answers[0].person.id}",
            remedy=f"give this time to a layer of {schedule}",
            level=number + 1,
            schedule=schedule,
        )


def _of_doubles(policy: Policy, number: int, answers: tuple[Answer, ...]) -> Iterator[Trouble]:
    for phone, times in Counter(answer.person.number for answer in answers).items():
        if times > 1:
            whose = " and ".join(sorted({one.person.id for one in answers if one.person.number == phone}))
            yield Trouble(
                kind="double",
                severity="warning",
                what=f"level {number + 1} of policy {policy.name} has the phone of {whose} twice",
                remedy="it rings once: have somebody else for one of them",
                level=number + 1,
            )


def _of_phones(policy: Policy, number: int, stretch: Stretch) -> Iterator[Trouble]:
    """Say which phones of a level have rung in a level before it, by another name: else it is meant so.

    The catch-all may ring one again.
    """
    before = {
        answer.person.number: earlier
        for earlier in reversed(range(number))
        for answer in stretch.levels[earlier]
    }
    for answer in {each.person.number: each for each in stretch.levels[number]}.values():
        earlier = before.get(answer.person.number)
        called = answer.schedule or answer.person.id
        if earlier is not None and called not in policy.levels[earlier].call:
            yield Trouble(
                kind="shared_phone",
                severity="warning",
                what=f"the phone of {answer.person.id} is on level {earlier + 1} and on level {number + 1} "
                f"of policy {policy.name}",
                remedy="who does not answer it there will not here: have somebody else on one of them",
                level=number + 1,
                schedule=answer.schedule,
            )


def _of_catch_all(policy: Policy, stretch: Stretch) -> Iterator[Trouble]:
    last = {answer.person.number for answer in stretch.levels[-1]}
    before = {answer.person.number for level in stretch.levels[:-1] for answer in level}
    if policy.catch_all and not last:
        yield Trouble(
            kind="unreachable_fallback",
            severity="error",
            what=f"the catch-all of policy {policy.name} reaches nobody",
            remedy=f"see that {', '.join(policy.catch_all)} leads to somebody with a number",
            level=len(policy.levels) + 1,
        )
    elif last and last <= before:
        yield Trouble(
            kind="unreachable_fallback",
            severity="warning",
            what=f"the catch-all of policy {policy.name} rings only phones that have rung before it",
            remedy="name somebody there who is on no level",
            level=len(policy.levels) + 1,
        )
