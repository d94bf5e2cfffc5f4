"""The token with which a softphone in a page may call us: Twilio's, signed here, good for an hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

GOOD_FOR_S = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Softphones:
    """What tokens are made with: the account, a key of it, and the application that answers softphones."""

    account_sid: str
    key: str
    secret: str
    app_sid: str

    def token(self, identity: str, now: datetime) -> str:
        """Return a token for outgoing calls alone. identity: letters, digits and _; now: aware UTC."""
        began_s = int(now.timestamp())
        made = AccessToken(
            self.account_sid,
            self.key,
            self.secret,
            identity=identity,
            nbf=began_s,
            valid_until=began_s + GOOD_FOR_S,
        )
        made.add_grant(VoiceGrant(outgoing_application_sid=self.app_sid))
        return cast("str", made.to_jwt())
