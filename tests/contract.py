"""Every REST request that Ringdown makes, and its reply, judged by Twilio's own OpenAPI file."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from urllib.parse import urlencode

from commands.emulated import RestRequest
from emulator.fetch import Request
from emulator.rest.in_process import Answer
from tests.emulator.rest.spec import Spec


def judge(sent: Iterable[RestRequest]) -> None:
    """Raise for a request or a reply that breaks the file; it has no shape for refusals."""
    for one in sent:
        request = Request(
            method=one.method,
            url=one.url,
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "Authorization": one.authorization,
            },
            body=urlencode(one.form, doseq=True).encode(),
        )
        answer = Answer(
            status=one.status, headers={"content-type": "application/json"}, body=one.body.encode()
        )
        if one.status < 400:
            _spec().check(request, answer)
        else:
            _spec().check_request(request)


@cache
def _spec() -> Spec:
    return Spec("twilio_api_v2010", "https://api.twilio.com")
