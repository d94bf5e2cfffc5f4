"""Rules about company.yaml: what it names must be there, and its lines and the flows agree."""

from __future__ import annotations

from collections.abc import Iterator

from callflows.findings import Finding
from callflows.lint.scope import nearest
from callflows.lint.values import unquoted_number
from callflows.schema.company import CompanyText, DrillsText
from callflows.source import Source
from callflows.texts import Texts
from cti.crm_url import faults_of
from routing.dialling import REGIONS


def lint_company(texts: Texts) -> Iterator[Finding]:
    """Yield what is wrong between company.yaml and the flows."""
    source, company = texts.company_source, texts.company
    if source is None or company is None:
        return
    yield from unquoted_number(source)
    yield from _hours_of_queues(source, company, texts)
    yield from _dispositions(source, company)
    yield from _lines(source, company, texts)
    yield from _screen_pop(source, company)
    yield from _dialling(source, company)
    yield from _drills(source, company)
    yield from _clocks(source, company, texts)


def _hours_of_queues(source: Source, company: CompanyText, texts: Texts) -> Iterator[Finding]:
    known = _sets_of_hours(texts)
    for name, queue in company.queues.items():
        if queue.hours not in known:
            text = (
                f'there is no set of hours "{queue.hours}": write <flow>/<set>{nearest(queue.hours, known)}'
            )
            yield source.error(("queues", name, "hours"), text, "unknown-name")


def _clocks(source: Source, company: CompanyText, texts: Texts) -> Iterator[Finding]:
    """A clock counts in hours that are there, and rings by a policy that is."""
    hours = _sets_of_hours(texts)
    for name, clock in company.clocks.items():
        if clock.hours is not None and clock.hours not in hours:
            text = (
                f'there is no set of hours "{clock.hours}": write <flow>/<set>{nearest(clock.hours, hours)}'
            )
            yield source.error(("clocks", name, "hours"), text, "unknown-name")
        if clock.page is not None and clock.page not in company.policies:
            text = f'there is no policy "{clock.page}"{nearest(clock.page, set(company.policies))}'
            yield source.error(("clocks", name, "page"), text, "unknown-name")


def _sets_of_hours(texts: Texts) -> set[str]:
    return {f"{flow}/{hours}" for flow, file in texts.flows.items() for hours in file.model.hours}


def _dispositions(source: Source, company: CompanyText) -> Iterator[Finding]:
    """Two of a queue that read the same could not be told apart on the desk."""
    for name, queue in company.queues.items():
        seen: dict[str, str] = {}
        for each, title in queue.dispositions.items():
            first = seen.setdefault(title.strip().casefold(), each)
            if first != each:
                text = f'"{title}" is what {first} is called already'
                yield source.error(("queues", name, "dispositions", each), text, "duplicate-id")


def _lines(source: Source, company: CompanyText, texts: Texts) -> Iterator[Finding]:
    lines = set(company.lines.values())
    for flow in texts.flows.values():
        for index, number in enumerate(flow.model.numbers):
            if number not in lines:
                text = f"{number} is on no line of company.yaml"
                yield flow.source.error(("numbers", index), text, "unknown-name")
    answered = {number for flow in texts.flows.values() for number in flow.model.numbers}
    for name, number in company.lines.items():
        if number not in answered:
            yield source.error(("lines", name), f"no flow answers {number}", "unknown-target")


def _screen_pop(source: Source, company: CompanyText) -> Iterator[Finding]:
    """An address that leads out of the desk goes to a host that the company has named, and nowhere else."""
    pop = company.screen_pop
    for fault in faults_of(pop.url, pop.hosts) if pop.url else ():
        yield source.error(("screen_pop", "url"), fault, "bad-value")


def _dialling(source: Source, company: CompanyText) -> Iterator[Finding]:
    for index, region in enumerate(company.dialling.regions):
        if region not in REGIONS:
            text = f'no numbers are known of "{region}"; the United Kingdom is GB'
            yield source.error(("dialling", "regions", index), text, "bad-value")


def _drills(source: Source, company: CompanyText) -> Iterator[Finding]:
    """A drill rings a line, from a number that nothing else calls from."""
    if company.drills is None:
        return
    for index, line in enumerate(company.drills.lines):
        if line not in company.lines:
            text = f'there is no line "{line}"{nearest(line, set(company.lines))}'
            yield source.error(("drills", "lines", index), text, "unknown-name")
    for index, line in enumerate(company.drills.outside):
        if line not in company.outside:
            text = f'there is no outside line "{line}"{nearest(line, set(company.outside))}'
            yield source.error(("drills", "outside", index), text, "unknown-name")
    yield from _drill_numbers(source, company, company.drills)


def _drill_numbers(source: Source, company: CompanyText, drills: DrillsText) -> Iterator[Finding]:
    others = {*company.lines.values(), *company.outside.values()}
    for key, number in (("from", drills.from_), ("robot", drills.robot)):
        if number in others:
            text = f"{number} is a line or an outside number: its own calls would be taken for drills"
            yield source.error(("drills", key), text, "bad-value")
    if drills.robot == drills.from_:
        yield source.error(("drills", "robot"), "the robot has a number of its own", "bad-value")
