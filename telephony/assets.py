"""Static documents at Twilio, by its Serverless API: put there, looked at, and compared with what we want.

Assets are protected: Twilio's own servers give them to whoever signs as Twilio does, which we do to look.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from twilio.request_validator import RequestValidator

from telephony.carrier import Again, CarrierError
from telephony.rest import Rest

ENVIRONMENT = "production"
#: Of the host's characters are in the name; Twilio takes 50 in all.
_MOST_OF_HOST = 30
VISIBILITY = "protected"
RUNTIME = "node22"
_UPLOADS = "https://serverless-upload.twilio.com/v1"
_MOST = 1_000
#: A build of static assets takes seconds; looked at this often, and for this long.
BUILT_WITHIN_S = 90.0
LOOKS_EVERY_S = 1.0
NOT_FOUND = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where assets are served. versions: path -> SID of the version that is served there."""

    service: str
    environment: str
    domain: str
    versions: Mapping[str, str]

    @property
    def base(self) -> str:
        return f"https://{self.domain}"


class Assets:
    """One installation's assets in an account. All of it raises CarrierError.

    auth_token: the account's, which signs; public_url: whose standby it is, as an account may have several.
    """

    def __init__(self, rest: Rest, auth_token: str, public_url: str) -> None:
        self._rest = rest
        self._name = service_name(public_url)
        self._title = f"Ringdown at {public_url}: answers while it is dead"
        self._validator = RequestValidator(auth_token)

    def find(self) -> Site | None:
        """Look where they are served. None: nothing was ever put there."""
        with self._rest.asking("look for the standby"):
            services = self._api.services.list(limit=_MOST)
            service = next((each for each in services if each.unique_name == self._name), None)
            if service is None:
                return None
            environments = self._api.services(service.sid).environments.list(limit=_MOST)
            found = next((each for each in environments if each.unique_name == ENVIRONMENT), None)
            return None if found is None else self._site(str(service.sid), found)

    def make(self) -> Site:
        """Make the place where they are served, as far as it is not there. Nothing is served yet."""
        with self._rest.asking("make the standby's service"):
            services = self._api.services.list(limit=_MOST)
            service = next((each for each in services if each.unique_name == self._name), None)
            if service is None:
                service = self._api.services.create(unique_name=self._name, friendly_name=self._title)
            environments = self._api.services(service.sid).environments
            listed = environments.list(limit=_MOST)
            found = next((each for each in listed if each.unique_name == ENVIRONMENT), None)
            return self._site(str(service.sid), found or environments.create(unique_name=ENVIRONMENT))

    def served(self, site: Site, path: str) -> str | None:
        """Ask for a document as Twilio would. None: there is none at this path."""
        url = site.base + path
        headers = {"X-Twilio-Signature": self._validator.compute_signature(url, {})}
        with self._rest.asking(f"look at {path}"):
            reply = self._rest.client.http_client.request("GET", url, headers=headers)
        if reply.status_code == NOT_FOUND:
            return None
        if reply.status_code != 200:
            raise CarrierError(f"look at {path} (HTTP {reply.status_code})", Again.SAFE)
        return str(reply.text)

    def differing(self, site: Site, documents: Mapping[str, str]) -> frozenset[str]:
        """Return the paths at which something else is served than is wanted, or nothing."""
        return frozenset(path for path, wanted in documents.items() if self.served(site, path) != wanted)

    def put(self, site: Site, documents: Mapping[str, str], changed: frozenset[str]) -> None:
        """Serve these documents from now on: all at once, or none where anything fails.

        changed: the paths whose content is new. All else that is served stays: a number may still name it.
        """
        kept = {path: sid for path, sid in site.versions.items() if path not in changed}
        new = {path: self._upload(site, path, documents[path]) for path in documents.keys() - kept.keys()}
        self._serve(site, [*kept.values(), *new.values()])

    def remove(self, site: Site, paths: Collection[str]) -> None:
        """Serve the documents at these paths no more."""
        self._serve(site, [sid for path, sid in site.versions.items() if path not in paths])

    def _serve(self, site: Site, versions: list[str]) -> None:
        with self._rest.asking("build the standby"):
            service = self._api.services(site.service)
            build = service.builds.create(asset_versions=versions, runtime=RUNTIME)
            self._wait_for(site, str(build.sid))
            service.environments(site.environment).deployments.create(build_sid=build.sid)

    def _upload(self, site: Site, path: str, document: str) -> str:
        """Add a version of the asset at this path; its SID. The SDK cannot: uploads have their own host."""
        assets = self._api.services(site.service).assets
        with self._rest.asking(f"upload {path}"):
            listed = assets.list(limit=_MOST)
            asset = next((each for each in listed if each.friendly_name == path), None)
            asset = asset or assets.create(friendly_name=path)
            body, content_type = _form({"Path": path, "Visibility": VISIBILITY}, document)
            reply = self._rest.client.request(
                "POST",
                f"{_UPLOADS}/Services/{site.service}/Assets/{asset.sid}/Versions",
                data=body,
                headers={"Content-Type": content_type},
            )
        if reply.status_code != 201:
            raise CarrierError(f"upload {path} (HTTP {reply.status_code})", Again.SAFE)
        return str(json.loads(reply.text)["sid"])

    def _wait_for(self, site: Site, build: str) -> None:
        until = time.monotonic() + BUILT_WITHIN_S
        while True:
            status = str(self._api.services(site.service).builds(build).build_status().fetch().status)
            if status == "completed":
                return
            if status == "failed" or time.monotonic() > until:
                raise CarrierError(f"build the standby ({status})", Again.SAFE)
            time.sleep(LOOKS_EVERY_S)

    def _site(self, service: str, environment: Any) -> Site:
        versions: dict[str, str] = {}
        if environment.build_sid:
            build = self._api.services(service).builds(environment.build_sid).fetch()
            versions = {str(each["path"]): str(each["sid"]) for each in build.asset_versions or ()}
        return Site(
            service=service,
            environment=str(environment.sid),
            domain=str(environment.domain_name),
            versions=versions,
        )

    @property
    def _api(self) -> Any:
        return self._rest.client.serverless.v1


def service_name(public_url: str) -> str:
    """Name the service of the installation that answers there: its host to be read, a hash to be its own."""
    host = re.sub("[^a-z0-9]+", "-", (urlsplit(public_url).hostname or "").lower()).strip("-")
    return f"ringdown-{host[:_MOST_OF_HOST]}-{hashlib.sha256(public_url.encode()).hexdigest()[:6]}"


def _form(values: Mapping[str, str], document: str) -> tuple[bytes, str]:
    """Write a multipart form with one file: its body and content type."""
    boundary = uuid.uuid4().hex
    fields = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in values.items()
    ]
    file = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="Content"; filename="document.xml"\r\n'
        f"Content-Type: text/xml\r\n\r\n{document}\r\n--{boundary}--\r\n"
    )
    return ("".join(fields) + file).encode(), f"multipart/form-data; boundary={boundary}"
