"""Every REST request that Ringdown makes, and its reply, judged by Twilio's own OpenAPI file."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable, Iterable
from functools import cache
from typing import Any
from urllib.parse import urlencode

from commands.emulated import RestRequest
from emulator.fetch import Request
from emulator.rest.in_process import Answer
from tests.emulator.rest.spec import Spec

_SID = re.compile(r"\b([A-Z]{2})[0-9a-f]{32}\b")
_SIGNED = re.compile(r"[A-Za-z0-9_.-]{20,}")
_DIGIT = re.compile(r"[0-9]")
#: The shapes of what has passed: the file takes a tenth of a second for each.
_passed: set[Hashable] = set()


def judge(sent: Iterable[RestRequest]) -> None:
    """Raise for a request or a reply that breaks the file; it has no shape for refusals.

    One of a shape is judged a process: those that differ in nothing that the file can tell apart.
    """
    for one in sent:
        shape = _shape_of(one)
        if shape not in _passed:
            _judge(one)
            _passed.add(shape)


def _judge(one: RestRequest) -> None:
    request = Request(
        method=one.method,
        url=one.url,
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "Authorization": one.authorization,
        },
        body=urlencode(one.form, doseq=True).encode(),
    )
    answer = Answer(status=one.status, headers={"content-type": "application/json"}, body=one.body.encode())
    if one.status < 400:
        _spec().check(request, answer)
    else:
        _spec().check_request(request)


def _shape_of(one: RestRequest) -> Hashable:
    body = _shape(json.loads(one.body)) if one.body and one.status < 400 else ""
    sent = tuple(_shape(part) for part in (one.url, dict(one.form), one.authorization))
    return one.method, one.status, sent, body


def _shape(value: Any) -> Hashable:
    """Leave out which digits, which SID, which signature it is; patterns and lists of words are told apart.

    Of the items of a list, each shape counts once.
    """
    match value:
        case dict():
            return tuple((name, _shape(value[name])) for name in sorted(value))
        case list():
            return frozenset(map(_shape, value))
        case str():
            return _DIGIT.sub("0", _SIGNED.sub("signed", _SID.sub(r"\1-sid", value)))
        case bool() | None:
            return value
        case _:
            return type(value).__name__, value < 0


@cache
def _spec() -> Spec:
    return Spec("twilio_api_v2010", "https://api.twilio.com")
