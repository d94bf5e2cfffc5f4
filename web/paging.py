"""The webhooks of a page that goes on by REST: those of its legs, and of the caller they bring along."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, request
from werkzeug.datastructures import MultiDict

from storage.record.bounded import RecordUnavailable
from storage.record.promises import Promise
from switchboard import meeting, page_rooms, paged_legs, staying
from switchboard.paged_legs import Paged
from switchboard.services import Services
from switchboard.strangers import not_ours
from telephony import heard, paging_twiml, twiml
from web.assembled import services_of
from web.last_resort import answered_by, answers_anyway, say_goodbye
from web.signed import signed

paging = Blueprint("paging", __name__, url_prefix="/twilio/paging")

_COUNTS = frozenset("0123456789")
#: So often a leg waits for SQL, for so many seconds each time: a database takes over from another in less.
MOST_WAITS = 5
WAIT_S = 3
#: What a taker's leg hears next: services, whose request it is, the row, the language they are spoken to in.
_Next = Callable[[Services, Paged, Promise, str], str]


def goodbye() -> Response:
    return twiml_of(say_goodbye())


def waits_for_the_record(view: Callable[[], Response]) -> Callable[[], Response]:
    """Let a leg wait while SQL is away, and ask again with the key that was pressed; not for ever."""

    @wraps(view)
    def waiting() -> Response:
        try:
            return view()
        except RecordUnavailable:
            waited = _count("w")
            if waited >= MOST_WAITS:
                raise
            more = {"w": str(waited + 1), "key": keys_of(), "d": dial_status()}
            return twiml_of(_once_more("One moment please.", more))

    return waiting


@paging.post("/whisper")
@signed
@answered_by(goodbye)
@waits_for_the_record
def picked_up() -> Response:
    """Somebody on call has picked up."""
    paged = paged_of()
    return twiml_of(not_ours() if paged is None else paged_legs.whisper(services_of(current_app), paged))


@paging.post("/key")
@signed
@answered_by(goodbye)
@waits_for_the_record
def pressed() -> Response:
    """A key, or none."""
    paged = paged_of()
    return twiml_of(
        not_ours() if paged is None else paged_legs.key(services_of(current_app), paged, keys_of())
    )


@paging.post("/wait")
@signed
@answered_by(lambda: twiml_of(_once_more("", {})))
def waited() -> Response:
    """Somebody is alone in the room, the caller or whoever has accepted."""
    paged = paged_of()
    if paged is None:
        return twiml_of(_once_more("", {}))
    return twiml_of(staying.wait(services_of(current_app), paged, language()))


@paging.post("/status")
@signed
@answers_anyway
def told_status() -> Response:
    """A leg of a ring is over."""
    paged = paged_of()
    if paged is not None and heard.over(request.form):
        busy = request.form.get("CallStatus") == "busy"
        paged_legs.ended(services_of(current_app), paged, busy=busy)
    return Response(status=204)


@paging.post("/look")
@signed
@answered_by(goodbye)
@waits_for_the_record
def looked() -> Response:
    """Look for the caller, who may not have been brought."""
    return _of_taker(lambda all_, whose, row, words: meeting.meet(all_, whose.tenant, row, words, _count()))


@paging.post("/back")
@signed
@answered_by(goodbye)
@waits_for_the_record
def led_back() -> Response:
    """The caller has not come: they are called back."""
    return _of_taker(lambda all_, whose, row, words: meeting.call_back(all_, whose.tenant, row, words))


@paging.post("/reached")
@signed
@answered_by(lambda: twiml_of(twiml.BRIDGE))
def reached() -> Response:
    """A caller who is called back has picked up. Whatever fails here, they are connected."""
    paged = paged_of()
    if paged is None:
        return twiml_of(not_ours())
    meeting.reached(services_of(current_app), paged.tenant, paged.link)
    return twiml_of(twiml.BRIDGE)


@paging.post("/called")
@signed
@answered_by(goodbye)
@waits_for_the_record
def called() -> Response:
    """A call back is over."""
    status = dial_status()
    return _of_taker(lambda all_, whose, row, words: meeting.called(all_, whose.tenant, row, words, status))


@paging.post("/again")
@signed
@answered_by(goodbye)
@waits_for_the_record
def again() -> Response:
    """A key after a call back, or none."""
    return _of_taker(lambda all_, whose, row, words: meeting.again(all_, whose.tenant, row, words, keys_of()))


@paging.post("/over")
@signed
@answered_by(goodbye)
@waits_for_the_record
def room_closed() -> Response:
    """Whoever has accepted is alone again."""
    return _of_taker(lambda all_, whose, row, words: meeting.over(all_, whose.tenant, row, words))


@paging.post("/room")
@signed
@answers_anyway
def told_room() -> Response:
    """Somebody has come into the room."""
    paged, news = paged_of(), heard.room_news(request.form)
    if paged is not None and news is not None and news.event == "participant-join":
        page_rooms.came(services_of(current_app), paged.tenant, paged.link, news.leg)
    return Response(status=204)


def _of_taker(next_: _Next) -> Response:
    """Answer the leg that has the page; any other leg is hung up."""
    paged = paged_of()
    row = None if paged is None or heard.over(request.form) else _row(paged)
    if paged is None or row is None or not meeting.is_theirs(row, paged.leg):
        return twiml_of(not_ours())
    services = services_of(current_app)
    return twiml_of(next_(services, paged, row, paged_legs.language_of(services, paged, row)))


def paged_of() -> Paged | None:
    leg = heard.leg(request.form)
    known = leg.call_id if leg is not None else request.form.get("CallSid", "")
    note = request.args.get("s", "")
    return paged_legs.read(services_of(current_app), note, known, _count()) if known else None


def keys_of() -> str:
    """The keys that were pressed, with this request or with the one that it repeats."""
    return heard.keys(request.form) or heard.keys(MultiDict({"Digits": request.args.get("key", "")}))


def _once_more(words: str, more: Mapping[str, str]) -> str:
    """Ask for the same document again, a little later."""
    query = {name: request.args[name] for name in ("s", "n", "l") if name in request.args}
    here = f"{services_of(current_app).public_url}{request.path}?{urlencode({**query, **more})}"
    return paging_twiml.looks_again(words, "en-GB", WAIT_S, here)


def dial_status() -> str:
    """How a dialled leg ended, by this request or by the one that it repeats."""
    return request.form.get("DialCallStatus") or request.args.get("d", "")


def language() -> str:
    """The language that a leg is spoken to in, as its address says."""
    return request.args.get("l", "")


def _count(name: str = "n") -> int:
    """How often this document was given before, or (w) waited for."""
    count = request.args.get(name, "0")
    return int(count) if count in _COUNTS else max(map(int, _COUNTS))


def _row(paged: Paged) -> Promise | None:
    return services_of(current_app).record.bounded.run(paged.tenant.pages.read, paged.link.page)


def twiml_of(document: str) -> Response:
    return Response(document, mimetype="text/xml")
