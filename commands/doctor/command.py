"""The command: every check, one table, an exit status for a cron."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from commands.doctor.account import look_at_account, look_at_twilio
from commands.doctor.finding import Finding, fail, status_of, table
from commands.doctor.house import look_at_house, rosters_on_disk
from commands.doctor.public import look_from_outside
from commands.operating import assets_of, follow_patiently, known, rest_by_token, rest_of
from commands.settings import read_settings
from commands.terminal import Terminal
from storage.roster_file import RosterFiles
from switchboard.rosters import Rosters
from switchboard.services import Services


def examine(args: Namespace, terminal: Terminal) -> int:
    """Print what was found. 0: all is well; 1: warnings; 2: something does not work."""
    settings = read_settings(terminal.env)
    with known(settings, terminal) as found, _apart(found) as services:
        findings = [*rosters_on_disk(settings, services, terminal.clock())]
        parts: list[tuple[str, Callable[[], Iterator[Finding]]]] = [
            ("stores", lambda: look_at_house(settings, services)),
            (
                "public address",
                lambda: look_from_outside(
                    settings.public_url, settings.twilio_auth_tokens[0], terminal.clock()
                ),
            ),
            ("account", lambda: look_at_account(rest_by_token(settings))),
            ("twilio", lambda: look_at_twilio(services, rest_of(settings), assets_of(settings))),
        ]
        for name, look in parts:
            findings += _looked(name, look)
    _print(findings, terminal, as_json=args.json)
    return status_of(findings)


@contextmanager
def _apart(services: Services) -> Iterator[Services]:
    """Know who is on call without touching this machine's files: a look must not make them fresh."""
    with TemporaryDirectory() as folder:
        changes = {name: tenant.oncall for name, tenant in services.tenants.items()}
        rosters = Rosters(changes, services.record.bounded, RosterFiles(Path(folder), services.secret_keys))
        apart = replace(services, rosters=rosters)
        follow_patiently(apart)
        try:
            yield apart
        finally:
            rosters.close()


def _looked(name: str, look: Callable[[], Iterator[Finding]]) -> list[Finding]:
    """Look at one part; a boundary: what breaks is a finding, and the other parts are looked at."""
    found: list[Finding] = []
    try:
        found += look()
    except Exception as broken:  # noqa: BLE001 - see above
        why = f"{type(broken).__name__}: {str(broken).partition(chr(10))[0]}"
        found.append(fail(name, f"it could not be looked at: {why}", "this is a fault of doctor: report it"))
    return found


def _print(findings: Iterable[Finding], terminal: Terminal, *, as_json: bool) -> None:
    rows = list(findings)
    if as_json:
        terminal.say(json.dumps([each.as_json() for each in rows], ensure_ascii=False, indent=2))
        return
    for line in table(rows):
        terminal.say(line)
    counted = {state: sum(each.state == state for each in rows) for state in ("ok", "warn", "fail")}
    terminal.say(", ".join(f"{count} {state}" for state, count in counted.items()))
