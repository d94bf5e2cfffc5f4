"""Recordings: read, list, start, pause, stop, delete, and their sound as .wav or .mp3."""

from dataclasses import dataclass

from emulator import recordings
from emulator.exchange import Exchange
from emulator.model import API_VERSION, Callback, Recording
from emulator.rest import filters
from emulator.rest.dispatch import Asked, Route
from emulator.rest.paging import page_of
from emulator.rest.sound import mp3_of, wav_of
from emulator.rest.wire import API, Reply, RestError, created, deleted, not_found, rfc2822, shown

STATUSES = ("paused", "in-progress", "stopped")


@dataclass(frozen=True, slots=True)
class Recordings:
    exchange: Exchange

    def routes(self) -> list[Route]:
        account = API + "/Accounts/<sid:account>"
        of_call = account + "/Calls/<sid:call>/Recordings"
        of_room = account + "/Conferences/<sid:conference>/Recordings"
        one = account + "/Recordings/<sid:recording>"
        return [
            ("GET", account + "/Recordings.json", self.listing),
            ("GET", of_room + ".json", self.listing),
            ("GET", of_room + "/<sid:recording>.json", self.read),
            ("POST", of_room + "/<sid:recording>.json", self.update),
            ("POST", of_room + "/Twilio.CURRENT.json", self.update),
            ("DELETE", of_room + "/<sid:recording>.json", self.delete),
            ("GET", of_call + ".json", self.listing),
            ("POST", of_call + ".json", self.start),
            ("GET", of_call + "/<sid:recording>.json", self.read),
            ("POST", of_call + "/<sid:recording>.json", self.update),
            ("POST", of_call + "/Twilio.CURRENT.json", self.update),
            ("DELETE", of_call + "/<sid:recording>.json", self.delete),
            ("GET", one + ".json", self.read),
            ("DELETE", one + ".json", self.delete),
            ("GET", one, self.wav),
            ("GET", one + ".wav", self.wav),
            ("GET", one + ".mp3", self.mp3),
        ]

    def listing(self, asked: Asked) -> Reply:
        kept = [recording for recording in self.exchange.recordings.values() if recording.status != "deleted"]
        found = filters.equal_to(
            reversed(kept),
            asked.query,
            CallSid=lambda recording: recording.call_sid,
            ConferenceSid=lambda recording: recording.conference_sid,
        )
        if call := asked.ids.get("call"):
            found = [recording for recording in found if recording.call_sid == call]
        if conference := asked.ids.get("conference"):
            found = [recording for recording in found if recording.conference_sid == conference]
        found = filters.dated(found, asked.query, "DateCreated", lambda recording: recording.started)
        body = page_of(
            "recordings", found, lambda one: self._show(one, asked), path=asked.path, query=asked.query
        )
        return shown(body)

    def start(self, asked: Asked) -> Reply:
        callback = Callback(
            url=asked.form.url("RecordingStatusCallback") or "",
            method=asked.form.method("RecordingStatusCallbackMethod"),
            events=frozenset(asked.form.words("RecordingStatusCallbackEvent") or ("completed",)),
        )
        if asked.ids["call"] not in self.exchange.calls:
            raise not_found(asked.path)
        channels = 2 if asked.form.text("RecordingChannels") == "dual" else 1
        recording = recordings.start_recording(self.exchange, asked.ids["call"], callback, channels=channels)
        return created(self._show(recording, asked))

    def read(self, asked: Asked) -> Reply:
        return shown(self._show(self._find(asked), asked))

    def update(self, asked: Asked) -> Reply:
        recording = self._find(asked)
        status = asked.form.one_of("Status", STATUSES, 21475)
        if status is None:
            raise RestError(400, 21475, "Status is required")
        skip = asked.form.one_of("PauseBehavior", ("skip", "silence"), 21475) == "skip"
        updated = recordings.update_recording(self.exchange, recording.sid, status, skip=skip)
        return shown(self._show(updated, asked))

    def delete(self, asked: Asked) -> Reply:
        recordings.delete_recording(self.exchange, self._find(asked).sid)
        return deleted()

    def wav(self, asked: Asked) -> Reply:
        recording = self._with_media(asked)
        media = wav_of(recording.duration_s, recording.channels)
        return Reply(status=200, media=media, content_type="audio/x-wav")

    def mp3(self, asked: Asked) -> Reply:
        media = mp3_of(self._with_media(asked).duration_s)
        return Reply(status=200, media=media, content_type="audio/mpeg")

    def _with_media(self, asked: Asked) -> Recording:
        recording = self._find(asked)
        if recording.media_ready is None or self.exchange.now < recording.media_ready:
            raise not_found(asked.path)
        return recording

    def _find(self, asked: Asked) -> Recording:
        for recording in reversed(self.exchange.recordings.values()):
            if recording.status != "deleted" and _is_meant(recording, asked):
                return recording
        raise not_found(asked.path)

    def _show(self, recording: Recording, asked: Asked) -> dict[str, object]:
        return show_recording(self.exchange.account.sid, recording, asked)


def _is_meant(recording: Recording, asked: Asked) -> bool:
    """By its SID; or, for Twilio.CURRENT, the one that still runs (the newest is looked at first).

    Below a call or a conference only theirs is meant.
    """
    of_call, of_room = asked.ids.get("call"), asked.ids.get("conference")
    if of_call not in {None, recording.call_sid} or of_room not in {None, recording.conference_sid}:
        return False
    sid = asked.ids.get("recording")
    return recording.sid == sid if sid else recording.status in {"in-progress", "paused"}


def show_recording(account_sid: str, recording: Recording, asked: Asked) -> dict[str, object]:
    """One recording as the API shows it, with the keys of both official examples."""
    account = f"{API}/Accounts/{account_sid}"
    own = f"{account}/Recordings/{recording.sid}"
    of_call = f"{account}/Calls/{recording.call_sid}/Recordings/{recording.sid}"
    return {
        "sid": recording.sid,
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "call_sid": recording.call_sid or None,
        "conference_sid": recording.conference_sid or None,
        "channels": recording.channels,
        "date_created": rfc2822(recording.started),
        "date_updated": rfc2822(recording.updated),
        "start_time": rfc2822(recording.started),
        "duration": str(recording.duration_s) if recording.duration_s >= 0 else None,
        "encryption_details": None,
        "error_code": None,
        "media_url": asked.root + own,
        "price": None,
        "price_unit": "USD",
        "source": recording.source,
        "status": recording.status,
        "subresource_uris": {
            "add_on_results": f"{own}/AddOnResults.json",
            "transcriptions": f"{own}/Transcriptions.json",
        },
        "track": recording.track,
        "uri": f"{of_call if 'call' in asked.ids else own}.json",
    }
