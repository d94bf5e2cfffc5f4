"""The emulator by itself: over real sockets and in real time."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from emulator.faults import RestTrouble
from emulator.settings import SettingsError, read_settings
from tests.emulator.live import ALICE, DUTY, LINE, SID, TOKEN, Live, live, states_at


@pytest.fixture(scope="module")
def running() -> Iterator[Live]:
    with live() as one:
        yield one


def dial(running: Live, **changes: str) -> str:
    status, body = running.ask("POST", "/page/calls", {"from": ALICE, "to": LINE} | changes)
    assert status == 200, body
    return str(body["sid"])


def phone(state: dict[str, Any], sid: str) -> dict[str, Any]:
    return next((one for one in state["phones"] if one["sid"] == sid), {"lines": [], "status": ""})


def heard(state: dict[str, Any], sid: str) -> list[str]:
    return [line["text"] for line in phone(state, sid)["lines"]]


def test_a_call_goes_through_to_a_phone_that_the_page_answers(running: Live) -> None:
    sid = dial(running, attestation="TN-Validation-Passed-A")
    running.until(lambda state: "Press 1." in heard(state, sid))
    assert running.service.waits_for("/voice", CallSid=sid)["StirVerstat"] == "TN-Validation-Passed-A"
    assert running.ask("POST", f"/page/calls/{sid}/keys", {"digits": "1"})[0] == 200
    state = running.until(lambda state: any(one["role"] == "called" for one in state["phones"]))
    duty = next(one for one in state["phones"] if one["role"] == "called")
    assert (duty["title"], duty["status"]) == ("Duty engineer", "ringing")
    assert running.ask("POST", f"/page/calls/{duty['sid']}/answer", {})[0] == 200
    running.until(lambda state: "You are talking to Duty engineer." in heard(state, sid))
    running.ask("POST", f"/page/calls/{sid}/words", {"text": "Water on the floor"})
    running.until(lambda state: "Water on the floor" in heard(state, duty["sid"]))
    assert running.ask("POST", f"/page/calls/{sid}/hang-up", {})[0] == 200
    running.until(lambda state: phone(state, duty["sid"])["status"] == "completed")
    assert running.service.waits_for("/status", CallSid=sid, CallStatus="completed")


def test_a_call_that_rest_creates_rings_on_the_page_and_is_declined(running: Live) -> None:
    status, call = running.rest(
        "/Calls.json", To=DUTY, From=LINE, Twiml="<Response><Say>Hello</Say></Response>"
    )
    assert status == 201
    running.until(lambda state: phone(state, call["sid"])["status"] == "ringing")
    assert running.ask("POST", f"/page/calls/{call['sid']}/decline", {})[0] == 200
    running.until(lambda state: phone(state, call["sid"])["status"] == "busy")


def test_texts_go_both_ways(running: Live) -> None:
    assert running.rest("/Messages.json", To=DUTY, From=LINE, Body="Please ring")[0] == 201
    running.until(lambda state: "Please ring" in [text["body"] for text in state["messages"]])
    assert running.ask("POST", "/page/texts", {"from": DUTY, "to": LINE, "body": "ack"})[0] == 200
    assert running.service.waits_for("/sms", Body="ack")["From"] == DUTY


def test_the_path_of_a_call_comes_from_the_service(running: Live) -> None:
    sid = dial(running)
    status, body = running.ask("GET", f"/page/calls/{sid}/path")
    assert (status, body["steps"][0]["outcome"]) == (200, sid)
    assert running.ask("GET", f"/page/calls/CA{'0' * 32}/path")[0] == 404


def test_a_caller_may_withhold_the_number(running: Live) -> None:
    sid = dial(running, **{"from": ""})
    assert running.service.waits_for("/voice", CallSid=sid)["From"] == "+266696687"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/page/calls", {"from": ALICE, "to": "+18005550000"}, 404),
        ("/page/calls", {"from": "12", "to": LINE}, 400),
        ("/page/calls", {"from": ALICE, "to": 7}, 400),
        ("/page/calls", ["no object"], 400),
        (f"/page/calls/CA{'0' * 32}/keys", {"digits": "1"}, 409),
        (f"/page/calls/CA{'0' * 32}/keys", {"digits": "x"}, 400),
        (f"/page/calls/CA{'0' * 32}/hang-up", {}, 409),
        ("/page/texts", {"from": ALICE, "to": "+18005550000", "body": "ack"}, 400),
    ],
)
def test_an_order_that_cannot_be_done_says_so_in_words(
    running: Live, path: str, body: Any, status: int
) -> None:
    answer = running.ask("POST", path, body)
    assert answer[0] == status
    assert answer[1]["message"].endswith(".")


def test_another_site_cannot_order_with_a_form(running: Live) -> None:
    order = {"from": ALICE, "to": LINE}
    assert running.ask("POST", "/page/calls", order, **{"Content-Type": "text/plain"})[0] == 400


def test_a_reply_lost_on_purpose_leaves_the_client_waiting_and_the_message_sent(running: Live) -> None:
    running.emulator.exchange.faults.rest.append(RestTrouble(hangs=True, after_effect=True))
    with pytest.raises(TimeoutError):
        running.rest("/Messages.json", timeout_s=0.3, To=ALICE, From=LINE, Body="lost reply")
    assert "lost reply" in [text.body for text in running.emulator.exchange.messages.values()]


def test_a_fault_in_a_document_is_shown_as_an_alert() -> None:
    with live("/bad") as running:
        dial(running)
        state = running.until(lambda state: state["alerts"])
    assert (state["alerts"][0]["code"], state["alerts"][0]["level"]) == (12200, "WARNING")


def config(tmp_path: Path, **changes: Any) -> Path:
    file = tmp_path / "emulator.json"
    settings = {"account_sid": SID, "auth_token": TOKEN, "public_url": "http://127.0.0.1:9"} | changes
    file.write_text(json.dumps(settings), encoding="utf-8")
    return file


def test_at_sigusr1_the_program_reads_its_lines_again_or_keeps_them(tmp_path: Path) -> None:
    line = {"number": LINE, "name": "Support", "voice_url": "http://127.0.0.1:9/voice"}
    file = config(tmp_path, lines=[line])
    command = [sys.executable, "-m", "emulator", "--port", "0", "--config", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:  # noqa: S603 - our own program
        assert program.stdout is not None
        assert program.stderr is not None
        states = states_at(program.stdout.readline().split()[-1].rstrip("/"))
        assert next(states)["configured"] == 0
        file.write_text("no JSON")
        program.send_signal(signal.SIGUSR1)
        assert "cannot be read" in program.stderr.readline()
        config(tmp_path, lines=[line, line | {"number": ALICE, "name": "Later"}])
        program.send_signal(signal.SIGUSR1)
        assert next(states)["configured"] == 1
        states.close()
        program.send_signal(signal.SIGTERM)
        assert program.wait(20) == 0


def test_the_program_serves_and_stops_cleanly(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "emulator", "--port", "0", "--config", str(config(tmp_path))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:  # noqa: S603 - our own program
        assert program.stdout is not None
        assert re.match(r"Phone page: http://127\.0\.0\.1:\d+/", program.stdout.readline())
        program.send_signal(signal.SIGTERM)
        assert program.wait(10) == 0


def test_the_program_names_all_that_is_wrong_with_its_configuration(tmp_path: Path) -> None:
    file = config(tmp_path, account_sid="", lines=[{"number": 7}], people="nobody")
    command = [sys.executable, "-m", "emulator", "--config", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)  # noqa: S603 - our own program
    assert done.returncode == 2
    for words in ("account_sid is missing", "lines[0]: number must be a text", "people must be a list"):
        assert words in done.stderr


@pytest.mark.parametrize("text", ["", "[]", "{", '{"account_sid": 1}'])
def test_a_file_that_is_no_configuration_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "emulator.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError):
        read_settings(file)
