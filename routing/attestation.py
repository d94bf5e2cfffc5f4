"""How far the network's word on a calling number goes: recognise the caller, or nothing.

security.md P1 as data. It never identifies, verifies or discloses, and it never keeps anybody from ringing.
Unverified: the exact values on a live account, so whatever is not in the table counts as absent.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

ABSENT = "absent"
"""No verdict, which is every British call; an unknown, changed or repeated one counts the same."""

POLICY: Mapping[str, bool] = MappingProxyType(
    {
        "TN-Validation-Passed-A": True,
        "TN-Validation-Passed-A-Diverted": False,
        "TN-Validation-Passed-A-Passthrough": False,
        "TN-Validation-Passed-B": False,
        "TN-Validation-Passed-B-Diverted": False,
        "TN-Validation-Passed-B-Passthrough": False,
        "TN-Validation-Passed-C": False,
        "TN-Validation-Passed-C-Diverted": False,
        "TN-Validation-Passed-C-Passthrough": False,
        "No-TN-Validation": False,
        ABSENT: False,
        "TN-Validation-Failed": False,
        "TN-Validation-Failed-A": False,
        "TN-Validation-Failed-B": False,
        "TN-Validation-Failed-C": False,
    }
)
"""`StirVerstat` -> may the account of this number be looked up? From the best verdict to the worst."""


def may_recognise(verdicts: Sequence[str]) -> bool:
    """Say whether the calling number may hint at who calls: for routing and the plan's name (DC2).

    verdicts: every `StirVerstat` of the request, in any order; empty when there is none. Anything but exactly
    one value, letter for letter one of the table, is absent.
    """
    verdict = verdicts[0] if len(verdicts) == 1 else ABSENT
    return POLICY.get(verdict, POLICY[ABSENT])
