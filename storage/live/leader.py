"""One process leads a task, the others stand by.

The lead is a hint, never a fence: a leader that was paused longer than the lead lasts goes on for a moment
beside the next one. What must happen once is fenced where it is written, by its own row.
"""

from storage.live.client import LiveClient
from storage.live.keys import Keys

LEAD_MS = 10_000  #: a stopped leader is followed by the next within this time; hold it again each third of it


class Lead:
    """The lead of one task of a tenant, as one process sees it.

    token: this process's own, unlike any other. Both raise StoreUnavailableError when the store gives no
    answer: the task then rests, since nobody can know who leads.
    """

    def __init__(self, client: LiveClient, tenant: str, task: str, token: str) -> None:
        self._client = client
        self._key = Keys(tenant).leader(task)
        self._token = token

    def hold(self) -> bool:
        """Take the lead or keep it, for LEAD_MS from now. False: another process has it."""
        return bool(self._client.script("hold_lead", [self._key], [self._token, LEAD_MS]))

    def release(self) -> None:
        """Give it up, so that the next one need not wait. Not ours: nothing happens."""
        self._client.script("release_lead", [self._key], [self._token])
