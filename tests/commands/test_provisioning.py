"""provision, at an emulated Twilio over HTTP: what it sets, what it leaves, and what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from emulator.faults import RestTrouble
from telephony.standby import path_of
from tests.commands.account import STRANGER, Operator, an_account, keep_up
from tests.on_call_company import DESK, FIRST, LINE, SECOND, SHOP


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    with an_account(tmp_path) as found:
        yield found


def test_an_empty_account_is_set_and_the_second_time_nothing_is_to_change(operator: Operator) -> None:
    first = operator.runs("provision", "--yes")
    assert (first.status, first.err) == (0, "")
    for number, path in ((LINE, path_of(LINE)), (SHOP, path_of(SHOP))):
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
    assert f"+ {path_of(LINE)}" in ran.out
    assert "voice_fallback_method: POST -> GET" in ran.out
    assert "Nothing was changed" in ran.out
    assert operator.number(LINE).hooks.voice_url == ""


def test_what_somebody_changed_by_hand_is_shown_and_set_back(operator: Operator) -> None:
    operator.runs("provision", "--yes")
    operator.number(LINE).hooks.voice_fallback_url = "https://example.com/old.xml"
    shown = operator.runs("provision", "--dry-run")
    assert "voice_fallback_url: https://example.com/old.xml -> https://ringdown-127-0-0-1-" in shown.out
    assert "voice_url" not in shown.out
    operator.runs("provision", "--yes")
    assert operator.number(LINE).hooks.voice_fallback_url.endswith(path_of(LINE))


def test_another_number_of_an_engineer_changes_the_documents_that_ring_them(operator: Operator) -> None:
    operator.runs("provision", "--yes")
    file = operator.folder / "toy" / "oncall.yaml"
    file.write_text(file.read_text("utf-8").replace(FIRST, "+442079460988"), encoding="utf-8")
    assert operator.runs("publish", str(operator.folder)).status == 0
    ran = operator.runs("provision", "--yes")
    assert f"~ {path_of(LINE)}" in ran.out
    assert "whisper.xml" not in ran.out
    assert "+442079460988" in operator.document(operator.number(LINE).hooks.voice_fallback_url)


def _published(operator: Operator, *changes: tuple[str, str]) -> None:
    """Change texts in every file of the company, and publish."""
    for file in (operator.folder / "toy").glob("*.yaml"):
        text = file.read_text("utf-8")
        for old, new in changes:
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")
    assert operator.runs("publish", str(operator.folder)).status == 0


def _answers(operator: Operator, number: str) -> bool:
    """Whether every document that a number's callers are led through is served."""
    url = operator.number(number).hooks.voice_fallback_url
    base = url[: url.rindex("/")]
    seen: set[str] = set()
    ahead = {url}
    while ahead:
        url = ahead.pop()
        seen.add(url)
        document = operator.document(url)
        if not document.startswith("<?xml"):
            return False
        ahead |= set(re.findall(rf"{re.escape(base)}[^<\"]*", document)) - seen
    return len(seen) > 3


def test_a_line_may_be_renamed_and_its_number_is_answered_all_the_while(operator: Operator) -> None:
    operator.runs("provision", "--yes")
    _published(operator, ("lines: {emergency:", "lines: {urgent:"), ("lines: [emergency]", "lines: [urgent]"))
    keep_up(operator)
    assert _answers(operator, LINE)
    assert operator.runs("provision").out.endswith("Nothing is to change.\n")


def test_the_number_of_a_line_that_is_gone_is_answered_until_it_leads_elsewhere(operator: Operator) -> None:
    operator.runs("provision", "--yes")
    (operator.folder / "toy" / "shop.yaml").unlink()
    _published(operator, (f', shop: "{SHOP}"', ""))
    keep_up(operator)
    operator.runs("provision", "--yes")
    assert _answers(operator, SHOP)
    operator.number(SHOP).hooks.voice_fallback_url = ""
    assert f"- {path_of(SHOP)}" in operator.runs("provision", "--yes").out
    [service] = operator.emulator.serverless.services.values()
    [environment] = service.environments.values()
    assert environment.build is not None
    assert not [each.path for each in environment.build.versions if path_of(SHOP)[:-4] in each.path]
    assert _answers(operator, LINE)


def test_where_twilio_fails_before_the_numbers_are_set_all_are_answered_as_before(operator: Operator) -> None:
    operator.runs("provision", "--yes")
    _published(operator, (SHOP, STRANGER))
    faults = operator.emulator.exchange.faults
    faults.rest.append(RestTrouble(status=503, times=1, path_contains="/IncomingPhoneNumbers/"))
    assert operator.runs("provision", "--yes").status == 2
    assert _answers(operator, LINE)
    assert _answers(operator, SHOP)
    assert operator.runs("provision", "--yes").status == 0
    assert all(_answers(operator, number) for number in (LINE, SHOP, STRANGER))


def test_two_installations_in_one_account_have_a_standby_each(operator: Operator) -> None:
    operator.runs("provision", "--yes")
    before = operator.document(operator.number(LINE).hooks.voice_fallback_url)
    another = dict(
        operator.env,
        PUBLIC_URL="https://calls.example.com",
        RINGDOWN_DATA=str(operator.folder.parent / "second"),
    )
    second = replace(operator, env=another)
    assert second.runs("publish", str(operator.folder)).status == 0
    first_url = operator.number(LINE).hooks.voice_fallback_url
    assert second.runs("provision", "--yes").status == 0
    url = operator.number(LINE).hooks.voice_fallback_url
    assert url.startswith("https://ringdown-calls-example-com-")
    assert operator.document(url)
    assert operator.document(first_url) == before


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
