"""Twenty copies of one webhook in twenty threads: one effect, and the same reply to everybody (F15)."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from xml.etree import ElementTree as ET

from emulator.phone_call import PhoneCall
from storage.record.tables import tries
from tests.house import HOMEIKA_EMERGENCY, PUBLIC_URL, House
from tests.on_call import HOMEIKA
from tests.web.twilio import ARRIVAL, CALL, RECORDING, Answer, Twilio

COPIES = 20


def at_once(house: House, path: str, form: dict[str, str]) -> Answer:
    """Post twenty copies at the same time; they must all get one answer, which is returned."""
    together = Barrier(COPIES)

    def post(_copy: int) -> Answer:
        twilio = Twilio(house)
        together.wait(10)
        return twilio.posts(path, form)

    with ThreadPoolExecutor(COPIES) as threads:
        answers = list(threads.map(post, range(COPIES)))
    assert len({answer.body for answer in answers}) == 1, Counter(answer.body for answer in answers)
    return answers[0].is_proper()


def of_call(facts: list[dict[str, Any]], name: str) -> int:
    return sum(fact["fact"] == name for fact in facts)


def test_f15_a_call_arrives_once(house: House) -> None:
    answer = at_once(house, "/twilio/voice", ARRIVAL)
    assert "Thank you for calling" in answer.words
    assert of_call(house.facts("homeika"), "CallStarted") == 1


def test_f15_a_choice_is_taken_once_and_its_queue_joined_once(house: House) -> None:
    twilio = Twilio(house)
    skipped = _at_main_menu(twilio)
    answer = at_once(house, skipped.next, _gather("0"))
    assert "Let me find a person" in answer.words
    assert of_call(house.facts("homeika"), "QueueJoined") == 1
    assert house.services.tenants["homeika"].queues.ahead("support", 10**18) == 1


def test_f15_a_wrong_pin_is_one_try(house: House) -> None:
    """C5: twenty copies of one wrong PIN may not lock an account that has three tries left."""
    twilio = Twilio(house)
    asked = _asked_for_pin(twilio)
    answer = at_once(house, asked.next, _gather("000000"))
    assert "does not match our records" in answer.words
    assert _tries(house) == [False]
    assert of_call(house.facts("homeika"), "VerificationFailed") == 1


def test_f15_the_right_pin_verifies_once(house: House) -> None:
    twilio = Twilio(house)
    asked = _asked_for_pin(twilio)
    at_once(house, asked.next, _gather("271828"))
    assert _tries(house) == [True]
    assert _state(house)["level"] == "verified"
    assert of_call(house.facts("homeika"), "CallerIdentified") == 1


def test_f15_a_message_is_promised_once_and_its_recording_kept_once(house: House) -> None:
    twilio = Twilio(house)
    menu = _at_main_menu(twilio)
    recording = at_once(house, menu.next, _gather("7"))
    assert recording.verbs[-1] == "Record"
    told = ARRIVAL | {"RecordingSid": RECORDING, "RecordingDuration": "12"}
    saved = at_once(house, recording.next, told | {"CallStatus": "in-progress"})
    assert "We have your message" in saved.words
    at_once(house, "/twilio/recording?to=%2B18005551820", told)
    at_once(house, "/twilio/status", ARRIVAL | {"CallStatus": "completed"})
    (row,) = house.services.tenants["homeika"].promises.open_of(CALL)
    assert (row.kind, row.recording_sid, row.recording_s) == ("voicemail", RECORDING, 12)
    facts = house.facts("homeika")
    assert (of_call(facts, "PromiseMade"), of_call(facts, "VoicemailLeft"), of_call(facts, "CallEnded")) == (
        1,
        1,
        1,
    )


def test_f15_a_page_is_accepted_once_and_its_ring_ended_once(house: House) -> None:
    twilio = Twilio(house)
    page = twilio.arrives(To=HOMEIKA_EMERGENCY)
    (number,) = ET.fromstring(page.body).iter("Number")  # noqa: S314 - our own document
    screened = {"CallSid": "CA" + "5" * 32, "ParentCallSid": CALL, "CallStatus": "in-progress"}
    whispered = at_once(house, number.get("url", "").removeprefix(PUBLIC_URL), screened)
    assert "Press 1" in whispered.words
    bridged = at_once(house, whispered.next, screened | {"Digits": "1"})
    assert bridged.verbs == []
    ended = ARRIVAL | {"To": HOMEIKA_EMERGENCY, "CallStatus": "in-progress", "DialCallStatus": "completed"}
    asked = at_once(house, page.next, ended)
    assert "If you have been helped, press 1" in asked.words
    assert at_once(house, asked.next, _gather("1")).verbs == ["Hangup"]
    facts = house.facts("homeika")
    told = ("PageRang", "PageAccepted", "PageRingEnded", "PageEnded")
    assert [of_call(facts, name) for name in told] == [1, 1, 1, 1]
    assert [fact["outcome"] for fact in facts if fact["fact"] == "PageEnded"] == ["accepted"]
    assert {fact["call"] for fact in facts} == {CALL}
    assert len({fact["id"] for fact in facts}) == len(facts)


def test_f15_a_hang_up_ends_a_call_once(house: House) -> None:
    _at_main_menu(Twilio(house))
    at_once(house, "/twilio/status", ARRIVAL | {"CallStatus": "completed"})
    assert of_call(house.facts("homeika"), "CallEnded") == 1


def test_f15_a_hang_up_ends_a_call_that_the_store_has_forgotten_once(house: House) -> None:
    _at_main_menu(Twilio(house))
    before = {fact["id"] for fact in house.facts("homeika")}
    house.services.live.run(lambda redis: redis.flushall())
    at_once(house, "/twilio/status", ARRIVAL | {"CallStatus": "completed"})
    (ended,) = house.facts("homeika")
    assert (ended["fact"], ended["call"], ended["status"]) == ("CallEnded", CALL, "completed")
    assert ended["id"] not in before


def test_f15_an_alert_is_acknowledged_once(house: House) -> None:
    HOMEIKA.will(house.net, "decline")
    call: PhoneCall = house.dials(HOMEIKA_EMERGENCY).leaves_message("Smoke comes out of the lock.").ends()
    house.runs_errands()
    engineers = HOMEIKA.texted(house.net)
    engineers.receives_sms("URGENT")
    house.facts("homeika")
    form = {"MessageSid": "SM" + "0" * 32, "From": engineers.number, "To": HOMEIKA_EMERGENCY, "Body": "ok"}
    with ThreadPoolExecutor(COPIES) as threads:
        answers = list(threads.map(lambda _: Twilio(house).posts("/twilio/sms", form), range(COPIES)))
    assert {answer.status for answer in answers} == {200}
    assert of_call(house.facts("homeika"), "AlertAcknowledged") == 1
    assert sorted(row.kind for row in house.promises(call)) == ["page", "voicemail"]


def test_f15_a_return_is_opened_once(house: House) -> None:
    twilio = Twilio(house)
    asked = _asked_for_pin(twilio, account="41000002")
    menu = twilio.posts(asked.next, _gather("314159"))
    returns = twilio.posts(menu.next, _gather("2"))
    opened = at_once(house, returns.next, _gather("1"))
    assert "ships in" in opened.words
    cases = [row for row in house.services.tenants["homeika"].promises.open_of(CALL) if row.kind == "case"]
    assert len(cases) == 1


def _gather(digits: str) -> dict[str, str]:
    return ARRIVAL | {"CallStatus": "in-progress", "Digits": digits, "FinishedOnKey": "#"}


def _asked_for_number(twilio: Twilio) -> Answer:
    return twilio.posts(twilio.arrives().next, ARRIVAL | {"CallStatus": "in-progress"})


def _asked_for_pin(twilio: Twilio, *, account: str = "41000001") -> Answer:
    return twilio.posts(_asked_for_number(twilio).next, _gather(account))


def _at_main_menu(twilio: Twilio) -> Answer:
    menu = twilio.posts(_asked_for_number(twilio).next, _gather(""))
    assert "What can we help with?" in menu.words
    return menu


def _tries(house: House) -> list[bool]:
    with house.services.record.reading() as connection:
        return [row.ok for row in connection.execute(tries.select())]


def _state(house: House) -> dict[str, Any]:
    stored = house.services.tenants["homeika"].calls.read(CALL)
    assert stored is not None
    found: dict[str, Any] = json.loads(stored.state)
    return found
