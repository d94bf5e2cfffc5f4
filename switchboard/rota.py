"""Whose turn it is to be looked at: each call soon, and of many calls not all at once."""

from __future__ import annotations

from dataclasses import dataclass, field

#: All calls have their turn within so many looks, where that takes no more than MOST in one look.
LOOKS = 4
#: Calls of one company that have their turn in one look: at least, and at most. Of each the carrier is asked
#: two things, as a rule, one after the other.
LEAST = 10
MOST = 60


@dataclass(slots=True)
class Rota:
    """The turns of this process; for the one thread that looks."""

    #: By company: the calls there were at the last look, whoever waits longest for a turn first.
    _ahead: dict[str, list[str]] = field(default_factory=dict)

    def turn(self, company: str, calls: frozenset[str], urgent: frozenset[str]) -> frozenset[str]:
        """Choose the calls to be asked about now. urgent: of these some have a turn at every look.

        A new call has the last turn.
        """
        known = self._ahead.get(company, [])
        ahead = [call for call in known if call in calls]
        ahead.extend(sorted(calls.difference(ahead)))
        most = min(MOST, max(LEAST, -(-len(ahead) // LOOKS)))
        chosen = frozenset([*ahead[:most], *[call for call in ahead if call in urgent][:LEAST]])
        behind = [call for call in ahead if call in chosen]
        self._ahead[company] = [*(call for call in ahead if call not in chosen), *behind]
        return chosen
