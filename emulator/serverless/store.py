"""All services of the account, and how each request finds its own among them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from emulator.exchange import Exchange
from emulator.fetch import WsgiFetcher
from emulator.rest.dispatch import Asked
from emulator.rest.wire import RestError, not_found
from emulator.serverless.domain import AssetDomain
from emulator.serverless.records import Asset, Environment, Service
from emulator.serverless.shown import Views

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Serverless:
    """The services by SID. A new domain goes into the exchange's hosts and outlives the public server."""

    exchange: Exchange
    services: dict[str, Service] = field(default_factory=dict)
    domains: dict[str, AssetDomain] = field(default_factory=dict)  #: by name, whether or not they serve

    def open_domain(self, environment: Environment) -> None:
        domain = AssetDomain(environment, self.exchange.account.auth_token)
        self.domains[environment.domain_name] = domain
        self.exchange.hosts[environment.domain_name] = WsgiFetcher(domain)

    def now(self) -> datetime:
        return self.exchange.now

    def new_sid(self, prefix: str) -> str:
        return self.exchange.new_sid(prefix)

    def views(self, asked: Asked) -> Views:
        return Views(account_sid=self.exchange.account.sid, root=asked.root)

    def service(self, asked: Asked) -> Service:
        """The service of the path, by SID or by unique name."""
        wanted = asked.ids["service"]
        for service in self.services.values():
            if wanted in {service.sid, service.unique_name}:
                return service
        raise not_found(asked.path)

    def environment(self, asked: Asked) -> Environment:
        return found(self.service(asked).environments, asked, "environment")

    def asset(self, asked: Asked) -> Asset:
        return found(self.service(asked).assets, asked, "asset")


def found(records: Mapping[str, Record], asked: Asked, name: str) -> Record:
    """The record whose SID stands in the path under `name`; 404 when there is none."""
    record = records.get(asked.ids[name])
    if record is None:
        raise not_found(asked.path)
    return record


def required(asked: Asked, name: str) -> str:
    value = asked.form.text(name)
    if not value:
        raise RestError(400, 20001, f"Missing required parameter {name} in the post body")
    return value
