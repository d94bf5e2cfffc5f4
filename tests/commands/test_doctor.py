"""doctor: what is wrong is found, said with its remedy, and told to a cron by the exit status."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import delete
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from commands.doctor.finding import age
from commands.doctor.public import look_from_outside
from emulator.model import BUSINESS, Alert
from emulator.server import Emulator
from storage.journal import Journal
from storage.live.client import LiveClient
from storage.live.server import RunningRedis, start_redis
from storage.record.drills import Drills, RadioChecks
from storage.record.engine import open_record
from storage.record.found_calls import FoundCall, FoundCalls
from storage.record.found_tables import call_looks
from telephony.standby import path_of
from tests.commands.account import Operator, an_account
from tests.e2e.command import NOW
from tests.on_call_company import DESK, DRILLS, FIRST, LINE, SECOND, SHOP


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRedis]:
    with start_redis(tmp_path_factory.mktemp("redis"), forced_bundled=True) as running:
        yield running


@pytest.fixture
def operator(tmp_path: Path, redis: RunningRedis) -> Iterator[Operator]:
    """An account where all is as it should be, but that nobody serves at the public address."""
    with an_account(tmp_path, extra=(DRILLS,)) as found:
        found.env["REDIS_URL"] = redis.url
        assert found.runs("provision", "--yes").status == 0
        _practise(found)
        yield found


def _practise(operator: Operator) -> None:
    """Every phone was taken lately, and the drill too."""
    record = open_record(f"sqlite:///{Path(operator.env['RINGDOWN_DATA']) / 'ringdown.sqlite'}")
    for number in (FIRST, SECOND, DESK):
        RadioChecks(record, "toy").note(number, "somebody", NOW - timedelta(days=1))
    drills = Drills(record, "toy")
    FoundCalls(record, "toy").looked(NOW)
    begun = drills.begin("emergency", NOW - timedelta(days=2), NOW - timedelta(days=2))
    assert begun is not None
    drills.end(replace(begun, state="accepted"))
    record.close()


def findings(operator: Operator) -> dict[str, dict[str, str]]:
    ran = operator.runs("doctor", "--json")
    return {each["check"]: each for each in json.loads(ran.out)}


def test_where_all_is_well_only_the_address_of_this_machine_is_told_of(operator: Operator) -> None:
    wrong = {check for check, each in findings(operator).items() if each["state"] != "ok"}
    assert wrong == {"certificate", "signatures"}


def test_the_exit_status_is_that_of_the_worst_finding(operator: Operator) -> None:
    ran = operator.runs("doctor")
    assert ran.status == 2
    assert ran.out.splitlines()[-1].endswith("1 warn, 1 fail")


def test_a_number_that_was_changed_by_hand_is_found_with_what_it_says(operator: Operator) -> None:
    operator.number(LINE).hooks.voice_fallback_url = "https://example.com/x.xml"
    found = findings(operator)[LINE]
    assert (found["state"], found["remedy"]) == ("fail", "app.py provision")
    assert "voice_fallback_url is https://example.com/x.xml" in found["detail"]


def test_a_number_that_is_gone_is_found(operator: Operator) -> None:
    del operator.emulator.exchange.numbers[SHOP]
    assert "not in this account" in findings(operator)[SHOP]["detail"]


def test_a_standby_that_rings_somebody_else_is_found(operator: Operator) -> None:
    [service] = operator.emulator.serverless.services.values()
    [environment] = service.environments.values()
    assert environment.build is not None
    for version in environment.build.versions:
        version.content = version.content.replace(FIRST.encode(), b"+442079460999")
    found = findings(operator)["standby"]
    assert found["state"] == "fail"
    assert path_of(LINE) in found["detail"]


def _is_trial(emulator: Emulator) -> None:
    emulator.exchange.account.kind = "Trial"


def _is_suspended(emulator: Emulator) -> None:
    emulator.exchange.account.status = "suspended"


def _has_no_profile(emulator: Emulator) -> None:
    emulator.exchange.account.profiles = [(BUSINESS, "draft")]


def _is_of_an_individual(emulator: Emulator) -> None:
    emulator.exchange.account.profiles = [("RN806dd6cd175f314e1f96a9727ee271f4", "twilio-approved")]


def _may_not_call(emulator: Emulator) -> None:
    emulator.exchange.account.countries_refused = {"GB"}


def _refuses_calls(emulator: Emulator) -> None:
    exchange = emulator.exchange
    text = "Call concurrency limit exceeded"
    refused = Alert(
        sid=exchange.new_sid("NO"),
        code=10004,
        level="ERROR",
        message=text,
        url="",
        call_sid="",
        when=exchange.now,
    )
    exchange.alerts.append(refused)


@pytest.mark.parametrize(
    ("spoils", "check"),
    [
        (_is_trial, "calls at once"),
        (_has_no_profile, "calls at once"),
        (_is_of_an_individual, "calls at once"),
        (_is_suspended, "account"),
        (_may_not_call, "calls to GB"),
        (_refuses_calls, "calls refused"),
    ],
)
def test_an_account_that_cannot_ring_is_found(operator: Operator, spoils: object, check: str) -> None:
    spoils(operator.emulator)  # type: ignore[operator]  # one of the six above
    assert findings(operator)[check]["state"] == "fail"


def test_phones_and_drills_that_nobody_took_for_a_week_are_named(tmp_path: Path) -> None:
    with an_account(tmp_path) as operator:
        found = findings(operator)
        assert found["drill of toy emergency"]["state"] == "warn"
        assert f"Engineer 2 {SECOND} (never)" in found["phones of toy"]["detail"]
        assert found[DRILLS]["state"] == "fail"


def test_a_drill_that_failed_is_found_though_an_older_one_was_taken(operator: Operator) -> None:
    record = open_record(f"sqlite:///{Path(operator.env['RINGDOWN_DATA']) / 'ringdown.sqlite'}")
    drills = Drills(record, "toy")
    begun = drills.begin("emergency", NOW - timedelta(days=1), NOW - timedelta(days=1))
    assert begun is not None
    drills.end(replace(begun, state="failed", why="nobody on call has pressed 1"))
    record.close()
    found = findings(operator)["drill of toy emergency"]
    assert (found["state"], found["detail"]) == ("fail", "24 h ago, failed: nobody on call has pressed 1")


def test_a_roster_on_the_disk_that_rings_others_than_the_record_says_is_found(operator: Operator) -> None:
    kept = [(path, path.read_bytes()) for path in Path(operator.env["RINGDOWN_DATA"]).glob("rosters/*")]
    file = operator.folder / "toy" / "oncall.yaml"
    file.write_text(file.read_text("utf-8").replace(FIRST, "+442079460988"), encoding="utf-8")
    assert operator.runs("publish", str(operator.folder)).status == 0
    for path, data in kept:
        path.write_bytes(data)
    found = findings(operator)["roster of toy"]
    assert (found["state"], found["detail"]) == (
        "fail",
        "it rings others than the record says, for: duty",
    )


def test_only_phones_that_a_page_can_ring_are_to_be_tried(operator: Operator) -> None:
    file = operator.folder / "toy" / "company.yaml"
    text = file.read_text("utf-8").replace("outside: {", 'outside: {failsafe: "+442079460987", ', 1)
    file.write_text(text, encoding="utf-8")
    people = operator.folder / "toy" / "oncall.yaml"
    named = 'people:\n  retired: {title: Retired, number: "+442079460986"}'
    people.write_text(people.read_text("utf-8").replace("people:", named, 1), encoding="utf-8")
    assert operator.runs("publish", str(operator.folder)).status == 0
    assert findings(operator)["phones of toy"]["state"] == "ok"


def test_calls_that_never_reached_us_are_counted(operator: Operator) -> None:
    record = open_record(f"sqlite:///{Path(operator.env['RINGDOWN_DATA']) / 'ringdown.sqlite'}")
    calls = FoundCalls(record, "toy")
    for hours, called_back in ((1, True), (2, False), (30, True)):
        at = NOW - timedelta(hours=hours)
        call = FoundCall(
            call_id=f"CA{hours:032}",
            number="",
            dialled=LINE,
            began_at=at,
            status="completed",
            seconds=90,
            rang=1,
            talked=not called_back,
            messages=0,
            called_back=called_back,
        )
        assert calls.begin(call, at)
    record.close()
    found = findings(operator)["calls never met, of toy"]
    assert (found["state"], found["detail"]) == (
        "warn",
        "2 within a day, 1 of them called back by people on call",
    )


@pytest.mark.parametrize(
    ("looked", "told"), [(timedelta(hours=6), "last looked 6 h ago"), (None, "nobody has looked yet")]
)
def test_that_nobody_looks_for_such_calls_is_found(
    operator: Operator, looked: timedelta | None, told: str
) -> None:
    record = open_record(f"sqlite:///{Path(operator.env['RINGDOWN_DATA']) / 'ringdown.sqlite'}")
    if looked is None:
        with record.writing() as connection:
            connection.execute(delete(call_looks))
    else:
        FoundCalls(record, "toy").looked(NOW - looked)
    record.close()
    assert findings(operator)["calls never met, of toy"]["detail"] == told


def test_a_roster_file_that_grows_old_is_found_and_looking_makes_it_no_fresher(operator: Operator) -> None:
    assert findings(operator)["roster of toy"]["state"] == "ok"
    before = [path.read_bytes() for path in Path(operator.env["RINGDOWN_DATA"]).glob("rosters/*.roster")]
    findings(operator)
    after = [path.read_bytes() for path in Path(operator.env["RINGDOWN_DATA"]).glob("rosters/*.roster")]
    assert before == after
    for path in Path(operator.env["RINGDOWN_DATA"]).glob("rosters/*"):
        path.unlink()
    assert findings(operator)["roster of toy"]["state"] == "fail"


def test_what_waits_in_the_journal_is_counted(operator: Operator) -> None:
    journal = Journal(Path(operator.env["RINGDOWN_DATA"]) / "journal")
    journal.write("facts", {"tenant": "toy", "facts": []})
    journal.close()
    assert findings(operator)["journal"]["detail"] == "1 entries wait for a store"


@pytest.mark.parametrize(
    ("setting", "values", "state"),
    [
        ("maxmemory-policy", ("allkeys-lru", "noeviction"), "fail"),
        ("appendonly", ("no", "yes"), "fail"),
        ("appendfsync", ("everysec", "always"), "warn"),
    ],
)
def test_a_redis_that_may_lose_or_drop_what_it_took_is_found(
    operator: Operator, redis: RunningRedis, setting: str, values: tuple[str, str], state: str
) -> None:
    value, usual = values
    client = LiveClient(redis.url, timeout_s=5.0)
    client.run(lambda server: server.config_set(setting, value))
    try:
        assert findings(operator)["redis"]["state"] == state
    finally:
        client.run(lambda server: server.config_set(setting, usual))
        client.close()


def test_without_redis_sql_or_twilio_every_other_check_is_still_made(operator: Operator) -> None:
    operator.env["REDIS_URL"] = "redis://127.0.0.1:1/0"
    operator.env["TWILIO_API_URL"] = "http://127.0.0.1:1"
    found = findings(operator)
    assert (found["redis"]["state"], found["twilio"]["state"], found["sql"]["state"]) == (
        "fail",
        "fail",
        "ok",
    )
    operator.env["DATABASE_URL"] = "sqlite:////nowhere/at/all.sqlite"
    assert findings(operator)["sql"]["state"] == "fail"


@pytest.fixture
def answering() -> Iterator[tuple[str, list[int]]]:
    """A public address whose answers a test sets: to a request with a signature, and to one without."""
    answers = [204, 403]

    def app(environ: object, start: object) -> object:
        request = Request(environ)  # type: ignore[arg-type]  # werkzeug's own
        status = answers[0 if "X-Twilio-Signature" in request.headers else 1]
        return Response(status=status)(environ, start)  # type: ignore[arg-type]  # as above

    server = make_server("127.0.0.1", 0, app, threaded=True)  # type: ignore[arg-type]  # as above
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", answers
    server.shutdown()
    thread.join(5)
    server.server_close()


@pytest.mark.parametrize(
    ("answers", "state"),
    [([204, 403], "ok"), ([403, 403], "fail"), ([204, 204], "fail"), ([502, 403], "fail")],
)
def test_signatures_are_tried_as_twilio_makes_them(
    answering: tuple[str, list[int]], answers: list[int], state: str
) -> None:
    url, set_to = answering
    set_to[:] = answers
    found = list(look_from_outside(url, "0" * 32, NOW))
    assert [(each.check, each.state) for each in found] == [("certificate", "warn"), ("signatures", state)]


@pytest.mark.parametrize(
    ("seconds", "told"), [(0, "0 s"), (119, "119 s"), (120, "2 min"), (7_200, "2 h"), (172_800, "2 days")]
)
def test_how_long_ago_is_said_in_a_unit_that_fits(seconds: int, told: str) -> None:
    assert age(timedelta(seconds=seconds)) == told
