"""Serverless records as its API shows them: every key of the official examples, dates as ISO 8601 in UTC."""

from dataclasses import dataclass
from datetime import UTC, datetime

from emulator.serverless.records import Asset, AssetVersion, Build, Deployment, Environment, Service

Shown = dict[str, object]


def iso(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Views:
    """root: scheme and host under which the client reached the API; every link begins with it."""

    account_sid: str
    root: str

    def service(self, service: Service) -> Shown:
        url = f"{self.root}/v1/Services/{service.sid}"
        return {
            "sid": service.sid,
            "account_sid": self.account_sid,
            "friendly_name": service.friendly_name,
            "unique_name": service.unique_name,
            "include_credentials": service.include_credentials,
            "ui_editable": service.ui_editable,
            "domain_base": service.domain_base,
            "date_created": iso(service.created),
            "date_updated": iso(service.created),
            "url": url,
            "links": {
                "environments": f"{url}/Environments",
                "functions": f"{url}/Functions",
                "assets": f"{url}/Assets",
                "builds": f"{url}/Builds",
            },
        }

    def environment(self, service: Service, environment: Environment) -> Shown:
        url = f"{self.root}/v1/Services/{service.sid}/Environments/{environment.sid}"
        return {
            **self._of(service, environment.sid, environment.created),
            "build_sid": environment.build.sid if environment.build else None,
            "unique_name": environment.unique_name,
            "domain_suffix": environment.domain_suffix or None,
            "domain_name": environment.domain_name,
            "custom_domain_name": None,
            "date_updated": iso(environment.updated),
            "url": url,
            "links": {
                "variables": f"{url}/Variables",
                "deployments": f"{url}/Deployments",
                "logs": f"{url}/Logs",
            },
        }

    def asset(self, service: Service, asset: Asset) -> Shown:
        url = f"{self.root}/v1/Services/{service.sid}/Assets/{asset.sid}"
        return {
            **self._of(service, asset.sid, asset.created),
            "friendly_name": asset.friendly_name,
            "date_updated": iso(asset.created),
            "url": url,
            "links": {"asset_versions": f"{url}/Versions"},
        }

    def version(self, service: Service, version: AssetVersion) -> Shown:
        base = f"{self.root}/v1/Services/{service.sid}/Assets/{version.asset_sid}"
        return {
            **self._of(service, version.sid, version.created),
            "asset_sid": version.asset_sid,
            "path": version.path,
            "visibility": version.visibility,
            "url": f"{base}/Versions/{version.sid}",
        }

    def build(self, service: Service, build: Build, status: str = "completed") -> Shown:
        url = f"{self.root}/v1/Services/{service.sid}/Builds/{build.sid}"
        return {
            **self._of(service, build.sid, build.created),
            "asset_versions": [self.version(service, version) for version in build.versions],
            "function_versions": [],
            "dependencies": [],
            "runtime": build.runtime,
            "status": status,
            "date_updated": iso(build.created),
            "url": url,
            "links": {"build_status": f"{url}/Status"},
        }

    def build_status(self, service: Service, build: Build) -> Shown:
        return {
            "sid": build.sid,
            "account_sid": self.account_sid,
            "service_sid": service.sid,
            "status": "completed",
            "url": f"{self.root}/v1/Services/{service.sid}/Builds/{build.sid}/Status",
        }

    def deployment(self, service: Service, environment: Environment, deployment: Deployment) -> Shown:
        base = f"{self.root}/v1/Services/{service.sid}/Environments/{environment.sid}"
        return {
            **self._of(service, deployment.sid, deployment.created),
            "environment_sid": environment.sid,
            "build_sid": deployment.build_sid,
            "date_updated": iso(deployment.created),
            "url": f"{base}/Deployments/{deployment.sid}",
        }

    def _of(self, service: Service, sid: str, made: datetime) -> Shown:
        return {
            "sid": sid,
            "account_sid": self.account_sid,
            "service_sid": service.sid,
            "date_created": iso(made),
        }
