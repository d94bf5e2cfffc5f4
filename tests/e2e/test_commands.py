"""The commands as an operator meets them: exit statuses, and the words that say what to mend."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from commands.cli import parser
from tests.e2e.command import WITHIN_S, run, run_here
from tests.e2e.demonstration import ROOT
from tests.toy_company import COMPANY, SMALL

COMMANDS = (
    *("serve", "work", "follow", "demo", "check", "test", "publish", "rollback", "talk"),
    *("import-agents", "password", "provision", "doctor", "drill"),
)


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    """A folder with one small company, whose flow passes."""
    folder = tmp_path / "flows"
    (folder / "toy").mkdir(parents=True)
    (folder / "toy" / "toy.yaml").write_text(SMALL, encoding="utf-8")
    (folder / "toy" / "company.yaml").write_text(COMPANY, encoding="utf-8")
    return folder


def env(flows: Path) -> dict[str, str]:
    """Settings that would do, with a record and flows of the test's own."""
    return {
        "PUBLIC_URL": "https://calls.example.com",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "0" * 32,
        "SECRET_KEY": "a-key-for-tests-of-no-worth",
        "CALLFLOWS_DIR": str(flows),
        "RINGDOWN_DATA": str(flows.parent / "data"),
    }


def breaks(flows: Path, old: str = "next: post}", new: str = "next: nowhere}") -> str:
    """Spoil the flow; return the place as findings write it, without the column."""
    path = flows / "toy" / "toy.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    return f"{path}:{line}:"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_its_own_name(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args([command, "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: app.py {command}")


def test_the_list_of_commands_names_each() -> None:
    ran = run("--help")
    assert ran.status == 0
    assert all(re.search(rf"^    {command}(?: |$)", ran.out, re.MULTILINE) for command in COMMANDS)


@pytest.mark.parametrize("command", ["serve", "work", "follow"])
def test_missing_settings_are_all_named_in_one_message(command: str) -> None:
    ran = run_here(command)
    assert ran.status == 2
    assert "Traceback" not in ran.err
    for name in ("PUBLIC_URL", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "SECRET_KEY"):
        assert ran.err.count(f"{name} is not set") == 1


def test_a_publish_without_settings_says_whose_they_are_and_what_the_demo_does() -> None:
    ran = run("publish")
    assert ran.status == 2
    assert "docs/reference/settings.md" in ran.err
    assert "In the demo saving a flow publishes it." in ran.err


def test_a_python_without_the_packages_is_told_how_to_get_them() -> None:
    ran = subprocess.run(
        [sys.executable, "-S", "app.py", "check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
    assert ran.returncode == 2
    assert ran.stderr.count("\n") == 1
    assert "run make setup" in ran.stderr


def test_wrong_settings_are_all_named_with_their_remedies(flows: Path) -> None:
    wrong = {
        "PUBLIC_URL": "calls.example.com",
        "TWILIO_ACCOUNT_SID": "AC1",
        "SECRET_KEY": "short",
        "PORT": "x",
    }
    ran = run_here("serve", env=env(flows) | wrong)
    assert ran.status == 2
    assert all(name in ran.err for name in wrong)


def test_a_first_start_on_a_broken_flow_is_refused_with_file_line_and_column(flows: Path) -> None:
    place = breaks(flows)
    ran = run("serve", env=env(flows))
    assert ran.status == 2
    assert re.search(re.escape(place) + r"\d+: error: .*nowhere.* \[unknown-target\]", ran.err)
    assert "Traceback" not in ran.err


def test_check_passes_a_good_folder_and_counts(flows: Path) -> None:
    ran = run_here("check", flows)
    assert (ran.status, ran.out) == (0, "toy: 365 days, 1 policy, 1 level: covered\n0 errors, 0 warnings\n")


def test_check_names_the_place_of_a_fault_and_fails(flows: Path) -> None:
    place = breaks(flows)
    ran = run("check", flows)
    assert ran.status == 1
    assert re.search(re.escape(place) + r"\d+: error: .*nowhere", ran.out)


def test_test_plays_the_tests_in_the_files(flows: Path) -> None:
    ran = run("test", flows)
    assert ran.status == 0
    assert ran.out.startswith("1 of 1 tests passed")


def test_test_fails_when_a_test_does_and_says_what_happened_instead(flows: Path) -> None:
    breaks(flows, "path_ends: [post, thanks]", "path_ends: [post, duty]")
    ran = run_here("test", flows)
    assert ran.status == 1
    assert "a message is taken" in ran.out
    assert "thanks" in ran.out


def test_test_fails_on_a_file_that_cannot_be_read(flows: Path) -> None:
    """A file without a reader has no tests, and "0 of 0 passed" would look like a pass."""
    place = breaks(flows, "start:", "strat:")
    ran = run_here("test", flows)
    assert ran.status == 1
    assert re.search(re.escape(place) + r"\d+: error: .*\[unknown-key\]", ran.out)


def test_test_fails_where_there_is_no_test(flows: Path) -> None:
    (flows / "toy" / "toy.yaml").unlink()
    ran = run_here("test", flows)
    assert ran.status == 1
    assert "There is no test to run" in ran.out


def test_a_test_is_told_turn_by_turn_and_one_that_is_not_there_is_refused(flows: Path) -> None:
    told = run_here("test", "--trace", "a message is taken", flows)
    assert told.status == 0
    assert "> press 1" in told.out
    absent = run_here("test", "--trace", "no such test", flows)
    assert (absent.status, absent.err) == (2, 'there is no test "no such test"\n')


def test_flows_are_published_refused_and_rolled_back(flows: Path) -> None:
    """Bad input of the issue: what does not pass leaves the old version serving."""
    settings = env(flows)
    first = run_here("publish", flows, "--comment", "first", env=settings)
    assert (first.status, first.err) == (0, "")
    assert first.out.startswith("live: toy, release 1, ")
    breaks(flows, "Thank you. We have", "Many thanks. We have")
    assert run_here("publish", flows, env=settings).out.startswith("live: toy, release 2, ")
    place = breaks(flows)
    refused = run_here("publish", flows, env=settings)
    assert refused.status == 2
    assert place in refused.err
    back = run_here("rollback", "toy", "toy", env=settings)
    assert (back.status, back.err) == (0, "")
    assert back.out.split(", ")[2] == first.out.split(", ")[2]


def test_a_rollback_that_cannot_be_is_refused_in_words(flows: Path) -> None:
    settings = env(flows)
    assert run_here("publish", flows, env=settings).status == 0
    nobody = run_here("rollback", "nobody", "toy", env=settings)
    assert (nobody.status, nobody.err) == (2, "there is no tenant nobody; there are toy\n")
    assert run_here("rollback", "toy", "toy", env=settings).status == 2
    assert run_here("rollback", "toy", "no-such-flow", env=settings).status == 2


@pytest.mark.parametrize("command", [("publish",), ("rollback", "toy", "toy")])
def test_without_the_database_a_publish_or_a_rollback_says_so_in_one_message(
    flows: Path, command: tuple[str, ...]
) -> None:
    away = f"sqlite:///{flows.parent / 'no-such-folder' / 'record.sqlite'}"
    folder = [flows] if command == ("publish",) else []
    ran = run_here(*command, *folder, env=env(flows) | {"DATABASE_URL": away})
    assert (ran.status, ran.out) == (2, "")
    assert re.fullmatch(r"The database \(DATABASE_URL\) cannot be used: .*\n", ran.err)


@pytest.mark.parametrize("spoiled", [b"no database at all " * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_spoiled_database_is_told_in_one_message(flows: Path, spoiled: bytes) -> None:
    (flows.parent / "record.sqlite").write_bytes(spoiled)
    database = f"sqlite:///{flows.parent / 'record.sqlite'}"
    ran = run_here("publish", flows, env=env(flows) | {"DATABASE_URL": database})
    assert (ran.status, ran.out) == (2, "")
    assert re.fullmatch(r"The database \(DATABASE_URL\) cannot be used: .*\n", ran.err)


def test_a_start_without_database_and_without_a_release_known_here_is_refused(flows: Path) -> None:
    away = f"sqlite:///{flows.parent / 'no-such-folder' / 'record.sqlite'}"
    ran = run("serve", env=env(flows) | {"DATABASE_URL": away, "REDIS_URL": "redis://127.0.0.1:1/0"})
    assert ran.status == 2
    assert "\ntoy: no flows that can serve" in ran.err
    assert "Traceback" not in ran.err


def test_a_reader_that_leaves_early_ends_nothing_in_a_traceback(flows: Path) -> None:
    """As `app.py test DIR | head` does."""
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "app.py", "test", str(flows)],
            cwd=ROOT,
            stdout=write,
            stderr=subprocess.PIPE,
            timeout=WITHIN_S,
            check=False,
        )
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("args", "named"),
    [
        (("demo", "--port", "70000"), "--port"),
        (("demo", "--customers", "2"), "--customers"),
        (("talk", "homeika", "support", "--at", "yesterday"), "--at"),
        (("nonsense",), "nonsense"),
        ((), "COMMAND"),
    ],
)
def test_an_argument_that_cannot_be_is_named(args: tuple[str, ...], named: str) -> None:
    ran = run_here(*args)
    assert ran.status == 2
    assert named in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("command", ["check", "test", "demo", "publish"])
def test_a_folder_without_a_company_is_named(command: str, flows: Path) -> None:
    (flows.parent / "empty").mkdir()
    ran = run_here(command, flows.parent / "empty", env=env(flows))
    assert ran.status == (1 if command == "check" else 2)
    assert re.match(
        rf"{flows.parent / 'empty'}(:1:1: error: no company here| holds no company)", ran.out + ran.err
    )
