"""Text of callers, CRMs and carriers made fit to be shown: what it says, and nothing that it could do."""

from __future__ import annotations

import unicodedata

#: Characters of one value on a screen.
LONGEST = 200
#: Controls, and what turns or hides text (Unicode categories): line ends among them.
UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


def plain(text: object, longest: int = LONGEST) -> str:
    """Return one line without control or format characters, cut with an ellipsis.

    It stays text: markup in it is shown as it was written, because pages write it as text.
    """
    # Only so much is looked at as can be shown, however much there is.
    head = str(text)[: longest * 4]
    seen = "".join(" " if unicodedata.category(each) in UNSEEN else each for each in head)
    line = " ".join(seen.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def title_of(name: str) -> str:
    """Return the name of a step or an answer in words: `ask_serial` is "Ask serial"."""
    words = plain(name.replace("_", " ").replace(".", " "))
    return words[:1].upper() + words[1:]
