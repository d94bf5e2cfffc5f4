"""Twilio's own HTTP client with a timeout, speaking to another address where one is set."""

from __future__ import annotations

import re

from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response

_TWILIO = "https://api.twilio.com"
#: Hosts of Twilio's APIs, and of what it serves for an account.
_THEIRS = re.compile(r"https://(?P<host>[a-z0-9.-]+\.(?:twilio\.com|(?P<served>twil\.io)))(?=[/?]|$)")


class Elsewhere(TwilioHttpClient):  # type: ignore[misc]  # twilio has no type marker
    """api_url: stands for every host of Twilio's; "": none does. A host that serves assets is still named."""

    def __init__(self, api_url: str, timeout_s: float) -> None:
        super().__init__(timeout=timeout_s)
        self._api_url = api_url.rstrip("/")
        self._know_surroundings()

    def _know_surroundings(self) -> None:
        """Read proxies and certificates of the environment once: each request would read all of it."""
        found = self.session.merge_environment_settings(self._api_url or _TWILIO, {}, None, None, None)
        self.session.proxies, self.session.verify = found["proxies"], found["verify"]
        self.session.trust_env = False

    def request(self, method: str, url: str, *args: object, **kwargs: object) -> Response:
        theirs = _THEIRS.match(url) if self._api_url else None
        if theirs is None:
            return super().request(method, url, *args, **kwargs)
        if theirs["served"]:
            kwargs["headers"] = {**kwargs["headers"], "Host": theirs["host"]}  # type: ignore[dict-item]  # ours has some
        return super().request(method, self._api_url + url[theirs.end() :], *args, **kwargs)
