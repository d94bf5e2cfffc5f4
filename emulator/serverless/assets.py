"""Assets and their versions: a version is uploaded as a multipart form with Path, Visibility and Content."""

import mimetypes
from dataclasses import dataclass

from emulator.rest.dispatch import Asked, Route
from emulator.rest.paging import meta_page
from emulator.rest.wire import Reply, RestError, created, shown
from emulator.serverless.records import Asset, AssetVersion, Visibility
from emulator.serverless.store import Serverless, found, required

LARGEST_ASSET = 25 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Assets:
    store: Serverless

    def routes(self) -> list[Route]:
        base = "/v1/Services/<service>/Assets"
        versions = base + "/<sid:asset>/Versions"
        return [
            ("POST", base, self.create),
            ("GET", base, self.listing),
            ("GET", base + "/<sid:asset>", self.read),
            ("POST", versions, self.upload),
            ("GET", versions, self.list_versions),
            ("GET", versions + "/<sid:version>", self.read_version),
        ]

    def create(self, asked: Asked) -> Reply:
        service = self.store.service(asked)
        name = required(asked, "FriendlyName")
        asset = Asset(sid=self.store.new_sid("ZH"), friendly_name=name, created=self.store.now())
        service.assets[asset.sid] = asset
        return created(self.store.views(asked).asset(service, asset))

    def listing(self, asked: Asked) -> Reply:
        service = self.store.service(asked)
        views = self.store.views(asked)
        items = [views.asset(service, asset) for asset in service.assets.values()]
        return shown(meta_page("assets", items, url=asked.root + asked.path, query=asked.query))

    def read(self, asked: Asked) -> Reply:
        return shown(self.store.views(asked).asset(self.store.service(asked), self.store.asset(asked)))

    def upload(self, asked: Asked) -> Reply:
        asset = self.store.asset(asked)
        version = self._read_version(asked, asset.sid)
        asset.versions[version.sid] = version
        return created(self.store.views(asked).version(self.store.service(asked), version))

    def list_versions(self, asked: Asked) -> Reply:
        service = self.store.service(asked)
        views = self.store.views(asked)
        items = [views.version(service, version) for version in self.store.asset(asked).versions.values()]
        return shown(meta_page("asset_versions", items, url=asked.root + asked.path, query=asked.query))

    def read_version(self, asked: Asked) -> Reply:
        version = found(self.store.asset(asked).versions, asked, "version")
        return shown(self.store.views(asked).version(self.store.service(asked), version))

    def _read_version(self, asked: Asked, asset_sid: str) -> AssetVersion:
        file = asked.files.get("Content")
        path = required(asked, "Path")
        content = file.read() if file else b""
        if file is None or len(content) > LARGEST_ASSET:
            raise RestError(400, 20001, f"Content must be a file of at most {LARGEST_ASSET} bytes")
        if not path.startswith("/") or "?" in path or "#" in path:
            raise RestError(400, 20001, f"Path '{path}' must begin with a slash and hold no query")
        guessed = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return AssetVersion(
            sid=self.store.new_sid("ZN"),
            asset_sid=asset_sid,
            path=path,
            visibility=read_visibility(required(asked, "Visibility")),
            content=content,
            content_type=file.mimetype or guessed,
            created=self.store.now(),
        )


def read_visibility(text: str) -> Visibility:
    match text:
        case "public" | "private" | "protected":
            return text
        case _:
            raise RestError(400, 20001, f"Visibility is public, protected or private, not '{text}'")
