"""Screen pop: what an agent sees of a caller before hello. Pure; by the match rules of the reference.

Source: cti-and-desktop.md section 5. Requirement: HK9 (the intake is always shown).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from cti.text import LONGEST, plain, title_of
from ivr.call import Call
from ivr.masking import MASK, mask_cards

#: Customers shown where a number is on file for more than one.
MOST_CANDIDATES = 5
#: Answers, and steps of the path, that a pop carries.
MOST_ANSWERS, MOST_PATH = 40, 30
NOTE_LONGEST = 4_000
#: Kinds of steps that a caller remembers having been at.
HEARD_OF = frozenset({"menu", "ask", "verify", "language", "survey", "queue", "voicemail", "transfer"})
#: Of those, the ones whose name says what a caller wants; a queue's is shown as the queue's.
CHOSEN_OF = HEARD_OF - {"queue"}
ORDER = "order_number"
#: Last characters of an order number that an event shows.
SHOWN_OF_ORDER = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A customer on file. tier: the plan, or the kind of customer; "" where the company has neither.

    account: the last digits of their account, to tell people of one name apart; "" where that is not shown.
    """

    customer_id: str
    name: str
    tier: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Whom an agent took the caller to be. by: the agent's name; how: picked, created.

    may_undo: whoever reads this may take it back.
    """

    person: Person
    by: str
    how: str
    may_undo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """What is known of a caller. person: who the flow found; candidates: whoever has the number on file.

    choice: whom an agent chose where the flow found nobody. kinds: `flow/step` to its kind, for the steps of
    the call's path; titles: of those that have one of their own, such as a queue's; intake: answers that are
    always shown.
    """

    call: Call
    person: Person | None = None
    choice: Choice | None = None
    candidates: Sequence[Person] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    intake: Sequence[str] = ()
    waited_s: int = 0
    region: str = ""
    notes_before: Sequence[Note] = ()


def pop_of(caller: Caller) -> dict[str, Any]:
    """Return the pop as JSON. Answers that were skipped are null: the page says "Not given".

    crm_url is filled in by cti.crm_url, from what stands here.
    """
    call = caller.call
    match, person = _match(caller)
    path = _path(caller)
    return {
        "match": match,
        "customer_id": "" if person is None else person.customer_id,
        "name": "" if person is None else plain(person.name),
        "tier": "" if person is None else plain(person.tier),
        "level": call.level,
        "level_words": _level_words(call),
        "chosen": _chosen(caller),
        "number": plain(call.number),
        "region": plain(caller.region),
        "reason": _reason(caller, path),
        "case_id": plain(call.vars.get("case_id", "")),
        "answers": _answers(caller),
        "path": [{"step": step, "title": _title(caller, step)} for step in path],
        "waited_s": caller.waited_s,
        "crm_url": "",
        "candidates": shown(caller.candidates) if match == "many" else [],
        "notes_before": [
            {"by": plain(note.by), "text": plain_lines(note.text)} for note in caller.notes_before
        ],
    }


def reference_of(pop: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an event carries of a pop: references and answers, and no name to lie in a log."""
    kept = ("match", "customer_id", "level", "reason", "case_id", "answers")
    reference = {name: pop[name] for name in kept if pop[name] not in ("", None)}
    reference["path"] = [step["step"].rpartition("/")[2] for step in pop["path"]]
    order = pop["answers"].get(ORDER)
    if order:
        reference["answers"] = {**pop["answers"], ORDER: MASK + order[-SHOWN_OF_ORDER:]}
    return reference


def plain_lines(text: str) -> str:
    """Return a note, which may have lines of its own."""
    return "\n".join(plain(line, NOTE_LONGEST) for line in text[:NOTE_LONGEST].splitlines())


def _match(caller: Caller) -> tuple[str, Person | None]:
    """Match by what the flow found, else by whom an agent chose, else by the number alone.

    A withheld number is never searched for.
    """
    if caller.person is not None:
        return "one", caller.person
    if caller.choice is not None:
        return "one", caller.choice.person
    if not caller.call.number:
        return "withheld", None
    found = caller.candidates
    if len(found) == 1:
        return "one", found[0]
    return ("many" if found else "none"), None


def shown(people: Sequence[Person]) -> list[dict[str, str]]:
    """Return customers to choose from as JSON, the first MOST_CANDIDATES of them."""
    return [
        {name: plain(value) for name, value in asdict(person).items()} for person in people[:MOST_CANDIDATES]
    ]


def _chosen(caller: Caller) -> dict[str, Any] | None:
    """Say by whom, and how, the caller was taken to be this customer; null: that was no agent."""
    choice = caller.choice
    if choice is None or caller.person is not None:
        return None
    return {"by": plain(choice.by), "how": choice.how, "may_undo": choice.may_undo}


def _level_words(call: Call) -> str:
    """Say how sure we are, and by what. A number that only was found on file proves nothing."""
    by_order = "order" if call.caller.get(ORDER) else "account"
    match call.level:
        case "verified":
            return f"Verified ({by_order} + PIN)"
        case "identified":
            return f"Identified ({by_order})"
        case "recognised":
            return "Recognised number"
        case _:
            return "Not identified"


def _answers(caller: Caller) -> dict[str, str | None]:
    """Return the intake first, then whatever else was answered. Secrets are never kept as answers."""
    call = caller.call
    given = {ORDER: call.caller.get(ORDER, ""), **call.answers}
    if not given[ORDER]:
        del given[ORDER]
    names = dict.fromkeys((*caller.intake, *given))
    return {plain(name): _answer(given.get(name, "")) for name in list(names)[:MOST_ANSWERS]}


def _answer(text: str) -> str | None:
    return plain(mask_cards(text[: LONGEST * 4])) or None


def _path(caller: Caller) -> list[str]:
    """Return the steps that the caller remembers, oldest first, each once in a row."""
    call = caller.call
    places = [line.partition(" ")[0] for line in call.path]
    if not call.ended:
        places.append(f"{call.flow}/{call.step}")
    heard = [place for place in places if caller.kinds.get(place) in HEARD_OF]
    return [place for at, place in enumerate(heard) if at == 0 or heard[at - 1] != place][-MOST_PATH:]


def _title(caller: Caller, step: str) -> str:
    return plain(caller.titles.get(step, "")) or title_of(step.rpartition("/")[2])


def _reason(caller: Caller, path: Sequence[str]) -> str:
    """Say why they call: what the flow has labelled it, else the last thing they chose, if it has a name."""
    labelled = caller.call.tags.get("reason") or caller.call.tags.get("case")
    if labelled:
        return title_of(labelled)
    after = _after_last_choice(caller)
    names_it = caller.kinds.get(after) in CHOSEN_OF and after not in path[:1]
    return title_of(after.rpartition("/")[2]) if names_it else ""


def _after_last_choice(caller: Caller) -> str:
    """Return the step that the last choice at a menu led to; "": nothing was chosen."""
    call = caller.call
    places = [line.partition(" ")[::2] for line in call.path]
    here = f"{call.flow}/{call.step}"
    for at in range(len(places) - 1, -1, -1):
        if places[at][1] == "chosen" and caller.kinds.get(places[at][0]) == "menu":
            return places[at + 1][0] if at + 1 < len(places) else here
    return ""
