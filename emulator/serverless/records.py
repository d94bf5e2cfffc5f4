"""What Serverless keeps: services, environments, assets and their versions, builds, deployments.

Source: the OpenAPI file twilio_serverless_v1.json. E2, the fallback that outlives Ringdown, stands on it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Visibility = Literal["public", "private", "protected"]


@dataclass(slots=True, kw_only=True)
class AssetVersion:
    """One content of an asset. Immutable once uploaded; path begins with a slash."""

    sid: str
    asset_sid: str
    path: str
    visibility: Visibility
    content: bytes
    content_type: str
    created: datetime


@dataclass(slots=True, kw_only=True)
class Asset:
    sid: str
    friendly_name: str
    created: datetime
    versions: dict[str, AssetVersion] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Build:
    """A set of asset versions. It says `building` when it is made and `completed` whenever it is asked."""

    sid: str
    runtime: str
    created: datetime
    versions: list[AssetVersion]


@dataclass(slots=True, kw_only=True)
class Deployment:
    sid: str
    build_sid: str | None
    created: datetime


@dataclass(slots=True, kw_only=True)
class Environment:
    """A domain and the build that it serves; `build` is None until the first deployment."""

    sid: str
    unique_name: str
    domain_suffix: str
    domain_name: str
    created: datetime
    updated: datetime
    build: Build | None = None
    deployments: dict[str, Deployment] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Service:
    sid: str
    unique_name: str
    friendly_name: str
    include_credentials: bool
    ui_editable: bool
    domain_base: str
    created: datetime
    environments: dict[str, Environment] = field(default_factory=dict)
    assets: dict[str, Asset] = field(default_factory=dict)
    builds: dict[str, Build] = field(default_factory=dict)
