"""Builds of asset versions, and deployments that put a build on an environment's domain."""

from collections import Counter
from dataclasses import dataclass

from emulator.rest.dispatch import Asked, Route
from emulator.rest.paging import meta_page
from emulator.rest.wire import Reply, RestError, created, shown
from emulator.serverless.records import AssetVersion, Build, Deployment, Service
from emulator.serverless.store import Serverless, found

RUNTIME = "node22"


@dataclass(frozen=True, slots=True)
class Builds:
    store: Serverless

    def routes(self) -> list[Route]:
        base = "/v1/Services/<service>/Builds"
        deployments = "/v1/Services/<service>/Environments/<sid:environment>/Deployments"
        return [
            ("POST", base, self.create),
            ("GET", base, self.listing),
            ("GET", base + "/<sid:build>", self.read),
            ("GET", base + "/<sid:build>/Status", self.status),
            ("POST", deployments, self.deploy),
            ("GET", deployments, self.list_deployments),
            ("GET", deployments + "/<sid:deployment>", self.read_deployment),
        ]

    def create(self, asked: Asked) -> Reply:
        service = self.store.service(asked)
        versions = read_versions(service, asked.form.words("AssetVersions"))
        build = Build(
            sid=self.store.new_sid("ZB"),
            runtime=asked.form.text("Runtime") or RUNTIME,
            created=self.store.now(),
            versions=versions,
        )
        service.builds[build.sid] = build
        return created(self.store.views(asked).build(service, build, "building"))

    def listing(self, asked: Asked) -> Reply:
        service = self.store.service(asked)
        views = self.store.views(asked)
        items = [views.build(service, build) for build in service.builds.values()]
        return shown(meta_page("builds", items, url=asked.root + asked.path, query=asked.query))

    def read(self, asked: Asked) -> Reply:
        service = self.store.service(asked)
        return shown(self.store.views(asked).build(service, found(service.builds, asked, "build")))

    def status(self, asked: Asked) -> Reply:
        service = self.store.service(asked)
        return shown(self.store.views(asked).build_status(service, found(service.builds, asked, "build")))

    def deploy(self, asked: Asked) -> Reply:
        """The build is served from now on. Without BuildSid the environment serves nothing."""
        service = self.store.service(asked)
        environment = self.store.environment(asked)
        sid = asked.form.text("BuildSid")
        if sid and sid not in service.builds:
            raise RestError(400, 20001, f"Build {sid} does not exist in this service")
        deployment = Deployment(sid=self.store.new_sid("ZD"), build_sid=sid, created=self.store.now())
        environment.deployments[deployment.sid] = deployment
        environment.build = service.builds[sid] if sid else None
        environment.updated = deployment.created
        return created(self.store.views(asked).deployment(service, environment, deployment))

    def list_deployments(self, asked: Asked) -> Reply:
        service = self.store.service(asked)
        environment = self.store.environment(asked)
        views = self.store.views(asked)
        items = [views.deployment(service, environment, one) for one in environment.deployments.values()]
        return shown(meta_page("deployments", items, url=asked.root + asked.path, query=asked.query))

    def read_deployment(self, asked: Asked) -> Reply:
        environment = self.store.environment(asked)
        deployment = found(environment.deployments, asked, "deployment")
        return shown(self.store.views(asked).deployment(self.store.service(asked), environment, deployment))


def read_versions(service: Service, sids: tuple[str, ...]) -> list[AssetVersion]:
    """The asset versions of a build. Refuses one that is not there, and two that claim one path."""
    known = {sid: version for asset in service.assets.values() for sid, version in asset.versions.items()}
    strange = [sid for sid in sids if sid not in known]
    if strange:
        raise RestError(400, 20001, f"Asset version {strange[0]} does not exist in this service")
    versions = [known[sid] for sid in sids]
    path, times = Counter(version.path for version in versions).most_common(1)[0] if versions else ("", 0)
    if times > 1:
        raise RestError(400, 20001, f"Path {path} appears {times} times")
    return versions
