"""Rules about a company's staff: what they name is there, and what the flows ask for, somebody can."""

from __future__ import annotations

from collections.abc import Iterator

from callflows.findings import Finding
from callflows.lint.scope import nearest
from callflows.schema.reaching import QueueStep
from callflows.schema.staff import PersonText, StaffText
from callflows.source import Source
from callflows.texts import Texts


def lint_staff(source: Source, staff: StaffText, texts: Texts) -> Iterator[Finding]:
    """Yield what is wrong between the staff and the company's queues and flows."""
    yield from _unknown_queues(source, staff, texts)
    yield from _shared_addresses(source, staff)
    yield from _unstaffed_queues(source, staff, texts)
    yield from _unstaffed_skills(source, staff, texts)


def _unknown_queues(source: Source, staff: StaffText, texts: Texts) -> Iterator[Finding]:
    known = texts.company.queues if texts.company is not None else None
    for login, person in staff.people.items():
        for index, queue in enumerate(person.queues):
            if known is not None and queue not in known:
                text = f'there is no queue "{queue}"{nearest(queue, known)}'
                yield source.error(("people", login, "queues", index), text, "unknown-name")


def _shared_addresses(source: Source, staff: StaffText) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for login, person in staff.people.items():
        email = (person.email or "").casefold()
        if email and first.setdefault(email, login) != login:
            text = f"{first[email]} has this address already"
            yield source.error(("people", login, "email"), text, "duplicate-id")


def _unstaffed_queues(source: Source, staff: StaffText, texts: Texts) -> Iterator[Finding]:
    """A queue without agents keeps its callers until it gives them up."""
    for queue in texts.company.queues if texts.company is not None else ():
        if not any(queue in person.queues for person in _at_work(staff)):
            text = f"no active person takes calls of the queue {queue}"
            yield source.warning(("people",), text, "unstaffed-queue")


def _unstaffed_skills(source: Source, staff: StaffText, texts: Texts) -> Iterator[Finding]:
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
        for person in _at_work(staff)
        if person.tier < 3
        for queue in person.queues
        for skill in person.skills
    }
    for queue, skill in sorted(asked - able):
        text = f"a flow asks for {skill} in {queue}, and no active person of Tier 1 or 2 there has it"
        yield source.warning(("people",), text, "unstaffed-skill")


def _at_work(staff: StaffText) -> list[PersonText]:
    return [person for person in staff.people.values() if person.active]
