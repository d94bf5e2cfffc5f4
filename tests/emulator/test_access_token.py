"""Tokens of softphones, as Twilio's own library makes them and as a forger does."""

from datetime import UTC, datetime

import jwt
import pytest
from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

from emulator.access_token import Grant, TokenError, read_token
from emulator.model import Account

NOW = 1_780_000_000
SID = "AC" + "0f" * 16
KEY = "SK" + "0a" * 16
SECRET = "secret-of-the-key-that-only-tests-know-and-that-is-long-enough-for-any"  # noqa: S105 - of an account that exists only here
APP = "AP" + "0b" * 16
GRANTS = {"identity": "agt_1", "voice": {"outgoing": {"application_sid": APP}}}
CLAIMS = {"iss": KEY, "sub": SID, "exp": NOW + 600, "grants": GRANTS}


@pytest.fixture
def account() -> Account:
    created = datetime.fromtimestamp(NOW, UTC)
    return Account(sid=SID, auth_token="t" * 32, api_keys={KEY: SECRET}, created=created)


def signed(secret: str = SECRET, header: dict[str, str] | None = None, **changes: object) -> str:
    return jwt.encode(CLAIMS | changes, secret, "HS256", headers={"cty": "twilio-fpa;v=1"} | (header or {}))


def test_a_token_of_twilios_own_library_is_accepted(account: Account) -> None:
    made = AccessToken(SID, KEY, SECRET, identity="agt_1", nbf=NOW, valid_until=NOW + 3600)
    made.add_grant(VoiceGrant(outgoing_application_sid=APP))
    token = made.to_jwt()
    text = token.decode() if isinstance(token, bytes) else token
    assert read_token(text, account, NOW) == Grant(identity="agt_1", application_sid=APP)


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("", 20101),
        ("a.b", 20101),
        ("é.b.c", 20101),
        ("W10.W10.W10", 20101),
        (signed(exp="tomorrow"), 20101),
        (signed(header={"cty": "other"}), 20102),
        (jwt.encode(CLAIMS, SECRET, "HS512", headers={"cty": "twilio-fpa;v=1"}), 20102),
        (signed(iss="SK" + "0" * 32), 20103),
        (signed(sub="AC" + "0" * 32), 20103),
        (signed(exp=NOW), 20104),
        (signed(nbf=NOW + 60), 20105),
        (signed(grants={"identity": "agt_1"}), 20106),
        (signed(grants=GRANTS | {"identity": "an agent"}), 20106),
        (signed(SECRET[::-1]), 20107),
        (signed()[:-4] + "AAAA", 20107),
        (signed(exp=NOW + 2 * 86_400), 20157),
    ],
)
def test_any_other_token_is_refused_with_the_sdks_code(account: Account, token: str, code: int) -> None:
    with pytest.raises(TokenError) as refused:
        read_token(token, account, NOW)
    assert refused.value.code == code


def test_an_unsigned_token_is_refused(account: Account) -> None:
    unsigned = jwt.encode(CLAIMS, "", "none", headers={"cty": "twilio-fpa;v=1"})
    with pytest.raises(TokenError):
        read_token(unsigned, account, NOW)
