"""import-agents and password as an operator runs them: all or nobody, and words that say what to mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.cli import run
from commands.terminal import Terminal
from storage.record.engine import open_record
from storage.record.staff import Staff
from tests.commands.toys import NOW, changed, files_of, write

PEOPLE = """staff: v1
people:
  agent1: {name: Agent 1, queues: [desk]}
  agent2: {name: Agent 2, role: supervisor, email: a@example.com}
"""
PHRASE = "correct horse battery"


class Operator:
    """Somebody at a terminal. types: what they answer to questions, in order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.types: list[str] = []
        self.said: list[str] = []
        self.complained: list[str] = []
        self.env = {"CALLFLOWS_DIR": str(folder / "flows"), "RINGDOWN_DATA": str(folder / "data")}

    def runs(self, *words: str) -> int:
        terminal = Terminal(
            clock=lambda: NOW,
            env=self.env,
            user="operator",
            read=lambda _: "",
            read_secret=lambda _: self.types.pop(0),
            say=self.said.append,
            complain=self.complained.append,
        )
        return run(words, terminal)

    def imports(self, text: str, *, tenant: str = "toy", name: str = "people.yaml") -> int:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return self.runs("import-agents", str(path), "--tenant", tenant)

    def sets(self, *typed: str, login: str = "agent1") -> int:
        self.types = list(typed)
        return self.runs("password", login, "--tenant", "toy")

    @property
    def staff(self) -> dict[str, bool]:
        """Login to whether they have a password."""
        record = open_record(f"sqlite:///{self.folder / 'data' / 'ringdown.sqlite'}")
        try:
            people = Staff(record, "toy")
            return {member.login: people.has_password(member.login) for member in people.all()}
        finally:
            record.close()

    def lets_in(self, login: str, password: str) -> bool:
        record = open_record(f"sqlite:///{self.folder / 'data' / 'ringdown.sqlite'}")
        try:
            return Staff(record, "toy").check_password(login, password) is not None
        finally:
            record.close()


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    queue = (
        "company.yaml",
        "boxes:",
        "queues: {desk: {title: Desk, hours: toy/all, agents: 1, handle: 60s}}\nboxes:",
    )
    write(tmp_path / "flows", "toy", changed(files_of("toy"), queue))
    return Operator(tmp_path)


def test_people_are_put_on_the_staff_and_the_counts_are_told(operator: Operator) -> None:
    assert operator.imports(PEOPLE) == 0
    assert operator.said == ["toy: 2 added, 0 changed, 0 as they were"]
    assert operator.imports(PEOPLE.replace("Agent 1", "Agent One") + "  agent3: {name: Agent 3}\n") == 0
    assert operator.said[1:] == ["toy: 1 added, 1 changed, 1 as they were"]
    assert set(operator.staff) == {"agent1", "agent2", "agent3"}


def test_one_wrong_row_keeps_everybody_out_and_is_told_by_its_place(operator: Operator) -> None:
    operator.imports(PEOPLE)
    table = "login,name,tier\nagent8,Agent 8,1\nagent9,Agent 9,4\n"
    assert operator.imports(table, name="people.csv") == 2
    assert operator.said[1:] == [
        f'{operator.folder}/people.csv:3:3: error: "4": write a whole number from 1 to 3 [bad-value]'
    ]
    assert operator.complained == ["Nobody was imported."]
    assert set(operator.staff) == {"agent1", "agent2"}


def test_an_address_that_somebody_else_has_already_keeps_everybody_out(operator: Operator) -> None:
    operator.imports(PEOPLE)
    more = "staff: v1\npeople: {agent3: {name: Agent 3}, agent4: {name: Agent 4, email: A@example.com}}\n"
    assert operator.imports(more) == 2
    assert operator.complained == [
        "agent4: agent2 has the address a@example.com already. Nobody was imported."
    ]
    assert set(operator.staff) == {"agent1", "agent2"}


def test_no_more_is_set_than_what_the_commands_use_and_that_is_checked(operator: Operator) -> None:
    """Neither the address that Twilio calls nor its tokens have to do with who works here."""
    assert not operator.env.keys() & {"PUBLIC_URL", "TWILIO_AUTH_TOKEN", "SECRET_KEY"}
    operator.env |= {"DATABASE_URL": "mysql://db", "CALLFLOWS_DIR": "nowhere", "PORT": "many"}
    assert operator.imports(PEOPLE) == 2
    assert [line.partition(":")[0].split()[0] for line in operator.complained[0].splitlines()[1:]] == [
        "DATABASE_URL",
        "CALLFLOWS_DIR",
    ]


def test_who_is_on_the_staff_already_takes_the_calls_of_queues_that_the_file_leaves_out(
    operator: Operator,
) -> None:
    table = "login,name,queues\nagent{0},Agent {0},{1}\n"
    assert operator.imports(table.format(8, ""), name="people.csv") == 0
    assert any("no active person takes calls of the queue desk" in line for line in operator.said)
    operator.said.clear()
    operator.imports(table.format(9, "desk"), name="people.csv")
    operator.imports(table.format(8, ""), name="people.csv")
    assert not any("queue desk" in line for line in operator.said)
    gone = "login,name,queues,active\nagent9,Agent 9,desk,false\n"
    operator.imports(gone, name="people.csv")
    assert any("no active person takes calls of the queue desk" in line for line in operator.said)


def test_a_company_or_a_file_that_is_not_there_is_told(operator: Operator) -> None:
    assert operator.imports(PEOPLE, tenant="nowhere") == 2
    assert operator.runs("import-agents", "none.yaml", "--tenant", "toy") == 2
    assert operator.complained == [
        "there is no tenant nowhere; there are toy",
        "none.yaml: No such file or directory",
    ]


def test_a_password_that_was_typed_twice_lets_its_owner_in(operator: Operator) -> None:
    operator.imports(PEOPLE)
    assert operator.sets(PHRASE, PHRASE) == 0
    assert operator.staff == {"agent1": True, "agent2": False}
    assert operator.lets_in("agent1", PHRASE)
    assert PHRASE not in "".join(operator.said)
    assert operator.said[-1].startswith("PIN_PEPPER is not set here.")
    operator.env["PIN_PEPPER"] = "pepper"
    assert operator.sets(PHRASE, PHRASE) == 0
    assert "the password is set" in operator.said[-1]
    assert not operator.lets_in("agent1", PHRASE)


@pytest.mark.parametrize(
    ("typed", "login", "told"),
    [
        ((PHRASE, PHRASE + "!"), "agent1", "The two are not the same; nothing was changed."),
        (("short", "short"), "agent1", "a password has 12 to 128 characters; nothing was changed"),
        ((PHRASE, PHRASE), "nobody", "nobody at toy has the login nobody; import them first"),
    ],
)
def test_a_password_that_is_not_taken_changes_nothing(
    operator: Operator, typed: tuple[str, str], login: str, told: str
) -> None:
    operator.imports(PEOPLE)
    assert operator.sets(*typed, login=login) == 2
    assert operator.complained == [told]
    assert operator.staff == {"agent1": False, "agent2": False}
