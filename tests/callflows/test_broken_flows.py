"""Each file in broken/ has one kind of mistake, and says in its first lines what is found and where."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from callflows.findings import Finding
from callflows.lint import RULES, lint
from callflows.texts import read_texts

HERE = Path(__file__).parent
BROKEN = sorted(path for path in (HERE / "broken").glob("*.yaml") if path.name != "company.yaml")
COMPANY = (HERE / "broken" / "company.yaml").read_bytes()
TODAY = date(2026, 11, 22)
FINDS = re.compile(r"^# finds (\d+:\d+ (?:error|warning) \S+)$", re.MULTILINE)


def found(files: dict[str, bytes]) -> list[Finding]:
    texts = read_texts({"company.yaml": COMPANY, **files})
    return sorted({*texts.findings, *lint(texts, TODAY)})


def test_the_small_flow_that_the_broken_ones_were_made_from_is_without_findings() -> None:
    assert found({"small.yaml": (HERE / "small.yaml").read_bytes()}) == []


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_flow_is_found_at_its_line_and_column(path: Path) -> None:
    findings = [finding for finding in found({path.name: path.read_bytes()}) if finding.file == path.name]
    expected = FINDS.findall(path.read_text("utf-8"))
    assert expected
    assert [f"{it.line}:{it.column} {it.level} {it.rule}" for it in findings] == expected


def test_there_are_many_kinds_of_broken_flow() -> None:
    assert len(BROKEN) >= 25


def test_a_finding_prints_as_editors_read_it() -> None:
    path = HERE / "broken" / "missing-outcome.yaml"
    (finding,) = found({path.name: path.read_bytes()})
    assert str(finding) == (
        'missing-outcome.yaml:25:28: error: outcome "no_agents" of person has no edge [missing-outcome]'
    )


def test_a_number_starts_one_flow_only() -> None:
    small = (HERE / "small.yaml").read_bytes()
    other = small.replace(b"name: small", b"name: other", 1)
    findings = found({"small.yaml": small, "other.yaml": other})
    assert [(it.file, it.line, it.column, it.rule) for it in findings] == [
        ("small.yaml", 4, 11, "duplicate-id")
    ]


def test_two_flows_of_one_name_are_refused() -> None:
    small = (HERE / "small.yaml").read_bytes()
    findings = found({"a.yaml": small, "b.yaml": small})
    assert [(it.file, it.line, it.column, it.rule) for it in findings] == [("b.yaml", 2, 7, "duplicate-id")]


def test_a_company_without_its_file_is_refused() -> None:
    texts = read_texts({"small.yaml": (HERE / "small.yaml").read_bytes()})
    (finding,) = texts.findings
    assert (finding.file, finding.line, finding.column, finding.rule) == ("company.yaml", 1, 1, "missing-key")


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (b"duty: duty}", b"duty: nobody}", "8:28 unknown-name"),
        (b"hours: small/staffed, agents: 3", b"hours: small/weekends, agents: 3", "10:36 unknown-name"),
        (b'main: "+442071234567"', b"main: +442071234567", "5:15 unquoted-number"),
        (b'main: "+442071234567"', b'main: "+442071234567", night: "+442071234569"', "5:39 unknown-target"),
        (b"agents: 3", b"agents: few", "10:59 bad-value"),
        (b"agents: 3,", b"agents: 3, dispositions: {a: Done, b: done},", "10:89 duplicate-id"),
        (b"agents: 3,", b"agents: 3, dispositions: [solved],", "10:76 bad-value"),
        (
            b"outside:",
            b'screen_pop: {hosts: [a.example], url: "https://b.example/"}\noutside:',
            "6:39 bad-value",
        ),
        (
            b"outside:",
            b'screen_pop: {hosts: [a.example], url: "http://a.example/"}\noutside:',
            "6:39 bad-value",
        ),
        (b"outside:", b"dialling: {regions: [GB, UK]}\noutside:", "6:26 bad-value"),
        (b"outside:", b"dialling: {kinds: [premium_rate]}\noutside:", "6:20 bad-value"),
    ],
)
def test_a_mistake_in_company_yaml_is_found_in_its_place(old: bytes, new: bytes, place: str) -> None:
    assert old in COMPANY
    findings = found(
        {"small.yaml": (HERE / "small.yaml").read_bytes(), "company.yaml": COMPANY.replace(old, new, 1)}
    )
    places = [f"{it.line}:{it.column} {it.rule}" for it in findings if it.file == "company.yaml"]
    assert places == [place]


def test_a_calendar_that_ends_is_said_sixty_days_before() -> None:
    text = (HERE / "small.yaml").read_bytes()
    text = text.replace(b"holidays: none", b"holidays: {calendar: us-federal, open: closed}")
    texts = read_texts({"company.yaml": COMPANY, "small.yaml": text})
    soon = [it for it in lint(texts, date(2100, 12, 1)) if it.rule == "calendar-ends"]
    assert [(it.line, it.column, it.level) for it in soon] == [(11, 26, "warning")]
    assert not [it for it in lint(texts, TODAY) if it.rule == "calendar-ends"]


def test_every_rule_says_in_a_sentence_what_it_holds() -> None:
    assert all(rule.__doc__ for rule in RULES)
