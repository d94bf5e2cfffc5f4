"""Settings that are missing or wrong: one message that names them all, and status 2 (architecture 9)."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from commands.settings import REQUIRED, SettingsError, read_settings
from tests.house import ACCOUNT, PUBLIC_URL, TOKEN

ROOT = Path(__file__).parents[2]
GOOD = {
    "PUBLIC_URL": PUBLIC_URL,
    "TWILIO_ACCOUNT_SID": ACCOUNT,
    "TWILIO_AUTH_TOKEN": TOKEN,
    "SECRET_KEY": "a-key-for-tests-of-no-worth",
}
STARTS_WITHIN_S = 60


def wrong(**changed: str) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        read_settings(GOOD | changed)
    return refused.value.wrong


def serve(env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "app.py", "serve"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=STARTS_WITHIN_S,
        check=False,
    )


def test_the_four_required_settings_are_enough() -> None:
    assert read_settings(GOOD).port == 8000


def test_every_required_setting_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings({})
    assert refused.value.wrong == [f"{name} is not set" for name in REQUIRED]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "calls.example.com"),
        ("PUBLIC_URL", "ftp://calls.example.com"),
        ("TWILIO_ACCOUNT_SID", "AC123"),
        ("TWILIO_ACCOUNT_SID", "AC" + "Z" * 32),
        ("SECRET_KEY", "short"),
        ("TWILIO_APP_SID", "AP123"),
        ("TWILIO_APP_SID", "AP" + "0" * 32),
        ("SOFTPHONE_URL", "phones.example.com"),
        ("SECRET_KEY", "a-key-that-is-long-enough,short"),
        ("TWILIO_API_KEY", "SK" + "0" * 32),
        ("PUBLIC_URL", "https://[bad/"),
        ("PUBLIC_URL", "https://calls.example.com:http"),
        ("TWILIO_API_URL", "https://[bad/"),
        ("DATABASE_URL", "mysql://h/x"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite:///file::memory:?uri=true"),
        ("DATABASE_URL", "postgresql://u:p@[bad/x"),
        ("DATABASE_URL", "postgresql://u:p@h:notaport/x"),
        ("REDIS_URL", "redis://h:notaport/0"),
        ("REDIS_URL", "redis://:6379/0"),
        ("REDIS_URL", "rediss://[bad/0"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "http"),
        ("CALLFLOWS_DIR", "/no/such/folder"),
        ("CRM_CREDENTIALS", "homeika=a@x.example:hush"),
    ],
)
def test_a_wrong_setting_is_named_with_what_it_must_be(name: str, value: str) -> None:
    (sentence,) = wrong(**{name: value})
    assert name in sentence


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "sqlite:////var/lib/ringdown/record.sqlite"),
        ("DATABASE_URL", "postgresql://u:p%40#!@[::1]:5432/x"),
        ("DATABASE_URL", "postgresql://u@/x?host=/run/postgresql"),
        ("REDIS_URL", "redis://:secret@h:6380/1"),
        ("REDIS_URL", "rediss://h/0"),
        ("REDIS_URL", "unix:///run/redis.sock?db=1"),
        ("TWILIO_API_URL", "http://127.0.0.1:8010"),
    ],
)
def test_an_address_that_can_be_read_is_taken_as_it_is(name: str, value: str) -> None:
    assert value in asdict(read_settings(GOOD | {name: value})).values()


def test_all_wrong_settings_are_named_at_once() -> None:
    sentences = wrong(PUBLIC_URL="x", TWILIO_ACCOUNT_SID="x", SECRET_KEY="x", PORT="x")  # noqa: S106 - wrong
    assert len(sentences) == 4


def test_a_message_holds_no_secret() -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings(GOOD | {"SECRET_KEY": "hunter2", "TWILIO_AUTH_TOKEN": "tell-nobody", "PORT": "x"})
    assert "hunter2" not in str(refused.value)
    assert "tell-nobody" not in str(refused.value)


def test_serve_without_settings_says_what_to_set_in_one_message_and_ends_with_2() -> None:
    ended = serve({})
    assert ended.returncode == 2
    assert all(name in ended.stderr for name in REQUIRED)
    assert "Traceback" not in ended.stderr
    assert ended.stdout == ""


def test_serve_refuses_a_first_start_on_a_flow_that_does_not_pass(tmp_path: Path) -> None:
    """It names file, line and column, and puts nothing live."""
    flows = tmp_path / "callflows"
    flows.mkdir()
    company = (ROOT / "callflows" / "homeika").glob("*.yaml")
    (flows / "homeika").mkdir()
    for path in company:
        (flows / "homeika" / path.name).write_bytes(path.read_bytes())
    broken = flows / "homeika" / "homeika-support.yaml"
    text = broken.read_text("utf-8").replace("next: danger_check}", "next: nowhere}", 1)
    broken.write_text(text, encoding="utf-8")
    env = GOOD | {
        "CALLFLOWS_DIR": str(flows),
        "RINGDOWN_DATA": str(tmp_path / "var"),
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "PORT": "1",
    }
    ended = serve(env)
    assert ended.returncode == 2
    line = next(
        number for number, words in enumerate(text.splitlines(), 1) if words.startswith("  greeting:")
    )
    assert f"homeika-support.yaml:{line}:" in ended.stderr
    assert "nowhere" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("name", ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"])
def test_the_settings_of_a_provider_go_together(name: str) -> None:
    whole = {
        "OIDC_ISSUER": "https://id.example.com/",
        "OIDC_CLIENT_ID": "ringdown",
        "OIDC_CLIENT_SECRET": "a-client-secret-of-no-worth",
    }
    assert read_settings(GOOD | whole).oidc_issuer == "https://id.example.com/"
    assert wrong(**{**whole, name: ""}) == ["OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET go together"]


def test_a_provider_is_reached_by_https_unless_it_is_on_this_machine() -> None:
    rest = {"OIDC_CLIENT_ID": "ringdown", "OIDC_CLIENT_SECRET": "a-client-secret-of-no-worth"}
    assert len(wrong(OIDC_ISSUER="http://id.example.com", **rest)) == 1
    assert read_settings(GOOD | rest | {"OIDC_ISSUER": "http://127.0.0.1:9000"}).oidc_issuer
