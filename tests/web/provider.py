"""An OpenID Connect provider on loopback, for sign-in tests: it knows one person, and can be told to lie."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

CLIENT = "ringdown"
SECRET = "a-client-secret-of-no-worth"  # noqa: S105 - the provider of these tests knows it, nobody else


@dataclass(kw_only=True)
class Provider:
    """claims: what its tokens say beside the usual; key: signs them; shown: the key it publishes instead."""

    issuer: str = ""
    now: int = 0
    claims: dict[str, Any] = field(default_factory=dict)
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "one"}))
    shown: ECKey | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def grants(self, sent_to: str) -> str:
        """Sign the person in who was sent here; return the address they come back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(sent_to).query).items()}
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?code={code}&state={asked['state']}"

    def answer(self, request: Request) -> Response:
        match request.path:
            case "/.well-known/openid-configuration":
                return _json(
                    {
                        "issuer": self.issuer,
                        "authorization_endpoint": f"{self.issuer}/authorize",
                        "token_endpoint": f"{self.issuer}/token",
                        "jwks_uri": f"{self.issuer}/keys",
                        "id_token_signing_alg_values_supported": ["ES256"],
                    }
                )
            case "/keys":
                return _json({"keys": [(self.shown or self.key).as_dict(private=False)]})
            case "/token":
                return self._token(request)
            case _:
                return Response(status=404)

    def _token(self, request: Request) -> Response:
        """Give a code's token to whoever began the sign-in: the verifier must fit the challenge (PKCE)."""
        asked = self.codes.pop(request.form["code"])
        digest = hashlib.sha256(request.form["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]
        claims = {
            "iss": self.issuer,
            "sub": "person-1",
            "aud": CLIENT,
            "iat": self.now,
            "exp": self.now + 300,
            "nonce": asked["nonce"],
            "email": "agent1@example.com",
            "email_verified": True,
        }
        signed = jwt.encode({"alg": "ES256", "kid": "one"}, claims | self.claims, self.key)
        return _json({"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": signed})


def _json(given: dict[str, Any]) -> Response:
    return Response(json.dumps(given), mimetype="application/json")


@contextmanager
def a_provider(now: int) -> Iterator[Provider]:
    """Serve a provider. now: Unix seconds; its tokens are made then."""
    provider = Provider(now=now)
    server = make_server("127.0.0.1", 0, Request.application(provider.answer))
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
