"""Rules about a company's staff: what they name is there, and what the flows ask for, somebody can."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

from callflows.findings import Finding
from callflows.lint.scope import nearest
from callflows.schema.reaching import QueueStep
from callflows.schema.staff import StaffText
from callflows.source import Data, Source
from callflows.texts import Texts


class Working(Protocol):
    """Somebody who takes calls, as far as it counts here: in the file, or on the staff already."""

    @property
    def tier(self) -> int: ...
    @property
    def queues(self) -> Collection[str]: ...
    @property
    def skills(self) -> Collection[str]: ...


def lint_entries(source: Source, texts: Texts) -> Iterator[Finding]:
    """Yield what is wrong with a row beside the company and the others, be the rest of it sound or not."""
    people = source.data.get("people")
    rows = people if isinstance(people, dict) else {}
    whole = {login: row for login, row in rows.items() if isinstance(row, dict)}
    yield from _unknown_queues(source, whole, texts)
    yield from _shared_addresses(source, whole)


def lint_coverage(
    source: Source, staff: StaffText, texts: Texts, beside: Mapping[str, Working]
) -> Iterator[Finding]:
    """Yield which queues and skills of the company's flows nobody takes, be they in the file or beside it."""
    working: list[Working] = [person for person in staff.people.values() if person.active]
    working += [person for login, person in beside.items() if login not in staff.people]
    yield from _unstaffed_queues(source, working, texts)
    yield from _unstaffed_skills(source, working, texts)


def _unknown_queues(source: Source, rows: Mapping[str, dict[str, Data]], texts: Texts) -> Iterator[Finding]:
    known = texts.company.queues if texts.company is not None else None
    for login, row in rows.items():
        queues = row.get("queues")
        for index, queue in enumerate(queues if isinstance(queues, list) else ()):
            if known is not None and isinstance(queue, str) and queue not in known:
                text = f'there is no queue "{queue}"{nearest(queue, known)}'
                yield source.error(("people", login, "queues", index), text, "unknown-name")


def _shared_addresses(source: Source, rows: Mapping[str, dict[str, Data]]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for login, row in rows.items():
        written = row.get("email")
        email = written.casefold() if isinstance(written, str) else ""
        if email and first.setdefault(email, login) != login:
            text = f"{first[email]} has this address already"
            yield source.error(("people", login, "email"), text, "duplicate-id")


def _unstaffed_queues(source: Source, working: Sequence[Working], texts: Texts) -> Iterator[Finding]:
    """A queue without agents keeps its callers until it gives them up."""
    for queue in texts.company.queues if texts.company is not None else ():
        if not any(queue in person.queues for person in working):
            text = f"no active person takes calls of the queue {queue}"
            yield source.warning(("people",), text, "unstaffed-queue")


def _unstaffed_skills(source: Source, working: Sequence[Working], texts: Texts) -> Iterator[Finding]:
    """A call that asks for a skill waits for somebody of its queue who has it, of Tier 1 or 2 (HW7)."""
    asked = {
        (step.queue, skill)
        for flow in texts.flows.values()
        for step in flow.steps.values()
        if isinstance(step, QueueStep)
        for skill in step.skills
    }
    able = {
        (queue, skill)
        for person in working
        if person.tier < 3
        for queue in person.queues
        for skill in person.skills
    }
    for queue, skill in sorted(asked - able):
        text = f"a flow asks for {skill} in {queue}, and no active person of Tier 1 or 2 there has it"
        yield source.warning(("people",), text, "unstaffed-skill")
