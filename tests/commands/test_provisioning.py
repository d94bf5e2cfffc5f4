"""provision, at an emulated Twilio over HTTP: what it sets, what it leaves, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.account import STRANGER, Operator, an_account
from tests.on_call_company import DESK, FIRST, LINE, SECOND, SHOP


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    with an_account(tmp_path) as found:
        yield found


def test_an_empty_account_is_set_and_the_second_time_nothing_is_to_change(operator: Operator) -> None:
    first = operator.runs("provision", "--yes")
    assert (first.status, first.err) == (0, "")
    for number, path in ((LINE, "/toy/emergency.xml"), (SHOP, "/toy/shop.xml")):
        hooks = operator.number(number).hooks
        assert hooks.voice_url.startswith("http://127.0.0.1:9/twilio/voice#ct=1500&rt=3000&tt=9000&rc=2&")
        assert hooks.status_callback == "http://127.0.0.1:9/twilio/status"
        assert hooks.sms_url == "http://127.0.0.1:9/twilio/sms"
        assert hooks.voice_fallback_url.endswith(f".twil.io{path}")
        assert hooks.voice_fallback_method == "GET"
    again = operator.runs("provision", "--yes")
    assert again.status == 0
    assert again.out.endswith("Nothing is to change.\n")


def test_a_number_that_is_on_no_line_is_never_touched(operator: Operator) -> None:
    before = repr(operator.number(STRANGER).hooks)
    ran = operator.runs("provision", "--yes")
    assert repr(operator.number(STRANGER).hooks) == before
    assert STRANGER not in ran.out


def test_the_standby_rings_who_is_on_call_now_then_the_others_then_the_catch_all(operator: Operator) -> None:
    operator.runs("provision", "--yes")
    document = operator.document(operator.number(LINE).hooks.voice_fallback_url)
    places = [document.index(f">{number}<") for number in (FIRST, SECOND, DESK)]
    assert places == sorted(places)


@pytest.mark.parametrize("args", [("--dry-run",), ()])
def test_without_a_yes_the_plan_is_shown_and_nothing_is_changed(
    operator: Operator, args: tuple[str, ...]
) -> None:
    ran = operator.runs("provision", *args)
    assert ran.status == 0
    assert "+ /toy/emergency.xml" in ran.out
    assert "voice_fallback_method: POST -> GET" in ran.out
    assert "Nothing was changed" in ran.out
    assert operator.number(LINE).hooks.voice_url == ""


def test_what_somebody_changed_by_hand_is_shown_and_set_back(operator: Operator) -> None:
    operator.runs("provision", "--yes")
    operator.number(LINE).hooks.voice_fallback_url = "https://example.com/old.xml"
    shown = operator.runs("provision", "--dry-run")
    assert "voice_fallback_url: https://example.com/old.xml -> https://ringdown-fallback-" in shown.out
    assert "voice_url" not in shown.out
    operator.runs("provision", "--yes")
    assert operator.number(LINE).hooks.voice_fallback_url.endswith("/toy/emergency.xml")


def test_another_number_of_an_engineer_changes_the_documents_that_ring_them(operator: Operator) -> None:
    operator.runs("provision", "--yes")
    file = operator.folder / "toy" / "oncall.yaml"
    file.write_text(file.read_text("utf-8").replace(FIRST, "+442079460988"), encoding="utf-8")
    assert operator.runs("publish", str(operator.folder)).status == 0
    ran = operator.runs("provision", "--yes")
    assert "~ /toy/emergency.xml" in ran.out
    assert "whisper.xml" not in ran.out
    assert "+442079460988" in operator.document(operator.number(LINE).hooks.voice_fallback_url)


def test_a_line_whose_number_is_not_in_the_account_is_told_and_the_others_are_set(operator: Operator) -> None:
    del operator.emulator.exchange.numbers[SHOP]
    ran = operator.runs("provision", "--yes")
    assert ran.status == 1
    assert f"{SHOP} (toy shop): not a number of this account" in ran.out
    assert operator.number(LINE).hooks.voice_url


def test_a_number_that_cannot_text_keeps_its_address_for_texts(operator: Operator) -> None:
    operator.number(LINE).texts = False
    operator.runs("provision", "--yes")
    assert operator.number(LINE).hooks.sms_url == ""
    assert operator.runs("provision").out.endswith("Nothing is to change.\n")


def test_wrong_credentials_are_one_message_that_names_the_settings(operator: Operator) -> None:
    operator.env["TWILIO_AUTH_TOKEN"] = "f" * 32
    ran = operator.runs("provision", "--yes")
    assert (ran.status, ran.out) == (2, "")
    assert "TWILIO_ACCOUNT_SID" in ran.err
    assert "Traceback" not in ran.err


def test_a_twilio_out_of_reach_is_one_message(operator: Operator) -> None:
    operator.env["TWILIO_API_URL"] = "http://127.0.0.1:1"
    ran = operator.runs("provision", "--yes")
    assert ran.status == 2
    assert "Twilio did not answer" in ran.err
