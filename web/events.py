"""GET /events: the news of a company's floor as server-sent events, resumed where they broke.

Source: cti-and-desktop.md section 6.3.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from flask import Blueprint, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from cti.events import Event, control
from cti.frames import HEARTBEAT, comes_back_after, frame
from cti.pop import reference_of
from routing.floor.people import Agent
from storage.live.client import StoreUnavailableError
from storage.live.facts import Entry, Facts
from storage.record.bounded import RecordUnavailable
from switchboard.agent import FloorBusyError
from web.access import SignedIn, allowed, is_still_in, present, refuse_foreign, signed_in
from web.desk.state import Looker, pop_now, state_of
from web.fanout import FanOut, TooManyStreamsError, fanout_of, told_by
from web.links import HEADER, Link
from web.viewers import Parts, Stream, Viewer, may_see, parts_before

log = structlog.get_logger(__name__)
events = Blueprint("events", __name__)

#: So often a comment is sent, news or not. The page answers each by a beat (web/beats.py): by this and not by
#: a timer, which browsers hold back in pages that nobody looks at.
HEARTBEAT_S = 10.0
#: Streams end after so long, so that a deploy drains them.
LASTS_S = 900.0
#: How often the sign-in behind a stream is looked at again.
CHECKED_EVERY_S = 30.0
RETRY_MS, JITTER_MS = 2_000, 2_000
#: How far back a stream resumes: facts, and time.
MOST_REPLAYED = 100_000
REPLAYED = timedelta(hours=24)
PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One open stream and what it is fed by."""

    who: SignedIn
    looker: Looker
    fanout: FanOut
    stream: Stream

    @property
    def now(self) -> datetime:
        return self.looker.services.clock()

    @property
    def facts(self) -> Facts:
        return self.looker.tenant.facts


@events.get("/events")
def stream() -> ResponseReturnValue:
    """204 tells a browser's EventSource that is signed out to come back no more."""
    if request.accept_mimetypes.provided and "text/event-stream" in request.headers["Accept"]:
        try:
            if signed_in() is None:
                return "", 204
        except RecordUnavailable:
            log.warning("feed_without_record")  # the guard of the stream asks again, and answers 503
    return _open()


@allowed("agent", "supervisor")
def _open() -> ResponseReturnValue:
    refuse_foreign()  # it reads only, yet it makes an agent look present
    who = present()
    looker, fanout = Looker.of(who), fanout_of(current_app)
    viewer = Viewer(id=who.id, role=who.role, queues=frozenset(who.member.profile.queues))
    try:
        joined = fanout.join(who.tenant, viewer, _call_of(looker))
    except TooManyStreamsError:
        return _refused("Too many desks are connected here. Trying again in a moment.")
    feed = Feed(who=who, looker=looker, fanout=fanout, stream=joined)
    try:
        link = _linked(feed)
    except FloorBusyError:
        return _refused("The floor is busy. Trying again in a moment.")
    response = Response(_frames(feed, request.headers.get("Last-Event-ID", "")), mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Accel-Buffering"] = "no"
    response.headers[HEADER] = link.name
    response.call_on_close(lambda: fanout.links.end(link))
    response.call_on_close(lambda: fanout.leave(joined))
    return response


def _linked(feed: Feed) -> Link:
    """Let the floor know that the desk is there. A stream that cannot be linked leaves again."""
    with ExitStack() as undo:
        undo.callback(feed.fanout.leave, feed.stream)
        link = feed.fanout.links.begin(feed.who.member.profile, feed.who.token, feed.stream)
        undo.pop_all()
        return link


def _refused(words: str) -> ResponseReturnValue:
    return jsonify(error=words), 503, {"Retry-After": "5"}


def _frames(feed: Feed, last_id: str) -> Iterator[bytes]:
    """Yield the whole stream: what was missed or how things stand, then the news as it comes."""
    yield comes_back_after(RETRY_MS + secrets.randbelow(JITTER_MS))
    try:
        from_number = resumes_at(feed.facts, last_id, feed.now)
        if from_number is None:
            done, beginning = _anew(feed, is_lost=bool(last_id))
            yield from beginning
        else:
            done = feed.stream.since
            yield from _missed(feed, from_number)
    except (StoreUnavailableError, RecordUnavailable) as away:
        log.warning("feed_not_begun", why=str(away))
        return
    yield from _news(feed, done)


def _news(feed: Feed, done: int) -> Iterator[bytes]:
    """Yield what comes after `done`, until the stream is to end: late, behind, blind or signed out."""
    stopwatch = feed.looker.services.stopwatch
    ends_s = stopwatch() + LASTS_S
    checked_s = stopwatch()
    # The first one comes at any moment of the ten seconds: pages that came at once, as after a restart, are
    # not to say all at once, again and again, that they are there.
    beats_s = checked_s - secrets.randbelow(int(HEARTBEAT_S * 1000)) / 1000
    while stopwatch() < ends_s and not (feed.stream.is_behind or feed.stream.is_over or feed.fanout.is_blind):
        event = feed.stream.take(max(0.0, min(beats_s + HEARTBEAT_S, ends_s) - stopwatch()))
        if event is not None and (not event.number or event.number > done):
            yield frame(_with_pop(feed, event))
        if stopwatch() - beats_s >= HEARTBEAT_S:
            beats_s = stopwatch()
            yield HEARTBEAT
        if stopwatch() - checked_s >= CHECKED_EVERY_S:
            checked_s = stopwatch()
            if not _is_still_in(feed):
                return


def _anew(feed: Feed, *, is_lost: bool) -> tuple[int, list[bytes]]:
    """Return how things stand and the number up to which that tells everything."""
    state = state_of(feed.looker)
    number = int(state["sequence"])
    snapshot = control(feed.who.tenant, "feed.snapshot", number, feed.now, {"state": state})
    told = [control(feed.who.tenant, "feed.reset", 0, feed.now, {"reason": "not_kept"})] if is_lost else []
    return number, [frame(event) for event in (*told, snapshot)]


def _missed(feed: Feed, number: int) -> Iterator[bytes]:
    """Yield what came after this number and before the stream joined. Figures are not replayed.

    A pop is of the present, so offers have it only where their call is still the viewer's.
    """
    viewer, at = feed.stream.viewer, _call_of(feed.looker)
    if viewer.sees_all:
        parts = Parts()
    else:
        parts = parts_before(viewer, _told_after(feed, number), feed.fanout.parts(feed.who.tenant))
    for event in _told_after(feed, number):
        parts.hear(event)
        if may_see(viewer, event, parts):
            yield frame(_with_pop(feed, event) if at and event.call == at else event)
        parts.heard(event)


def _call_of(looker: Looker) -> str:
    """Return the call that the viewer is offered, at, or wraps up now; "" none."""
    record = looker.tenant.floor.read((looker.member.id,)).agents.get(looker.member.id)
    return "" if record is None else Agent.from_json(record.state).call


def _told_after(feed: Feed, number: int) -> Iterator[Event]:
    """Yield the events after this number that the stream was not there for."""
    since = feed.stream.since
    while number < since:
        page = feed.facts.after(number, PAGE)
        if not page:
            return
        number = page[-1].number
        told = (told_by(entry) for entry in page if entry.number <= since)
        yield from (event for event in told if event is not None)


def _with_pop(feed: Feed, event: Event) -> Event:
    """Give an agent's own offers their pop, by reference: names are read with the agent's own rights."""
    if event.name not in ("offer.created", "offer.accepted") or feed.who.id not in event.agents:
        return event
    try:
        pop = pop_now(feed.looker, event.call)
    except StoreUnavailableError:
        return event
    return event if pop is None else event.with_data(pop=reference_of(pop))


def _is_still_in(feed: Feed) -> bool:
    try:
        return is_still_in(feed.looker.services, feed.who)
    except RecordUnavailable:
        return True  # asked again half a minute later; the stream tells no more than it did


def resumes_at(facts: Facts, last_id: str, now: datetime) -> int | None:
    """Return the number after which a stream goes on. None: it begins anew: nothing, or too old.

    Raises StoreUnavailableError.
    """
    if not (last_id.isascii() and last_id.isdigit() and len(last_id) <= 16):
        return None
    number, last = int(last_id), facts.last()
    if number == last:
        return number
    oldest = facts.oldest()
    if number > last or last - number > MOST_REPLAYED or not oldest or number < oldest - 1:
        return None
    return None if _is_old(facts.after(number, 1), now) else number


def _is_old(first: Sequence[Entry], now: datetime) -> bool:
    """Whether the first fact that was missed is too long ago; one that cannot be read says nothing."""
    try:
        return any(datetime.fromisoformat(json.loads(each.fact)["at"]) < now - REPLAYED for each in first)
    except (KeyError, TypeError, ValueError):
        return False
