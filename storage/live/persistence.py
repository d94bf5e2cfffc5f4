"""Whether the live store keeps what it has acknowledged, by its own settings."""

from dataclasses import dataclass
from typing import Any

from redis import Redis
from redis.exceptions import ResponseError

from storage.live.client import LiveClient


@dataclass(frozen=True, slots=True, kw_only=True)
class Persistence:
    """Redis's settings, "" where it does not tell. appends: yes or no; syncs: always, everysec or no."""

    appends: str
    syncs: str
    policy: str


def persistence(client: LiveClient) -> Persistence:
    """Ask for them. Raises StoreUnavailableError. Hosted servers may refuse to tell their settings."""

    def ask(redis: Redis) -> dict[str, str]:
        try:
            told: Any = redis.config_get("append*")
            policy: Any = redis.config_get("maxmemory-policy")
        except ResponseError:
            return {}
        return {_text(name): _text(value) for name, value in {**told, **policy}.items()}

    told = client.run(ask)
    return Persistence(
        appends=told.get("appendonly", ""),
        syncs=told.get("appendfsync", ""),
        policy=told.get("maxmemory-policy", ""),
    )


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
