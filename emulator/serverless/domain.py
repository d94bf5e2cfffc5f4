"""The domain of one environment: serves its deployed assets by itself, whether or not Ringdown lives."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

from emulator.serverless.records import AssetVersion, Environment
from emulator.signature import sign

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


@dataclass(frozen=True, slots=True)
class AssetDomain:
    """A WSGI app. GET only, also for a fallback URL: the worse alternative (reliability.md 14, row 4).

    A protected asset needs a right X-Twilio-Signature over its URL; a private one is never served.
    """

    environment: Environment
    auth_token: str

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        return self._answer(Request(environ))(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if request.method not in {"GET", "HEAD"}:
            return Response("Method not allowed\n", status=405, headers={"Allow": "GET, HEAD"})
        asset = self._deployed(request.path)
        if asset is None or asset.visibility == "private":
            return Response("Not found\n", status=404)
        if asset.visibility == "protected" and not self._is_signed(request):
            return Response("Unauthorized - no valid signature\n", status=403)
        return Response(asset.content, content_type=asset.content_type)

    def _deployed(self, path: str) -> AssetVersion | None:
        versions = self.environment.build.versions if self.environment.build else []
        return next((version for version in versions if version.path == path), None)

    def _is_signed(self, request: Request) -> bool:
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        url = f"https://{self.environment.domain_name}{request.path}{query}"
        given = request.headers.get("X-Twilio-Signature", "")
        return hmac.compare_digest(sign(self.auth_token, url, {}).encode(), given.encode())
