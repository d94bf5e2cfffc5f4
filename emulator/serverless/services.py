"""Services and environments: create, read, list, delete."""

import re
from dataclasses import dataclass

from emulator.rest.dispatch import Asked, Route
from emulator.rest.paging import meta_page
from emulator.rest.wire import Reply, RestError, created, deleted, shown
from emulator.serverless.records import Environment, Service
from emulator.serverless.store import Serverless, required

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,49}")
DOMAIN = "twil.io"


@dataclass(frozen=True, slots=True)
class Services:
    store: Serverless

    def routes(self) -> list[Route]:
        one = "/v1/Services/<service>"
        return [
            ("POST", "/v1/Services", self.create),
            ("GET", "/v1/Services", self.listing),
            ("GET", one, self.read),
            ("DELETE", one, self.delete),
            ("POST", one + "/Environments", self.create_environment),
            ("GET", one + "/Environments", self.list_environments),
            ("GET", one + "/Environments/<sid:environment>", self.read_environment),
        ]

    def create(self, asked: Asked) -> Reply:
        name = required(asked, "UniqueName")
        if not NAME.fullmatch(name):
            raise RestError(400, 20001, f"UniqueName '{name}' is not letters, digits and hyphens, 50 at most")
        if any(service.unique_name == name for service in self.store.services.values()):
            raise RestError(409, 20409, f"A service named '{name}' exists already")
        sid = self.store.new_sid("ZS")
        service = Service(
            sid=sid,
            unique_name=name,
            friendly_name=required(asked, "FriendlyName"),
            include_credentials=asked.form.flag("IncludeCredentials", default=True),
            ui_editable=asked.form.flag("UiEditable"),
            domain_base=f"{name.lower()}-{int(sid[-4:], 16) % 10_000:04}",
            created=self.store.now(),
        )
        self.store.services[sid] = service
        return created(self.store.views(asked).service(service))

    def listing(self, asked: Asked) -> Reply:
        views = self.store.views(asked)
        items = [views.service(service) for service in self.store.services.values()]
        return shown(meta_page("services", items, url=asked.root + asked.path, query=asked.query))

    def read(self, asked: Asked) -> Reply:
        return shown(self.store.views(asked).service(self.store.service(asked)))

    def delete(self, asked: Asked) -> Reply:
        """The service goes with its builds; its domains answer 404 from now on."""
        service = self.store.service(asked)
        for environment in service.environments.values():
            environment.build = None
        del self.store.services[service.sid]
        return deleted()

    def create_environment(self, asked: Asked) -> Reply:
        service = self.store.service(asked)
        suffix = asked.form.text("DomainSuffix") or ""
        name = f"{service.domain_base}-{suffix}" if suffix else service.domain_base
        domain = f"{name}.{DOMAIN}"
        if any(other.domain_name == domain for other in service.environments.values()):
            raise RestError(409, 20409, f"The domain {domain} exists already")
        now = self.store.now()
        environment = Environment(
            sid=self.store.new_sid("ZE"),
            unique_name=required(asked, "UniqueName"),
            domain_suffix=suffix,
            domain_name=domain,
            created=now,
            updated=now,
        )
        service.environments[environment.sid] = environment
        self.store.open_domain(environment)
        return created(self.store.views(asked).environment(service, environment))

    def list_environments(self, asked: Asked) -> Reply:
        service = self.store.service(asked)
        views = self.store.views(asked)
        items = [views.environment(service, one) for one in service.environments.values()]
        return shown(meta_page("environments", items, url=asked.root + asked.path, query=asked.query))

    def read_environment(self, asked: Asked) -> Reply:
        service = self.store.service(asked)
        return shown(self.store.views(asked).environment(service, self.store.environment(asked)))
