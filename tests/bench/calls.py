"""Signed requests, one a call: of the hand-written menu, and of a Ringdown menu turn."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from urllib.parse import urlencode

from commands.assembling import Outside, assemble
from commands.settings import Settings
from ivr.call import Call
from storage.live.calls import Commit
from switchboard.capsules import urls
from tests.bench import baseline

TENANT = "homeika"
FLOW = "homeika-support"
LINE = "+18005551820"


def form_of(call_id: str) -> dict[str, str]:
    """The parameters of a Gather's action, as Twilio sends them (twilio.md 3)."""
    geography = dict.fromkeys(("City", "State", "Zip"), "") | {"Country": "US"}
    return {
        "AccountSid": "AC" + "0" * 32,
        "ApiVersion": "2010-04-01",
        "CallSid": call_id,
        "CallStatus": "in-progress",
        "Called": LINE,
        "Caller": "+12125550100",
        "Digits": "2",
        "Direction": "inbound",
        "FinishedOnKey": "",
        "From": "+12125550100",
        "To": LINE,
        "msg": "Gather End",
        **{f"{side}{what}": value for side in ("From", "To") for what, value in geography.items()},
    }


def baseline_requests(token: str, count: int) -> list[bytes]:
    return [
        signed_request("/menu?turn=0", baseline.PUBLIC_URL, form_of(f"CA{index:032x}"), token)
        for index in range(count)
    ]


def ringdown_requests(settings: Settings, now: datetime, count: int) -> list[bytes]:
    """Put `count` calls at Homeika's main menu, and make each one's next request: the key 2."""
    services = assemble(settings, Outside(clock=lambda: now, tenants=("homeika", "homewise")))
    services.books.follow()
    made = []
    for index in range(count):
        call = Call(
            id=f"CB{index:032x}",
            tenant=TENANT,
            release=services.books.live(TENANT).version,
            flow=FLOW,
            step="main_menu",
            dialled=LINE,
            number="+12125550100",
            turn=3,
            level="verified",
            path=(f"{FLOW}/greeting done", f"{FLOW}/danger_check no_input", f"{FLOW}/who verified"),
            visits={
                f"{FLOW}/greeting": 1,
                f"{FLOW}/danger_check": 1,
                f"{FLOW}/who": 1,
                f"{FLOW}/main_menu": 1,
            },
        )
        commit = Commit(
            call_id=call.id, turn_read=0, turn=3, state=call.to_json(), reply="<Response/>", now_ms=0
        )
        services.tenants[TENANT].calls.commit(commit)
        address = urls(services, call).turn("gather").removeprefix(settings.public_url)
        made.append(
            signed_request(address, settings.public_url, form_of(call.id), settings.twilio_auth_tokens[0])
        )
    services.record.close()
    return made


def signed_request(path: str, public_url: str, form: dict[str, str], token: str) -> bytes:
    signed = public_url + path + "".join(f"{name}{form[name]}" for name in sorted(form))
    signature = base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()
    body = urlencode(form).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Twilio-Signature: {signature}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
