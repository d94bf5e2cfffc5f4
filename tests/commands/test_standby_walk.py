"""The daily walk through the standby of an account, over HTTP, as Twilio would go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.operating import assets_of, operating, rest_of
from commands.settings import read_settings
from commands.standby_walk import wrong_with
from commands.terminal import Terminal
from emulator.serverless.records import Environment
from storage.live.server import start_redis
from switchboard.drilling import Watch
from telephony.standby import ROBOT, path_of
from tests.commands.account import STRANGER, Operator, an_account
from tests.e2e.command import NOW
from tests.on_call_company import FIRST, LINE


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    with an_account(tmp_path) as found:
        assert found.runs("provision", "--yes").status == 0
        yield found


def walked(operator: Operator, line: str = "emergency") -> str:
    settings = read_settings(operator.env)
    terminal = Terminal(
        clock=lambda: NOW, env={}, user="", read=input, read_secret=input, say=print, complain=print
    )
    with operating(settings, terminal) as services:
        watch = Watch(rest=rest_of(settings), rests=lambda _seconds: None)
        return wrong_with(services, watch, assets_of(settings), "toy", line)


def environment(operator: Operator) -> Environment:
    [service] = operator.emulator.serverless.services.values()
    [found] = service.environments.values()
    return found


@pytest.mark.parametrize("line", ["emergency", "shop"])
def test_what_was_provisioned_rings_who_is_on_call(operator: Operator, line: str) -> None:
    assert walked(operator, line) == ""


def test_a_standby_that_rings_a_stranger_is_found(operator: Operator) -> None:
    build = environment(operator).build
    assert build is not None
    for version in build.versions:
        version.content = version.content.replace(FIRST.encode(), STRANGER.encode())
    assert walked(operator) == "its standby rings others than the roster says"


@pytest.mark.parametrize("gone", [path_of(LINE), f"{path_of(LINE)[:-4]}/whisper.xml", "/accept.xml"])
def test_a_document_that_is_not_served_is_named(operator: Operator, gone: str) -> None:
    build = environment(operator).build
    assert build is not None
    build.versions = [each for each in build.versions if each.path != gone]
    assert walked(operator) == f"nothing is served at {gone}"


def test_a_number_that_falls_back_elsewhere_is_found(operator: Operator) -> None:
    operator.number(LINE).hooks.voice_fallback_url = ""
    assert walked(operator) == f"{LINE} falls back to nothing"
    del operator.emulator.exchange.numbers[LINE]
    assert walked(operator) == f"{LINE} is not in this account"


def test_the_number_of_a_robot_is_set_to_take_calls_while_ringdown_is_dead(tmp_path: Path) -> None:
    with an_account(tmp_path, extra=("+442079460987",)) as operator:
        file = operator.folder / "toy" / "company.yaml"
        text = file.read_text("utf-8").replace(
            "lines: [emergency],", 'lines: [emergency], robot: "+442079460987",'
        )
        file.write_text(text, encoding="utf-8")
        assert operator.runs("publish", str(operator.folder)).status == 0
        assert operator.runs("provision", "--yes").status == 0
        hooks = operator.number("+442079460987").hooks
        assert (hooks.voice_url.endswith(ROBOT), hooks.voice_method) == (True, "GET")
        assert '<Play digits="1"' in operator.document(hooks.voice_url)
        assert operator.runs("provision").out.endswith("Nothing is to change.\n")


def test_a_number_that_asks_its_standby_in_another_way_is_found(operator: Operator) -> None:
    operator.number(LINE).hooks.voice_fallback_method = "POST"
    assert walked(operator) == f"{LINE} falls back by POST, to what is served to GET alone"


def test_a_standby_that_says_something_else_or_rings_nobody_is_found(operator: Operator) -> None:
    build = environment(operator).build
    assert build is not None
    for version in build.versions:
        version.content = version.content.replace(b"Nobody", b"Somebody").replace(b"nobody", b"somebody")
    assert walked(operator).startswith("something else than ours is served at /")
    for version in build.versions:
        version.content = re.sub(rb"<Number.*?</Number>", b"", version.content)
    assert walked(operator) == "its standby rings nobody"


def test_one_proof_is_tried_by_hand(operator: Operator, tmp_path_factory: pytest.TempPathFactory) -> None:
    with start_redis(tmp_path_factory.mktemp("redis"), forced_bundled=True) as redis:
        operator.env["REDIS_URL"] = redis.url
        ran = operator.runs("drill", "--line", "emergency/e2")
        assert (ran.status, ran.out) == (0, "emergency/e2: its standby is as it should be\n")
        refused = operator.runs("drill", "--line", "emergency/e1")
        assert "for /e1 a robot too" in refused.err
