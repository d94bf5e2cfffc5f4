"""Proofs over all flows of a company together: one module a proof, all in one table.

Each finding ends with a counter-example: a way through the flows on which the rule does not hold. The proofs
leave out no way that a call can take; they may follow one that no call takes, since they know nothing of the
values that are looked up or kept, only how sure we are of the caller. Source: flow-language 7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from callflows.book import Book
from callflows.findings import Finding
from callflows.prove.answers import undefined_answer
from callflows.prove.circles import loop_without_input, no_exit
from callflows.prove.data import needs_level
from callflows.prove.endings import ends_with_nothing
from callflows.prove.error_path import error_path
from callflows.prove.pages import page_exhausted
from callflows.prove.persons import no_person
from callflows.prove.reach import unreachable
from callflows.prove.safety import safety_gated
from callflows.prove.secrecy import secret_spoken
from callflows.prove.ways import Ways

Proof = Callable[[Ways], Iterator[Finding]]

PROOFS: tuple[Proof, ...] = (
    unreachable,
    no_exit,
    loop_without_input,
    ends_with_nothing,
    no_person,
    page_exhausted,
    safety_gated,
    needs_level,
    secret_spoken,
    error_path,
    undefined_answer,
)


def prove(book: Book) -> list[Finding]:
    """Prove all flows of a company; [] when every proof holds.

    The flows must hold together by themselves (callflows.lint): a way that leads nowhere is not followed.
    """
    ways = Ways(book.texts)
    return sorted({finding for proof in PROOFS for finding in proof(ways)})
