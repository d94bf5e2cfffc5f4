"""A company's robot is its own: on another's line its number is a caller's, or a person's on call."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from commands.emulated import Emulated, emulate
from storage.live.server import RunningRedis
from tests.commands.toy_house import published

NIGHT = datetime(2026, 11, 11, 3, tzinfo=UTC)
EMERGENCY = "+18885551821"
CALLER = "+442079460123"


@contextmanager
def two_companies(scratch: Path, redis: RunningRedis, robot: str) -> Iterator[Emulated]:
    """Run both shipped companies; homewise's robot has this number."""
    folder = scratch / "flows"
    for name in ("homeika", "homewise"):
        shutil.copytree(Path("callflows") / name, folder / name)
    company = folder / "homewise" / "company.yaml"
    text = re.sub(r', robot: "[^"]*"', "", company.read_text("utf-8"))
    company.write_text(text.replace("drills: {", f'drills: {{robot: "{robot}", '), encoding="utf-8")
    settings = published(folder, scratch / "data", redis)
    emulated = emulate(settings, ("homeika", "homewise"), NIGHT)
    emulated.services.live.run(lambda client: client.flushall())
    try:
        yield emulated
    finally:
        emulated.close()


def called(emulated: Emulated, number: str) -> tuple[str, list[str]]:
    """Call homeika's emergency line; return whom that rings first, and the facts of the call."""
    on_call = (Path("callflows") / "homeika" / "oncall.yaml").read_text("utf-8")
    for phone in re.findall(r'number: "([^"]+)"', on_call):
        emulated.net.phone(phone).will("accept")
    call = emulated.net.phone(number).calls(EMERGENCY)
    emulated.net.clock.moves(seconds=40)
    legs = emulated.net.exchange.legs.values()
    rung = [leg.call.to for leg in legs if leg.call.direction == "outbound-dial"]
    facts = [
        json.loads(each.fact)["fact"] for each in emulated.services.tenants["homeika"].facts.after(0, 999)
    ]
    call.hangs_up()
    return rung[0], facts


def test_the_robot_of_one_company_is_any_caller_on_a_line_of_another(
    tmp_path: Path, redis: RunningRedis
) -> None:
    with two_companies(tmp_path, redis, "+442079460919") as emulated:
        rung, facts = called(emulated, "+442079460919")
        assert rung != "+442079460919"
        assert "PageAccepted" in facts


def test_whoever_is_on_call_with_the_number_of_anothers_robot_is_heard_by_the_stores(
    tmp_path: Path, redis: RunningRedis
) -> None:
    with two_companies(tmp_path / "first", redis, "+442079460919") as emulated:
        first, _ = called(emulated, CALLER)
    with two_companies(tmp_path / "second", redis, first) as emulated:
        rung, facts = called(emulated, CALLER)
        assert rung == first
        assert {"PageRang", "PageAccepted"} <= set(facts)
