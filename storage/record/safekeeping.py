"""Promises that hold while SQL does not answer: the local journal is their row until SQL has them.

Source: architecture sections 5 and 6; reliability.md D2.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from storage.journal import WITHIN_S, Journal
from storage.record.bounded import RecordUnavailable
from storage.record.engine import Record
from storage.record.promises import NewPromise, Promises

_PROMISE = "promise"
_RECORDING = "recording"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """Which recording holds the message of the voicemail with this key."""

    call_id: str
    key: str
    sid: str
    seconds: int


class Safekeeping:
    """Writes to SQL within 150 ms, and else to the journal within 150 ms. One a process.

    SQL may take a late write and the journal the same one: the key makes it one promise. What the journal
    took can be read in SQL only after `catch_up`.
    """

    def __init__(self, record: Record, journal: Journal) -> None:
        self._record = record
        self._journal = journal

    def make(self, tenant: str, new: NewPromise, now: datetime) -> None:
        """Write the promise down. Raises JournalUnavailable when neither took it: then promise nothing."""
        try:
            self._record.bounded.run(Promises(self._record, tenant).make, new, now, within_s=WITHIN_S)
        except RecordUnavailable:
            written = asdict(new) | {"due_at": new.due_at.isoformat()}
            self._journal.write(_PROMISE, {"tenant": tenant, "now": now.isoformat(), "new": written})

    def attach_recording(self, tenant: str, recording: Recording, now: datetime) -> None:
        """Note which recording holds a message; the carrier tells it once. Raises JournalUnavailable."""
        try:
            self._record.bounded.run(_attach, self._record, tenant, recording, now, within_s=WITHIN_S)
        except RecordUnavailable:
            written = {"tenant": tenant, "now": now.isoformat(), "recording": asdict(recording)}
            self._journal.write(_RECORDING, written)

    def catch_up(self) -> int:
        """Bring what the journal holds into SQL, oldest first; return how many entries that were.

        For the follower, every few seconds. What SQL does not take now stays for the next time.
        """
        return self._journal.replay(self._into_sql)

    def _into_sql(self, kind: str, body: Mapping[str, Any]) -> bool:
        now = datetime.fromisoformat(body["now"])
        try:
            if kind == _RECORDING:
                recording = Recording(**body["recording"])
                self._record.bounded.run(_attach, self._record, body["tenant"], recording, now)
            else:
                due_at = datetime.fromisoformat(body["new"]["due_at"])
                new = NewPromise(**{**body["new"], "due_at": due_at})
                self._record.bounded.run(Promises(self._record, body["tenant"]).make, new, now)
        except RecordUnavailable:
            return False
        return True


def _attach(record: Record, tenant: str, recording: Recording, now: datetime) -> None:
    promises = Promises(record, tenant)
    promises.attach_recording(recording.call_id, recording.key, recording.sid, recording.seconds, now)
