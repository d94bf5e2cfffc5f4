"""The rules that are checked flow by flow: one function a rule, all in one table. Source: flow-language 7."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice

from callflows.findings import Finding
from callflows.lint import edges, names, pages, prompts, values
from callflows.lint.calendars import lint_calendars
from callflows.lint.company import lint_company
from callflows.lint.oncall import lint_oncall
from callflows.lint.scope import Scope
from callflows.schema.reading import MAX_FINDINGS
from callflows.texts import Texts

Rule = Callable[[Scope], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    edges.unknown_target,
    edges.unknown_flow,
    edges.unknown_outcome,
    edges.missing_outcome,
    edges.choose_no_else,
    edges.dead_else,
    edges.shared_number,
    names.unknown_name,
    names.unknown_in_company,
    names.unknown_in_flow,
    names.connector_absent,
    names.queue_no_members,
    prompts.prompt_key,
    prompts.missing_language,
    prompts.long_menu,
    prompts.long_prompt,
    pages.page_say_long,
    pages.page_ladder_long,
    pages.engineer_keys,
    pages.engineer_say,
    values.not_available,
    values.priority_100,
    values.key_clash,
    values.bad_number,
    values.verify_reach,
    values.dates_unstated,
    values.calendar_end,
    values.unknown_test_step,
)


def lint(texts: Texts, today: date) -> list[Finding]:
    """Check every flow of a company by itself, and company.yaml. today: the date of whoever checks."""
    findings = set(islice(lint_company(texts), MAX_FINDINGS))
    findings.update(islice(lint_oncall(texts), MAX_FINDINGS))
    findings.update(islice(lint_calendars(texts, today), MAX_FINDINGS))
    for file in texts.flows.values():
        scope = Scope(file=file, texts=texts, today=today)
        findings.update(islice(values.unquoted_number(file.source), MAX_FINDINGS))
        for rule in RULES:
            findings.update(islice(rule(scope), MAX_FINDINGS))
    return sorted(findings)
