"""Twilio asks the fallback of a call that REST created: whoever is on it hears words; the log says why."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from tests.house import HOMEIKA_EMERGENCY, HOMEIKA_SUPPORT, PUBLIC_URL, House
from tests.web.twilio import ARRIVAL, CALL, CALLER, Answer, Twilio

FAILED = f"{PUBLIC_URL}/twilio/turn/gather?c=x&key=7"
RUNG = ARRIVAL | {
    "From": HOMEIKA_SUPPORT,
    "To": CALLER,
    "Direction": "outbound-api",
    "CallStatus": "in-progress",
    "ErrorCode": "11200",
    "ErrorUrl": FAILED,
}


def asks(twilio: Twilio, form: dict[str, str]) -> Answer:
    return twilio.posts("/twilio/fallback", form).is_proper()


def test_whoever_we_rang_hears_a_polite_sentence_and_nothing_changes(twilio: Twilio) -> None:
    before = twilio.changes()
    answer = asks(twilio, RUNG)
    assert answer.verbs == ["Say", "Hangup"]
    assert answer.words == "Sorry, something went wrong on our side. Goodbye."
    assert twilio.changes() == before


def test_a_caller_of_ours_is_led_where_the_lines_error_path_leads(house: House) -> None:
    """A number may be pointed here by mistake: nobody who calls the emergency line is turned away."""
    hooks = house.net.exchange.numbers[HOMEIKA_EMERGENCY].hooks
    hooks.voice_url, hooks.voice_fallback_url = f"{PUBLIC_URL}/nowhere", f"{PUBLIC_URL}/twilio/fallback"
    house.net.phone("+13415550193").will("accept")
    house.dials(HOMEIKA_EMERGENCY).hears("Putting you through now").talks_to("+13415550193").hangs_up()
    house.net.expects_alert(11200)


def test_what_failed_is_logged_without_the_key_that_came_with_it(twilio: Twilio) -> None:
    with capture_logs() as logs:
        asks(twilio, RUNG)
    (entry,) = [entry for entry in logs if entry["event"] == "fallback_asked"]
    assert entry == {
        "event": "fallback_asked",
        "log_level": "error",
        "call": CALL,
        "code": "11200",
        "path": "/twilio/turn/gather",
    }


@pytest.mark.parametrize(
    "odd",
    [
        {"ErrorCode": "", "ErrorUrl": ""},
        {"ErrorCode": "9" * 5_000, "ErrorUrl": "x" * 5_000},
        {"ErrorUrl": "http://[", "ErrorCode": "-1"},
        {"CallSid": ""},
        {"From": "", "To": "", "Direction": ""},
    ],
    ids="+".join,
)
def test_odd_parameters_are_answered_with_words_too(twilio: Twilio, odd: dict[str, str]) -> None:
    assert "Sorry" in asks(twilio, RUNG | odd).words or "message" in asks(twilio, RUNG | odd).words
