"""What a command is given of the world around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """clock: aware UTC; complain: says it on standard error.

    read: asks for a line (EOFError at the end); read_secret: for one that is not to be seen.
    """

    clock: Callable[[], datetime]
    env: Mapping[str, str]
    user: str
    read: Callable[[str], str]
    read_secret: Callable[[str], str]
    say: Callable[[str], None]
    complain: Callable[[str], None]
