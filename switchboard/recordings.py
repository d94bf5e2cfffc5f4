"""A recording finds what it belongs to, a promise or a talk, in whatever order Twilio tells of it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import structlog

from ivr.questions import HandIn, Promised
from routing.floor.network_news import RecordingNews
from storage.journal import JournalUnavailable
from storage.record.bounded import RecordUnavailable
from storage.record.recordings import RUNNING, Recording, Recordings
from switchboard.agent import obey_aside
from switchboard.services import Services, Tenant
from telephony.heard import TalkNews

log = structlog.get_logger(__name__)


def hand_in(services: Services, tenant: Tenant, given: HandIn, call_id: str) -> Promised:
    """Note which recording holds a message. May be repeated.

    Nothing was said: there is no message to hear, so its promise is taken back; an alert beside it stands. A
    recording that is told of after all makes a promise of its own.
    """
    handed = Promised(promise=given.key)
    if not given.recording or given.seconds < 1:
        _take_back(services, tenant, given.key)
        return handed
    now = services.clock()
    try:
        services.record.bounded.run(attach, tenant, given, call_id, now)
    except RecordUnavailable:
        _journal(services, tenant, given, call_id, now)
    return handed


def hand_in_late(services: Services, tenant: Tenant, call_id: str, recording: str, seconds: int) -> None:
    """Note a recording that is told of apart from its call's turns: it belongs to the call's open message."""
    hand_in(services, tenant, HandIn(key="", recording=recording, seconds=seconds), call_id)


def _take_back(services: Services, tenant: Tenant, key: str) -> None:
    """Cancel the promise of an empty message; one that is still in the journal is cancelled after it."""
    if not key:
        return
    try:
        if services.record.bounded.run(take_back, tenant, key):
            return
    except RecordUnavailable:
        log.warning("empty_message_waits", key=key)
    try:
        services.journal.write("cancel", {"tenant": tenant.name, "key": key})
    except JournalUnavailable:
        log.exception("empty_message_not_cancelled", key=key)


def take_back(tenant: Tenant, key: str) -> bool:
    """Cancel in SQL. False: there is no such promise there."""
    return tenant.promises.cancel(key, "nothing was said") or tenant.promises.find(key) is not None


def attach(tenant: Tenant, given: HandIn, call_id: str, now: datetime) -> None:
    """Attach in SQL: to the message of its key, else to the call's message that has no recording yet.

    The key may name no row: a call that was resumed has lost count, and a row may still be in the journal.
    """
    recording = given.recording
    messages = [row for row in tenant.promises.open_of(call_id) if row.kind == "voicemail"]
    if any(row.recording_sid == recording for row in messages):
        return
    empty = [row.key for row in messages if row.recording_sid is None]
    own = f"{call_id}/{recording}"
    if given.key in empty:
        key = given.key
    elif empty:
        key = empty[0]
    else:
        key = own if given.key in {"", *(row.key for row in messages)} else given.key
    tenant.promises.attach_recording(call_id, key, recording, given.seconds, now)


def _journal(services: Services, tenant: Tenant, given: HandIn, call_id: str, now: datetime) -> None:
    body = {
        "tenant": tenant.name,
        "call_id": call_id,
        "key": given.key,
        "recording": given.recording,
        "seconds": given.seconds,
        "at": now.isoformat(),
    }
    try:
        services.journal.write("recording", body)
    except JournalUnavailable:
        log.exception("recording_not_noted", **body)


def take_talk_news(services: Services, tenant: Tenant, call_id: str, news: TalkNews) -> None:
    """Keep which recording a talk has, and let its agents see that it runs, or that it is over."""
    told = Recording(
        sid=news.recording,
        call_id=call_id,
        conference=news.conference,
        state=RUNNING if news.state == "on" else "kept" if news.seconds else "absent",
        seconds=news.seconds,
    )
    now = services.clock()
    try:
        services.record.bounded.run(note_talk, services, tenant.name, told, now)
    except RecordUnavailable:
        _journal_talk(services, tenant, told, now)
    obey_aside(services, tenant, RecordingNews(call=call_id, conference=news.conference, state=news.state))


def note_talk(services: Services, tenant: str, told: Recording, now: datetime) -> None:
    """Keep it in SQL. May be repeated."""
    Recordings(services.record, tenant).note(told, now)


def _journal_talk(services: Services, tenant: Tenant, told: Recording, now: datetime) -> None:
    body = {"tenant": tenant.name, "at": now.isoformat(), **asdict(told)}
    try:
        services.journal.write("talk", body)
    except JournalUnavailable:
        log.exception("recording_not_noted", **body)
