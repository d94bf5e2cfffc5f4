"""Other ways that a page comes to go on by itself, and callers who cannot just be called back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from commands.emulated import emulate
from emulator.webhooks import Webhook
from storage.live.client import LiveClient
from storage.live.server import RunningRedis
from storage.record.engine import open_record
from storage.record.releases import Change, Releases
from tests.calls import doing, homeika
from tests.calls.oncall.toy import CALLER, CATCH_ALL, FILES, dials
from tests.calls.paging.conftest import works
from tests.calls.paging.paging import (
    answers_next,
    caller_picks_up,
    calls,
    is_called_back,
    is_settled,
    page_of,
    rung,
    takes,
    talked,
)
from tests.house import HOMEIKA_EMERGENCY, MONDAY, PATIENCE_S, House, settings_for

ABROAD = "+442079460333"  #: Homeika's people may not be connected to it


def test_whoever_calls_again_is_rung_for_as_ever_and_that_is_told(night: House) -> None:
    for _ in range(2):
        call = calls(night)
        night.net.settles(seconds=8)
        call.hangs_up()
        night.net.settles(seconds=1)
    answers_next(night).hears("They have called more than once").hangs_up()


def test_a_number_that_may_not_be_rung_is_read_out_instead(night: House) -> None:
    """Outbound dialling fails closed: whoever has the page is told whom to call (reliability.md 3)."""
    call = night.dials(HOMEIKA_EMERGENCY, number=ABROAD)
    homeika.first(night).rings()
    call.hangs_up()
    takes(night).hears("We may not call").hears("Please call them yourself").ends(within=20)
    assert is_settled(night, call)
    (met,) = doing.facts_of(night, "homeika", "CalledBack")
    assert met["outcome"] == "refused"
    assert ABROAD not in rung(night)


def test_who_hangs_up_while_our_failsafe_rings_is_called_back(night: House) -> None:
    call = calls(night).hears("If anyone is in danger")
    doing.loses_its_memory(night, "homeika", call)
    night.net.phone(homeika.EMERGENCY_FAILSAFE).will("no answer")
    night.net.settles(seconds=5)
    call.hangs_up()
    is_called_back(night, call)


def test_a_signed_address_of_one_page_does_nothing_for_another_leg(night: House) -> None:
    """The caller's documents are for the caller's leg; the taker's for the leg that has accepted."""
    call = calls(night)
    homeika.first(night).rings()
    call.hangs_up()
    leg = takes(night)
    caller = caller_picks_up(night)
    night.net.settles(seconds=3)
    page = page_of(night, call)
    for path in ("join", "left", "helped", "again", "called", "over", "back"):
        key = next(one for one in night.net.webhooks if "/paging/key" in one.url)
        one = night.net.replay(_at(key, path, "CA" + "1" * 32))[0]
        assert b"<Hangup" in one.body
        assert b"<Dial" not in one.body
    assert page_of(night, call) == page
    assert talked(night, leg, caller)


@pytest.fixture
def without_voicemail(redis_server: RunningRedis, tmp_path: Path) -> Iterator[House]:
    """The toy company, whose page is followed by nothing but words."""
    client = LiveClient(redis_server.url, timeout_s=5.0)
    client.run(lambda redis: redis.flushall())
    client.close()
    flow = FILES["works.yaml"].decode().replace("exhausted: message}", "exhausted: sorry}")
    sorry = "  sorry: {urgent: true, say: Nobody is free. We go on calling them., next: end}\n"
    company = FILES["company.yaml"] + b"dialling: {regions: [GB]}\n"
    files = {
        "company.yaml": company,
        "works.yaml": flow.replace("  failsafe:", f"{sorry}  failsafe:").encode(),
    }
    url = f"sqlite:///{tmp_path / 'toy.sqlite'}"
    record = open_record(url)
    record.migrate()
    Releases(record, "toy").publish(files, Change(by="tests", comment="first", base=None), MONDAY)
    record.close()
    emulated = emulate(settings_for(redis_server.url, url, tmp_path), ("toy",), MONDAY)
    house = House(emulated=emulated, patient=LiveClient(redis_server.url, timeout_s=PATIENCE_S))
    house.net.phone(CATCH_ALL).will("no answer")
    yield house
    house.patient.close()
    emulated.close()


def test_a_page_that_nothing_follows_goes_on_when_everybody_was_rung(without_voicemail: House) -> None:
    house = without_voicemail
    works(house)
    call = dials(house).hears("Nobody is free. We go on calling them.").ends()
    row = house.services.tenants["toy"].promises.find(f"{call.sid}/page")
    assert row is not None
    assert row.body["why"] == "exhausted"
    leg = takes(house)
    caller = house.net.phone(CALLER).answers()
    house.net.settles(seconds=3)
    assert talked(house, leg, caller)


def _at(webhook: Webhook, path: str, leg: str) -> Webhook:
    """The same request to another of the page's addresses, from another leg."""
    url = webhook.url.replace("/paging/key", f"/paging/{path}")
    return replace(webhook, url=url, params={**webhook.params, "CallSid": leg})
