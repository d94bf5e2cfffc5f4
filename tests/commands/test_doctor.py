"""doctor: what is wrong is found, said with its remedy, and told to a cron by the exit status."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from commands.doctor.finding import age
from commands.doctor.public import look_from_outside
from emulator.model import BUSINESS, Alert
from emulator.server import Emulator
from storage.journal import Journal
from storage.live.client import LiveClient
from storage.live.server import RunningRedis
from telephony.standby import path_of
from tests.commands.account import Operator, findings
from tests.e2e.command import NOW
from tests.on_call_company import FIRST, LINE, SHOP

#: What is told on this machine, of a standby that nobody has walked through yet, and where no robot is.
YOUNG = {"certificate", "signatures", "drill of toy emergency/e2", "robot of toy"}


def test_where_all_is_well_only_this_machines_address_and_what_is_untried_are_told_of(
    operator: Operator,
) -> None:
    wrong = {check for check, each in findings(operator).items() if each["state"] != "ok"}
    assert wrong == YOUNG


def test_the_exit_status_is_that_of_the_worst_finding(operator: Operator) -> None:
    ran = operator.runs("doctor")
    assert ran.status == 2
    assert ran.out.splitlines()[-1].endswith(" 3 warn, 1 fail")


def test_a_number_that_was_changed_by_hand_is_found_with_what_it_says(operator: Operator) -> None:
    operator.number(LINE).hooks.voice_fallback_url = "https://example.com/x.xml"
    found = findings(operator)[LINE]
    assert (found["state"], found["remedy"]) == ("fail", "app.py provision")
    assert "voice_fallback_url is https://example.com/x.xml" in found["detail"]


def test_a_number_whose_calls_are_processed_elsewhere_is_found(operator: Operator) -> None:
    operator.number(LINE).region = "us1"
    assert findings(operator)[LINE]["state"] == "ok"
    operator.number(LINE).region = "ie1"
    found = findings(operator)[LINE]
    assert (found["state"], found["detail"]) == ("fail", "toy emergency: its calls are processed in ie1")


def test_a_standard_api_key_is_enough(operator: Operator) -> None:
    key, secret = "SK" + "0" * 32, "of-no-worth"
    operator.emulator.exchange.account.api_keys[key] = secret
    operator.env.update({"TWILIO_API_KEY": key, "TWILIO_API_SECRET": secret})
    assert {check for check, each in findings(operator).items() if each["state"] != "ok"} == YOUNG


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
