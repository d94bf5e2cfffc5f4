"""The softphone's token lets one person call one application for an hour, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from emulator.access_token import Grant, TokenError, read_token
from emulator.model import Account
from telephony.voice_token import GOOD_FOR_S, Softphones

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
NOW_S = NOW.timestamp()
KEY, APP = "SK" + "2" * 32, "AP" + "3" * 32
SECRET = "s" * 32
ACCOUNT = Account(sid="AC" + "1" * 32, auth_token="t" * 32, api_keys={KEY: SECRET}, created=NOW)
TOKEN = Softphones(account_sid=ACCOUNT.sid, key=KEY, secret=SECRET, app_sid=APP).token("agt_1", NOW)


def test_a_token_names_its_owner_and_the_application_that_answers() -> None:
    assert read_token(TOKEN, ACCOUNT, NOW_S) == Grant(identity="agt_1", application_sid=APP)


def test_a_token_is_good_for_an_hour_and_no_longer() -> None:
    assert read_token(TOKEN, ACCOUNT, NOW_S + GOOD_FOR_S - 1)
    with pytest.raises(TokenError, match="expired"):
        read_token(TOKEN, ACCOUNT, NOW_S + GOOD_FOR_S)
