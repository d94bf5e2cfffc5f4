"""Requests that Twilio did not sign: every one is refused, and nothing comes of any."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from random import Random

from werkzeug.test import Client

from emulator.signature import sign
from tests.house import ACCOUNT, HOMEIKA_SUPPORT, PUBLIC_URL, TENANTS, TOKEN, House

SORTS = (
    "missing",
    "empty",
    "noise",
    "one letter off",
    "another token",
    "another address",
    "another call",
    "cut short",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forged:
    """accepted: those answered by anything but 403. left_behind: facts that there are afterwards."""

    tried: int
    accepted: tuple[str, ...]
    left_behind: int


def forge(house: House, random: Random, times: int) -> Forged:
    """Send so many forged requests to every address of Twilio's, in a house that has had no call."""
    app = house.emulated.app
    client = Client(app)
    paths = sorted(rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/twilio/"))
    accepted = []
    for number in range(times):
        sort, path = random.choice(SORTS), random.choice(paths)
        form = _form(random)
        signature = _signature(sort, path, form, random)
        headers = {} if signature is None else {"X-Twilio-Signature": signature}
        reply = client.post(path, base_url=PUBLIC_URL, data=form, headers=headers)
        if reply.status_code != 403:
            accepted.append(f"request {number}, {sort}, to {path} was answered {reply.status_code}")
    facts = sum(len(house.facts(tenant)) for tenant in TENANTS)
    return Forged(tried=times, accepted=tuple(accepted), left_behind=facts)


def _form(random: Random) -> dict[str, str]:
    return {
        "AccountSid": ACCOUNT,
        "CallSid": f"CA{random.getrandbits(128):032x}",
        "CallStatus": random.choice(("ringing", "in-progress", "completed")),
        "Direction": "inbound",
        "From": f"+1212555{random.randrange(100, 200):04}",
        "To": HOMEIKA_SUPPORT,
        "Digits": random.choice("0123456789*#"),
        "Body": "OK",
    }


def _signature(sort: str, path: str, form: dict[str, str], random: Random) -> str | None:
    """Make a signature that is wrong in this way."""
    right = sign(TOKEN, PUBLIC_URL + path, form)
    place = random.randrange(27)
    other = f"{random.getrandbits(128):032x}"
    wrong = {
        "missing": None,
        "empty": "",
        "noise": b64encode(random.randbytes(20)).decode(),
        "one letter off": right[:place] + ("A" if right[place] != "A" else "B") + right[place + 1 :],
        "another token": sign(other, PUBLIC_URL + path, form),
        "another address": sign(TOKEN, "https://elsewhere.example" + path, form),
        "another call": sign(TOKEN, PUBLIC_URL + path, form | {"CallSid": f"CA{other}"}),
        "cut short": right[:place],
    }
    return wrong[sort]
