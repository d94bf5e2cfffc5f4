"""A company's staff as people write it: YAML or CSV, with every mistake at its place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callflows.check import check
from callflows.staff import PLACE, read_staff
from callflows.texts import read_folder, read_texts

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
CALLFLOWS = Path(__file__).parents[2] / "callflows"
HOMEWISE = read_texts(read_folder(CALLFLOWS / "homewise"))
YAML = """staff: v1
people:
  agent1:
    name: Agent 1
    queues: [tier1, safety]
    skills: {booking: 5, billing: 3, warranty: 1, claims: 1}
    number: "+442079460905"
    ring: 30s
    supervised: true
  lead:
    name: Team lead, nights
    role: supervisor
    queues: [complaints, trade]
    languages: [en, cy]
    email: lead@example.com
    qa_score: 90
"""
CSV = """login,name,role,queues,skills,number,ring,supervised,languages,email,qa_score
agent1,Agent 1,,tier1; safety,booking:5;billing:3; warranty:1;claims:1,+442079460905,30s,true,,,

lead,"Team lead, nights",supervisor,complaints;trade,,,,,en;cy,lead@example.com,90
"""


def told(text: str, name: str = "staff.yaml") -> list[str]:
    return [str(finding) for finding in read_staff(name, text.encode(), HOMEWISE).findings]


def test_a_table_says_the_same_as_yaml() -> None:
    in_yaml, in_csv = (
        read_staff(f"staff.{kind}", text.encode(), HOMEWISE) for kind, text in (("yaml", YAML), ("csv", CSV))
    )
    assert in_yaml.findings == in_csv.findings == ()
    assert list(in_yaml.people.items()) == list(in_csv.people.items())
    assert in_csv.people["lead"].name == "Team lead, nights"
    assert in_csv.people["agent1"].ring_s == 30


def test_a_table_that_a_spreadsheet_saved_is_read() -> None:
    """With a mark at its beginning, and Windows' ends of lines."""
    saved = b"\xef\xbb\xbf" + CSV.replace("\n", "\r\n").encode()
    assert list(read_staff("staff.csv", saved, HOMEWISE).people) == ["agent1", "lead"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("tier1, safety", "tier1, safty", '5:21: error: there is no queue "safty"; did you mean "safety"?'),
        ("booking: 5", "booking: 6", '6:23: error: "6": write a whole number from 1 to 5 [bad-value]'),
        ("ring: 30s", "ring: 25s", '8:11: error: "25s": write 20s, 30s or 45s [bad-value]'),
        ("name: Agent 1", "nmae: Agent 1", '4:5: error: "nmae" is no key here; did you mean "name"?'),
        ('"+442079460905"', "+442079460905", "[unquoted-number]"),
        ("role: supervisor", "role: boss", '12:11: error: "boss": write'),
        ("lead@example.com", "nobody", '15:12: error: "nobody": write an address such as a@example.com'),
        ("  lead:", "  Lead:", "a name has small letters"),
        ("  lead:", "  agent1:", '10:3: error: "agent1" is written twice'),
        ("[en, cy]", "[en-GB]", '14:17: error: "en-GB": write a language such as en, without a region'),
        ("staff: v1", "staff: v2", '1:8: error: "v2": write v1 [bad-value]'),
    ],
)
def test_a_mistake_is_told_at_its_line_and_column_and_nobody_is_read(
    old: str, new: str, expected: str
) -> None:
    assert old in YAML
    text = YAML.replace(old, new, 1)
    assert any(expected in line for line in told(text)), told(text)
    assert not read_staff("staff.yaml", text.encode(), HOMEWISE).people


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("agent1,Agent", "Agent 1,Agent", "staff.csv:2:1: error:"),
        ("booking:5", "booking:9", 'staff.csv:2:5: error: "9": write a whole number from 1 to 5 [bad-value]'),
        ("booking:5", "booking", "staff.csv:2:5: error: write booking:5, with a proficiency from 1 to 5"),
        ("complaints;trade", "complaint", 'staff.csv:4:4: error: there is no queue "complaint"'),
        ('lead,"', 'agent1,"', 'staff.csv:4:1: error: "agent1" is written twice [duplicate-id]'),
        (
            ",lead@example.com,90",
            ",lead@example.com",
            "staff.csv:4:1: error: this row has 10 cells, the first row 11",
        ),
        ("login,", "user,", "staff.csv:1:1: error: the first row names the columns, `login` among them"),
        (",ring,", ",bell,", 'staff.csv:2:7: error: "bell" is no key here'),
        ('"Team lead, nights"', '"Team" lead', "not CSV"),
    ],
)
def test_a_mistake_in_a_table_is_told_at_its_row_and_cell(old: str, new: str, expected: str) -> None:
    assert old in CSV
    text = CSV.replace(old, new, 1)
    assert any(expected in line for line in told(text, "staff.csv")), told(text, "staff.csv")
    assert not read_staff("staff.csv", text.encode(), HOMEWISE).people


def test_every_mistake_of_a_table_is_told_in_one_go_whatever_else_is_wrong() -> None:
    table = """login,name,tier,queues,skills,email
agent1,Agent 1,4,tier1;nosuch,billing,a@example.com
agent1,Agent 1,1,safty,billing:9,b@example.com
agent2,,1,nosuch,,B@example.com
agent3,Agent 3
"""
    found = [line.partition("staff.csv:")[2].split(" error: ")[0] for line in told(table, "staff.csv")]
    assert found == ["2:3:", "2:4:", "2:5:", "3:1:", "3:4:", "3:5:", "4:1:", "4:4:", "4:6:", "5:1:"]


def test_every_mistake_of_yaml_is_told_in_one_go_also_beside_a_login_that_is_there_twice() -> None:
    text = YAML.replace("  lead:", "  agent1:").replace("tier1, safety", "tier1, safty")
    text = text.replace("role: supervisor", "role: boss").replace("trade", "trad")
    assert [line.split(":")[1] for line in told(text)] == ["10", "12", "13"]
    one = YAML.replace("role: supervisor", "role: boss").replace("tier1, safety", "tier1, safty")
    assert [line.split(":")[1] for line in told(one)] == ["5", "12"]


def test_two_people_with_one_address_are_told() -> None:
    text = YAML.replace("name: Agent 1", "name: Agent 1\n    email: Lead@example.com")
    assert told(text) == ["staff.yaml:16:12: error: agent1 has this address already [duplicate-id]"]


def test_a_queue_and_a_skill_that_nobody_has_are_warnings() -> None:
    """Whoever is not active takes no calls; Tier 3 does not take first calls (HW7)."""
    text = YAML.replace("claims: 1", "technical: 1").replace("trade", "safety")
    warnings = told(text)
    assert [line.split("warning: ")[1] for line in warnings] == [
        "a flow asks for claims in tier1, and no active person of Tier 1 or 2 there has it [unstaffed-skill]",
        "no active person takes calls of the queue trade [unstaffed-queue]",
    ]
    assert read_staff("staff.yaml", text.encode(), HOMEWISE).people


@pytest.mark.parametrize("off", ["active: false", "tier: 3"])
def test_skills_of_who_is_away_for_good_or_of_tier_3_do_not_count(off: str) -> None:
    assert any("unstaffed-skill" in line for line in told(YAML.replace("ring: 30s", off)))


@given(st.binary(max_size=300))
def test_no_bytes_give_anything_but_people_or_findings(content: bytes) -> None:
    for name in ("staff.yaml", "staff.csv"):
        read = read_staff(name, content, HOMEWISE)
        assert bool(read.people) != any(finding.level == "error" for finding in read.findings)


def test_check_reads_the_staff_with_the_flows(tmp_path: Path) -> None:
    company = tmp_path / "homewise"
    (company / PLACE).parent.mkdir(parents=True)
    for name, content in read_folder(CALLFLOWS / "homewise").items():
        (company / name).write_bytes(content)
    assert check(tmp_path, NOW).findings == []
    (company / PLACE).write_text(YAML.replace("safety", "safty"), encoding="utf-8")
    found = [finding for finding in check(tmp_path, NOW).findings if finding.level == "error"]
    assert [(finding.file, finding.line, finding.rule) for finding in found] == [
        ((company / PLACE).as_posix(), 5, "unknown-name")
    ]


def test_somebody_on_call_whom_the_staff_does_not_know_is_told_of(tmp_path: Path) -> None:
    company = tmp_path / "homeika"
    (company / PLACE).parent.mkdir(parents=True)
    for name, content in read_folder(CALLFLOWS / "homeika").items():
        (company / name).write_bytes(content.replace(b"staff: agent8", b"staff: agnet8", 1))
    (company / PLACE).write_bytes((CALLFLOWS / "homeika" / PLACE).read_bytes())
    (finding,) = check(tmp_path, NOW).findings
    assert (finding.level, finding.rule) == ("warning", "unknown-staff")
    assert finding.text.startswith('there is no login "agnet8" in the staff; did you mean "agent')


def test_both_companies_staff_is_without_findings() -> None:
    for tenant in ("homeika", "homewise"):
        texts = read_texts(read_folder(CALLFLOWS / tenant))
        place = CALLFLOWS / tenant / PLACE
        read = read_staff(place.name, place.read_bytes(), texts)
        assert read.findings == ()
        agents = [person for person in read.people.values() if person.role == "agent"]
        assert {person.tier for person in agents} == {1, 2, 3}
        assert any(person.supervised for person in agents)
        assert any(person.number for person in agents)
