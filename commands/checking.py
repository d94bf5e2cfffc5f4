"""check and test at the terminal: call flows on their own, without a database."""

from __future__ import annotations

from argparse import Namespace

from callflows.book import load_company
from callflows.check import check, has_errors
from callflows.rehearse import print_report, print_trace, rehearse
from commands.companies import RefusedError, tenants_in
from commands.terminal import Terminal


def check_flows(args: Namespace, terminal: Terminal) -> int:
    """Print every finding, who is covered for the year to come, with notes, and a count."""
    checked = check(args.dir, terminal.clock())
    findings = checked.findings
    for finding in findings:
        terminal.say(str(finding))
    for tenant, covered in checked.covered.items():
        terminal.say(f"{tenant}: {covered}")
        for note in covered.notes:
            terminal.say(f"{tenant}: note: {note}")
    errors = sum(finding.level == "error" for finding in findings)
    terminal.say(f"{_counted(errors, 'error')}, {_counted(len(findings) - errors, 'warning')}")
    return 1 if has_errors(findings) else 0


def test_flows(args: Namespace, terminal: Terminal) -> int:
    """Run the tests in the files; with a name, tell that test step by step.

    A company with a file that cannot be read is not tried, and fails; so does a folder without any test.
    """
    books = [load_company(path) for _, path in tenants_in(args.dir)]
    unread = [book for book in books if has_errors(book.findings)]
    for finding in (finding for book in unread for finding in book.findings):
        terminal.say(str(finding))
    outcomes = [outcome for book in books if book not in unread for outcome in rehearse(book)]
    if args.trace and args.trace not in {outcome.test for outcome in outcomes}:
        raise RefusedError(f'there is no test "{args.trace}"')
    terminal.say(print_trace(outcomes, args.trace) if args.trace else print_report(outcomes))
    if not outcomes and not unread:
        terminal.say("There is no test to run: a flow carries its own under `tests`.")
    failed = any(outcome.failures for outcome in outcomes)
    return 1 if unread or failed or not outcomes else 0


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
