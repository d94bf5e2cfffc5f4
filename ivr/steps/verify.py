"""Find out who calls: by the number they call from, by an order or account number, by a PIN.

Source: flow-language 6 (verification), security.md P1, P2, C5. The limits that outlast a call and the
look-ups are behind the questions; the digits of a PIN live in one question and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from ivr import utterance, words
from ivr.at import At
from ivr.call import Call, reaches
from ivr.events import Event, Pressed, Spoke
from ivr.facts import CallerIdentified, VerificationFailed
from ivr.flow import Prompt
from ivr.move import Move, scratched
from ivr.questions import Answer, CheckPin, Denied, Found, Identify, NotFound, Recognise
from ivr.steps.listening import for_an_entry, is_skip

#: Wrong numbers and PINs in one call, over all its steps. Source: security.md P2.
MAX_TRIES = 3
#: What caller ID may tell of the caller: enough for routing, and to name the plan. Source: flow-language 6.
#: The account manager is who is rung (HK6, HK8); no words tell it below `identified` (the rule needs-level).
RECOGNISED_VALUES = frozenset({"plan", "kind", "language", "account_manager"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One way to find out. digits: fewest and most; attempts: times it is asked; grants: a level."""

    ask: Literal["ani", "order_number", "pin"]
    say: Prompt | None = None
    digits: tuple[int, int] | None = None
    attempts: int = 1
    secret: bool = False
    grants: str

    @property
    def lengths(self) -> tuple[int, int]:
        return self.digits or ((6, 6) if self.ask == "pin" else (8, 12))


@dataclass(frozen=True, slots=True, kw_only=True)
class Verify:
    """Factors are asked in order until the call has the level `want`; the outcome is the level it has.

    A number that a PIN follows is not looked up by itself: an unknown number and a wrong PIN sound the same.
    # alone skips a factor. Whatever cannot be answered grants nothing.
    """

    takes_anywhere: ClassVar[bool] = True

    want: str
    factors: tuple[Factor, ...]
    lockout_after: int = 5
    lockout_for_s: int = 1800

    def begin(self, at: At, /) -> Move:
        if not at.world.store:
            return Move(call=at.call, outcome=at.call.level)
        if "factor" in at.call.scratch:
            return self._ask(at, int(at.call.scratch["factor"]))
        return self._from(at, 0)

    def resume(self, at: At, event: Event, /) -> Move:
        if not at.world.store or "factor" not in at.call.scratch:
            return self.begin(at)
        place = int(at.call.scratch["factor"])
        factor = self.factors[place]
        entry = _entry(event, at.language)
        if factor.ask == "pin":
            return self._check(at, place, entry)
        if is_skip(event):
            return self._from(at, place + 1)
        if not entry:
            return self._unheard(at, place, event)
        if not _fits(entry, factor):
            return self._failed(at, place)
        return self._number_came(at, place, entry)

    def answered(self, at: At, answer: Answer, /) -> Move:
        place = int(at.call.scratch["factor"])
        factor = self.factors[place]
        match answer:
            case Found():
                return self._granted(at, place, answer)
            case _ if factor.ask == "ani":
                return self._from(at, place + 1)
            case NotFound():
                return self._failed(at, place)
            case Denied():
                refused = VerificationFailed(factor=factor.ask, reason="limited")
                return Move(call=at.call, facts=(refused,), outcome="locked")
            case _:
                failed = VerificationFailed(factor=factor.ask, reason="unavailable")
                return Move(call=at.call, facts=(failed,), outcome=at.call.level)

    def _from(self, at: At, place: int) -> Move:
        """Ask the next factor that can help, from `place` on; without one the step is over."""
        call = at.call
        if not reaches(call.level, self.want):
            for following in range(place, len(self.factors)):
                if _helps(self.factors[following], call):
                    return self._ask(at, following)
        return Move(call=call, outcome=call.level)

    def _ask(self, at: At, place: int) -> Move:
        factor = self.factors[place]
        call = at.call.but(scratch=scratched(at.call, factor=str(place)))
        if factor.ask == "ani":
            return Move(call=call, ask=Recognise(number=call.number))
        if call.tries >= MAX_TRIES:
            return Move(call=call, outcome="locked")
        fewest, most = factor.lengths
        listen = for_an_entry(
            at,
            most=most if fewest == most else 0,
            speech=factor.ask == "order_number" and not factor.secret,
        )
        return Move(call=call, verbs=(*((at.say(factor.say),) if factor.say else ()), listen))

    def _number_came(self, at: At, place: int, number: str) -> Move:
        keyed = at.call.but(scratch=scratched(at.call, number=number))
        pin_follows = any(
            factor.ask == "pin" and _helps(factor, keyed) for factor in self.factors[place + 1 :]
        )
        if pin_follows and not reaches(self.factors[place].grants, self.want):
            return self._from(replace(at, call=keyed), place + 1)
        return Move(
            call=keyed,
            ask=Identify(number=number, lockout_after=self.lockout_after, lockout_for_s=self.lockout_for_s),
        )

    def _check(self, at: At, place: int, pin: str) -> Move:
        """Check a PIN. Skipped, or silence: the number alone is looked up, if this step asked for it."""
        keyed = at.call.scratch.get("number", "")
        number = keyed or at.call.caller.get("order_number", "")
        if pin and not _fits(pin, self.factors[place]):
            return self._failed(at, place)
        if pin:
            question = CheckPin(
                number=number,
                pin=pin,
                lockout_after=self.lockout_after,
                lockout_for_s=self.lockout_for_s,
            )
            return Move(call=at.call, ask=question)
        without = at.call.but(scratch=scratched(at.call, no_pin="1"))
        asked = next((n for n in range(place) if self.factors[n].ask == "order_number"), None)
        if not keyed or asked is None:
            return self._from(replace(at, call=without), place + 1)
        back = without.but(scratch=scratched(without, factor=str(asked)))
        return Move(
            call=back,
            ask=Identify(number=keyed, lockout_after=self.lockout_after, lockout_for_s=self.lockout_for_s),
        )

    def _granted(self, at: At, place: int, found: Found) -> Move:
        factor = self.factors[place]
        call = at.call
        known = {name: value for name, value in found.values.items() if name != "customer"}
        if factor.ask == "ani":
            known = {name: value for name, value in known.items() if name in RECOGNISED_VALUES}
        else:
            known["order_number"] = call.scratch.get("number") or call.caller.get("order_number", "")
        customer = found.values.get("customer", "")
        level = call.level if reaches(call.level, factor.grants) else factor.grants
        identified = CallerIdentified(level=level, factor=factor.ask, customer=customer)
        granted = call.but(level=level, customer=customer, caller=known)
        move = self._from(replace(at, call=granted), place + 1)
        return replace(move, facts=(identified, *move.facts))

    def _failed(self, at: At, place: int) -> Move:
        """Count a wrong number or PIN, in the same words for both, and ask for the number again."""
        factor = self.factors[place]
        wrong = VerificationFailed(factor=factor.ask, reason="wrong")
        tried = at.call.but(tries=at.call.tries + 1)
        if tried.tries >= MAX_TRIES:
            return Move(call=tried, facts=(wrong,), outcome="locked")
        # Keys do not stop it: of a card number that was keyed at a PIN, the carrier drops the rest meanwhile.
        sorry = replace(words.say("no_such_customer", at.language), uninterrupted=True)
        move = self._once_more(replace(at, call=tried), place)
        said = (sorry, *move.verbs) if move.outcome is None else move.verbs
        return replace(move, verbs=said, facts=(wrong, *move.facts))

    def _unheard(self, at: At, place: int, event: Event) -> Move:
        """Ask once more after silence, or after words that are no number: nothing was guessed, so no try."""
        move = self._once_more(at, place)
        if not isinstance(event, Spoke) or move.outcome is not None:
            return move
        return replace(move, verbs=(words.say("wrong_entry", at.language), *move.verbs))

    def _once_more(self, at: At, place: int) -> Move:
        """Ask again, from the number on, as long as the factor's attempts last; then go on without."""
        scratch = dict(at.call.scratch)
        keyed = scratch.pop("number", "")
        misses = int(scratch.get("misses", "0")) + 1
        again = replace(at, call=at.call.but(scratch={**scratch, "misses": str(misses)}))
        if misses >= self.factors[place].attempts:
            return self._from(again, place + 1)
        numbers = (n for n in range(place) if keyed and self.factors[n].ask == "order_number")
        return self._ask(again, next(numbers, place))


def _entry(event: Event, language: str) -> str:
    """Return what was entered, "" for nothing; speech counts only as digits."""
    match event:
        case Pressed(digits=digits) if not is_skip(event):
            return digits
        case Spoke(text=text):
            return utterance.digits(text, language)
        case _:
            return ""


def _fits(entry: str, factor: Factor) -> bool:
    fewest, most = factor.lengths
    return entry.isascii() and entry.isdigit() and fewest <= len(entry) <= most


def _helps(factor: Factor, call: Call) -> bool:
    """Whether asking this factor can raise the level of the call."""
    if reaches(call.level, factor.grants) and (call.customer or factor.grants == "recognised"):
        return False
    match factor.ask:
        case "ani":
            return call.attested and bool(call.number)
        case "pin":
            known = "number" in call.scratch or "order_number" in call.caller
            return known and "no_pin" not in call.scratch
        case _:
            return True
