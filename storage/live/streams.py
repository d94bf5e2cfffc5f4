"""Which agents have a stream open, at any process: leases, so that a process that dies leaves no ghosts."""

from collections.abc import Iterable

from storage.live.client import LiveClient
from storage.live.keys import Keys

LEASE_MS = 12_000  #: three renewals may fail


class Streams:
    """The open streams of one tenant. Raises StoreUnavailableError when the store gives no answer."""

    def __init__(self, client: LiveClient, tenant: str) -> None:
        self._client = client
        self._key = Keys(tenant).streams

    def keep(self, streams: Iterable[tuple[str, str]], lease_ms: int = LEASE_MS) -> tuple[str, ...]:
        """Renew the leases of these streams, each an agent's id and an id of its own; new ones begin.

        Returns the agents whose last lease has lapsed since: told once, to whoever asks first.
        """
        names = [_name(agent, stream) for agent, stream in streams]
        return tuple(
            agent.decode() for agent in self._client.script("keep_streams", [self._key], [lease_ms, *names])
        )

    def end(self, agent: str, stream: str) -> bool:
        """Give up a lease. True: it was the agent's last."""
        return bool(self._client.script("end_stream", [self._key], [_name(agent, stream)]))


def _name(agent: str, stream: str) -> str:
    return f"{agent} {stream}"
