"""The documentation is complete and true where a machine can tell: nothing is missing, no link is dead."""

from __future__ import annotations

import re
import shlex
from dataclasses import fields
from pathlib import Path
from typing import cast, get_args

import pytest

from commands.assembling import Outside, assemble
from commands.cli import parser
from ivr.facts import Fact
from ivr.steps import STEP_KINDS
from routing.floor.facts import FloorFact
from storage.record.roles import ROLES, Role
from telephony.signature import Signatures
from tests.architecture.pages import anchors, coded, links, page, pages, sections, shown_commands
from tests.architecture.tree import ROOT, files, named
from tests.house import MONDAY, TENANTS, settings_for
from web.app import Pages, create_app

PAGES = [pytest.param(path, id=named(path)) for path in pages()]
RULE = re.compile(r'"([a-z]+(?:-[a-z0-9]+)+)"')
#: Words with hyphens in the code of the linter that are no rules.
NO_RULES = {"utf-8", "utf-8-sig"}
EVENT = re.compile(r'(?:\blog\.\w+|(?<![.\w])write)\(\s*"(\w+)"')
COMMANDS = next(iter(parser()._subparsers._group_actions)).choices or {}  # type: ignore[union-attr]


def source(*folders: str) -> str:
    """Return all Python text of some folders or files, tests left out."""
    roots = [ROOT / folder for folder in folders]
    inside = (path for path in files(".py") if any(path.is_relative_to(root) for root in roots))
    return "\n".join(path.read_text("utf-8") for path in inside)


def test_every_setting_that_is_read_has_its_row() -> None:
    read = set(
        re.findall(
            r'"([A-Z]+(?:_[A-Z]+)+|PORT)"',
            source("commands/settings.py", "commands/page_settings.py", "app.py"),
        )
    )
    assert len(read) > 10
    assert read == {word for word in coded(page("reference/settings.md")) if word.isupper()}


def test_every_command_has_its_heading() -> None:
    assert list(sections(page("reference/commands.md"))) == list(COMMANDS)


def test_every_kind_of_step_has_its_heading() -> None:
    assert list(sections(page("reference/steps.md"))) == list(STEP_KINDS)


def test_every_fact_has_its_heading_and_each_of_its_fields_is_named_there() -> None:
    told = sections(page("reference/facts.md"))
    kinds = (*get_args(Fact), *get_args(FloorFact))
    assert set(told) == {fact.__name__ for fact in kinds}
    for fact in kinds:
        assert {field.name for field in fields(fact)} <= coded(told[fact.__name__]), fact.__name__


def test_every_rule_of_linter_and_prover_is_on_one_of_their_pages() -> None:
    told = coded(page("reference/flow-language.md")) | set(sections(page("reference/lint-rules.md")))
    assert set(RULE.findall(source("callflows/lint", "callflows/prove"))) - NO_RULES <= told


def test_every_route_has_its_row(tmp_path: Path) -> None:
    settings = settings_for("redis://127.0.0.1:1", f"sqlite:///{tmp_path / 'none.sqlite'}", tmp_path)
    services = assemble(settings, Outside(clock=lambda: MONDAY, tenants=TENANTS))
    app = create_app(services, cast("Signatures", object()), Pages(demo=True))
    services.record.close()
    told = {word.removeprefix("GET ") for word in coded(page("reference/http.md"))}
    assert {rule.rule for rule in app.url_map.iter_rules()} <= told


def test_every_event_of_the_log_is_told_to_operators() -> None:
    logged = set(EVENT.findall(source("commands", "web", "switchboard", "storage", "telephony")))
    assert len(logged) > 10
    assert logged <= coded(page("operations.md"))


def test_every_decision_is_in_the_index() -> None:
    written = {path.name for path in (ROOT / "docs" / "decisions").glob("*.md")}
    assert written == {Path(link).name for link in links(page("README.md")) if link.startswith("decisions/")}


@pytest.mark.parametrize("path", PAGES)
def test_every_link_leads_somewhere(path: Path) -> None:
    dead = []
    for link in links(path.read_text("utf-8")):
        place, _, anchor = link.partition("#")
        target = path.parent / place if place else path
        if not target.exists() or (anchor and anchor not in anchors(target.read_text("utf-8"))):
            dead.append(link)
    assert dead == []


@pytest.mark.parametrize("path", PAGES)
def test_every_command_that_is_shown_is_one(path: Path) -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    for command in shown_commands(path.read_text("utf-8")):
        _, *words = shlex.split(command)
        if "app.py" in words:
            parser().parse_args(words[1:])
        else:
            assert words[0] in targets, command


@pytest.mark.parametrize("role", ROLES, ids=lambda role: str(role.name))
def test_every_customer_by_role_is_in_the_readme(role: Role) -> None:
    row = (role.tenant.title(), role.name, role.number, role.order_number, role.account, role.pin)
    assert f"| {' | '.join(row)} |" in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/operations.md"]
)
def test_every_file_that_a_page_names_is_there(name: str) -> None:
    named_files = {
        word
        for word in coded((ROOT / name).read_text("utf-8"))
        if re.fullmatch(r"[\w./-]+(?:/|\.(?:py|md|toml|yaml|in|txt|json|lua))", word)
    }
    there = {path.name for path in files()} | {"node_modules/"}
    missing = {word for word in named_files if not (ROOT / word).exists() and word not in there}
    assert missing <= {"cti/", "recordings/", "reporting/", "live/", "record/"}


def test_every_test_that_the_security_page_names_is_in_the_file_before_it() -> None:
    path, shown = "", 0
    for link, test in re.findall(r"\((\.\./tests/[^)]+)\)|`(test_\w+)`", page("security.md")):
        path = link or path
        if test:
            shown += 1
            assert f"def {test}(" in (ROOT / "docs" / path).read_text("utf-8"), test
    assert shown > 20
