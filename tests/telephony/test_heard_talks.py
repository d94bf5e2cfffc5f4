"""What Twilio tells of the recording of a talk, and what is no such news."""

from __future__ import annotations

import pytest

from telephony import heard
from telephony.heard import TalkNews
from tests.telephony.test_heard import RECORDING, form

ROOM = "CF" + "0" * 32


@pytest.mark.parametrize(
    ("status", "seconds", "told"),
    [
        ("in-progress", "", ("on", 0)),
        ("in-progress", "7", ("on", 0)),
        ("completed", "42", ("off", 42)),
        ("completed", "-1", ("off", 0)),
        ("absent", "0", ("off", 0)),
        ("failed", "3", ("off", 0)),
    ],
)
def test_a_talks_recording_begins_or_is_over(status: str, seconds: str, told: tuple[str, int]) -> None:
    sent = form(RecordingSid=RECORDING, ConferenceSid=ROOM, RecordingStatus=status, RecordingDuration=seconds)
    state, length = told
    assert heard.talk_news(sent) == TalkNews(
        recording=RECORDING, conference=ROOM, state=state, seconds=length
    )


@pytest.mark.parametrize(
    "sent",
    [
        {"RecordingSid": RECORDING, "ConferenceSid": ROOM, "RecordingStatus": "paused"},
        {"RecordingSid": RECORDING, "ConferenceSid": ROOM},
        {"RecordingSid": RECORDING, "RecordingStatus": "completed"},
        {"RecordingSid": "RE12", "ConferenceSid": ROOM, "RecordingStatus": "completed"},
    ],
)
def test_anything_else_is_no_news_of_a_talk(sent: dict[str, str]) -> None:
    assert heard.talk_news(form(**sent)) is None
