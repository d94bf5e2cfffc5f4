"""The phones on the page: who called whom, what each hears, and what its user does with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from emulator.exchange import Exchange
from emulator.leg import Leg, Speech
from emulator.model import Message

WORDS_A_SECOND = 165 / 60
KEPT = 2  #: phones whose call is over and that stay on the page: the newest of each role
KINDS = {"say": "heard", "voice": "heard", "play": "played", "tone": "event", "error": "alert"}
Shown = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a transcript. kind: heard, played, pressed, said, event or alert. at: on the clock."""

    kind: str
    at: float
    text: str


@dataclass(slots=True, kw_only=True)
class PagePhone:
    """One leg that the page plays. role: it called a line, or the exchange called it.

    entries only grow, in the order in which things happened, so that the page can go on from what it has.
    """

    leg: Leg
    role: Literal["caller", "called"]
    since: float
    entries: list[Entry] = field(default_factory=list)
    _taken: int = 0
    _was_answered: bool = False
    _company: str = ""

    def note(self, kind: str, text: str) -> None:
        self.entries.append(Entry(kind=kind, at=self.leg.exchange.clock.elapsed, text=text))

    def watch(self, name: Callable[[str], str]) -> None:
        """Take down what has come since the last look: the answer, the other side, what was heard."""
        if self.leg.call.answered and not self._was_answered:
            self._was_answered = True
            self.note("event", "Connected.")
        company = _company(self.leg, name)
        if company != self._company:
            self._company = company
            self.note("event", company or "The other side is gone.")
        for line in self.leg.heard[self._taken :]:
            text = f"♪ {line.text}" if line.kind == "play" else line.text
            self.entries.append(Entry(kind=KINDS[line.kind], at=line.since, text=text))
        self._taken = len(self.leg.heard)


def _company(leg: Leg, name: Callable[[str], str]) -> str:
    """Say who is on the other end of a bridge or in the conference, or that one is held; empty: nobody."""
    if leg.seat is not None and leg.seat.participant.hold:
        return "You are on hold."
    others = [leg.bridged] if leg.bridged is not None else leg.seat.others() if leg.seat is not None else []
    names = dict.fromkeys(_named(other, name) for other in others)
    return f"You are talking to {' and '.join(names)}." if names else ""


def _named(leg: Leg, name: Callable[[str], str]) -> str:
    """What to call a leg: a softphone's address would tell nobody who that is."""
    address = leg.call.from_ if leg.call.direction == "inbound" else leg.call.to
    return "somebody with a softphone" if address.startswith("client:") else name(address)


class Handsets:
    """Every phone of the page. It is the exchange's handset for all numbers but those that only ring out.

    names: what to call a number on the page. All methods run inside `exchange.entered()`.
    """

    def __init__(self, exchange: Exchange, names: Mapping[str, str]) -> None:
        self._exchange = exchange
        self.names = names
        self.phones: dict[str, PagePhone] = {}
        exchange.observers.append(self._observed)

    # What the exchange tells (Handset)

    def rings(self, leg: Leg) -> None:
        self._add(leg, "called")

    def over(self, leg: Leg) -> None:
        phone = self.phones.get(leg.call.sid)
        if phone is not None:
            phone.watch(self.name)
            phone.note("event", "The call is over.")

    def texted(self, message: Message) -> None:
        """Nothing to do: the page lists the exchange's messages."""

    def _observed(self, what: str, _thing: object) -> None:
        if what in {"call", "heard", "conference"}:
            for phone in self.phones.values():
                if phone.leg.is_live:
                    phone.watch(self.name)

    # What the user does

    def adopt(self, leg: Leg) -> None:
        """Show a call that the page has placed."""
        self._add(leg, "caller")

    def press(self, phone: PagePhone, digits: str) -> None:
        for digit in digits:
            phone.note("pressed", digit)
            phone.leg.presses(digit)

    def say(self, phone: PagePhone, text: str) -> None:
        phone.note("said", text or "(nothing)")
        phone.leg.speaks(Speech(text=text, seconds=len(text.split()) / WORDS_A_SECOND))

    def _add(self, leg: Leg, role: Literal["caller", "called"]) -> None:
        phone = PagePhone(leg=leg, role=role, since=self._exchange.clock.elapsed)
        self.phones[leg.call.sid] = phone
        phone.watch(self.name)
        over = [sid for sid, one in self.phones.items() if one.role == role and not one.leg.is_live]
        for sid in over[:-KEPT]:
            del self.phones[sid]

    def put_down(self) -> None:
        """Hang up every phone that is held: whose page is closed, nobody is there to go on talking.

        One that only rings goes on ringing.
        """
        for phone in self.phones.values():
            if phone.leg.is_live and (phone.role == "caller" or phone.leg.call.answered):
                phone.leg.hang_up()

    def clear(self) -> None:
        """Take the phones whose call is over off the page."""
        for sid in [sid for sid, phone in self.phones.items() if not phone.leg.is_live]:
            del self.phones[sid]

    # What the page shows

    def show(self, phone: PagePhone) -> Shown:
        call = phone.leg.call
        calling = phone.role == "caller"
        return {
            "sid": call.sid,
            "role": phone.role,
            "title": self.name(call.to),
            "subtitle": f"{self.name(call.from_)} calls {call.to}"
            if calling
            else f"{call.to}, called by {self.name(call.from_)}",
            "status": call.status,
            "answered_at": call.answered.timestamp() if call.answered else None,
            "ended_at": call.ended.timestamp() if call.ended else None,
            "takes": takes(phone.leg) if phone.leg.is_live else "",
            "rings": [
                {"sid": one.call.sid, "name": self.name(one.call.to)} for one in rung(phone.leg) if calling
            ],
            "lines": [
                {"at": max(entry.at - phone.since, 0.0), "kind": entry.kind, "text": entry.text}
                for entry in phone.entries
            ],
        }

    def show_text(self, text: Message) -> Shown:
        return {
            "sid": text.sid,
            "from": text.from_,
            "from_name": self.name(text.from_),
            "to": text.to,
            "to_name": self.name(text.to),
            "body": text.body,
            "direction": text.direction,
        }

    def name(self, number: str) -> str:
        return self.names.get(number, number)


def rung(leg: Leg) -> list[Leg]:
    """Those whom this leg's Dial rings, or who have picked up and are not connected yet."""
    return [one for one in leg.children if one.is_live and one.bridged is None and not one.moved_away]


def takes(leg: Leg) -> str:
    """What the open Gather or Record waits for, in one word of the page; empty: nothing."""
    waiting = leg.listening
    if waiting is None:
        return ""
    if waiting.verb == "Record":
        return "recording"
    if waiting.keys and waiting.speech:
        return "both"
    return "keys" if waiting.keys else "speech"
