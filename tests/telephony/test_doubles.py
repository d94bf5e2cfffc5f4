"""A parameter that came twice, or in another case, is read as if it had not come (security.md C1)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from werkzeug.datastructures import MultiDict

from routing.attestation import may_recognise
from telephony import heard
from telephony.params import READ
from tests.telephony.test_params import VALUES

Sent = MultiDict[str, str]
READERS: list[Callable[[Sent], object]] = [
    heard.leg,
    heard.gathered,
    heard.keys,
    heard.dial_ended,
    heard.recording_ended,
    heard.status_ended,
    heard.text_came,
    heard.failure,
    heard.identity,
    heard.room_news,
    heard.talk_news,
]
#: Two values of each, both of them right by themselves.
TWO = {name: (values[0], (values * 2)[1]) for name, values in VALUES.items()} | {
    "CallSid": ("CA" + "0" * 32, "CA" + "1" * 32),
    "CallStatus": ("in-progress", "completed"),
    "ConferenceSid": ("CF" + "0" * 32, "CF" + "1" * 32),
    "Confidence": ("0.1", "0.9"),
    "FriendlyName": ("CA" + "0" * 32, "CA" + "1" * 32),
    "FinishedOnKey": ("timeout", "#"),
    "From": ("+14155550133", "+14155550134"),
    "MessageSid": ("SM" + "0" * 32, "SM" + "1" * 32),
    "RecordingDuration": ("12", "13"),
    "RecordingSid": ("RE" + "0" * 32, "RE" + "1" * 32),
    "RecordingStatus": ("completed", "in-progress"),
    "StirVerstat": ("No-TN-Validation", "TN-Validation-Passed-A"),
    "To": ("+18005551820", "+18885551821"),
}


def whole() -> list[tuple[str, str]]:
    return [(name, values[0]) for name, values in VALUES.items() if name not in {"Digits", "FinishedOnKey"}]


def without(name: str) -> list[tuple[str, str]]:
    return [(other, value) for other, value in whole() if other != name]


def read(*pairs: tuple[str, str]) -> list[object]:
    """What every reader makes of a form; of who is attested, only whether."""
    sent = Sent(pairs)
    leg = heard.leg(sent)
    attested = leg is not None and may_recognise(leg.verdicts)
    told = [leg and (leg.call_id, leg.number, leg.dialled, leg.status, leg.outbound), attested]
    return [*told, *(reader(sent) for reader in READERS[1:])]


@pytest.mark.parametrize("name", sorted(READ))
def test_a_parameter_that_came_twice_is_read_as_none(name: str) -> None:
    first, second = TWO[name]
    for one, other in ((first, second), (second, first), (first, first)):
        assert read(*without(name), (name, one), (name, other)) == read(*without(name)), (one, other)


@pytest.mark.parametrize("name", sorted(READ))
def test_a_parameter_in_another_case_is_none_of_ours(name: str) -> None:
    value, other = TWO[name]
    for unlike in (name.lower(), name.upper(), name.swapcase()):
        alone, beside = (unlike, other), [(unlike, other), (name, value), (unlike, other)]
        assert read(*without(name), alone) == read(*without(name))
        assert read(*without(name), *beside) == read(*without(name), (name, value))


def test_each_of_them_is_read_when_it_came_once() -> None:
    """All but AccountSid, which the signature stands for: else the tests above could not fail."""
    changed = {name for name in READ if read(*without(name), (name, TWO[name][1])) != read(*without(name))}
    assert changed >= READ.keys() - {"AccountSid"}
