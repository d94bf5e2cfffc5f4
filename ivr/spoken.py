"""Numbers and moments as a voice should say them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """How one language says a moment; babel gives the names of days and months."""

    hour: str  #: babel's pattern of a full hour
    minute: str  #: and of any other time
    today: str
    tomorrow: str
    this_week: str
    later: str
    withheld: str  #: instead of a number that is not shown


_WORDS: Mapping[str, _Words] = MappingProxyType(
    {
        "en": _Words(
            hour="h a",
            minute="h:mm a",
            today="{time} today",
            tomorrow="{time} tomorrow",
            this_week="{day} at {time}",
            later="{day}, {date}, at {time}",
            withheld="an unknown number",
        ),
        "de": _Words(
            hour="H 'Uhr'",
            minute="H 'Uhr' m",
            today="heute um {time}",
            tomorrow="morgen um {time}",
            this_week="{day} um {time}",
            later="{day}, {date}, um {time}",
            withheld="einer unbekannten Nummer",
        ),
        "fr": _Words(
            hour="H 'heures'",
            minute="H 'heures' m",
            today="aujourd'hui à {time}",
            tomorrow="demain à {time}",
            this_week="{day} à {time}",
            later="{day} {date} à {time}",
            withheld="un numéro inconnu",
        ),
        "es": _Words(
            hour="H",
            minute="H:mm",
            today="hoy a las {time}",
            tomorrow="mañana a las {time}",
            this_week="el {day} a las {time}",
            later="el {day} {date} a las {time}",
            withheld="un número desconocido",
        ),
    }
)
_WEEK = timedelta(days=7)


def number(e164: str, language: str) -> str:
    """Say a number digit by digit, in the groups its country writes: `0 2 0, 7 9 4 6, 0 1 2 3`.

    A number of another country begins with its plus. "" (withheld): words that say so.
    """
    if not e164:
        return _words(language).withheld
    digits, sizes = _groups(e164)
    groups: list[str] = []
    for size in sizes:
        groups.append(" ".join(digits[:size]))
        digits = digits[size:]
    return ", ".join(group for group in groups if group)


def moment(when: datetime | None, now: datetime, language: str) -> str | None:
    """Say when, as seen from `now`: `8 AM tomorrow`, `Monday at 8 AM`. None: it is not known.

    Both are aware; the zone of `when` is the one that people there live in.
    """
    if when is None:
        return None
    words = _words(language)
    locale = _locale(language)
    days = (when.date() - now.astimezone(when.tzinfo).date()).days
    pattern = words.minute if when.minute else words.hour
    return _form(words, days).format(
        time=format_time(when, pattern, locale=locale),
        day=format_date(when, "EEEE", locale=locale),
        date=format_skeleton("MMMMd", when, locale=locale),
    )


def _form(words: _Words, days: int) -> str:
    if days == 0:
        return words.today
    if days == 1:
        return words.tomorrow
    return words.this_week if timedelta(days=days) < _WEEK else words.later


def _groups(e164: str) -> tuple[str, tuple[int, ...]]:
    """Return the digits to say, and the sizes of their groups. Sources: Ofcom, NANPA."""
    if e164.startswith("+1") and len(e164) == len("+12025550123"):
        return e164[2:], (3, 3, 4)
    if e164.startswith("+44"):
        digits = "0" + e164[3:]
        match digits[1:2]:
            case "2":
                return digits, (3, 4, 4)
            case "3" | "8" | "9":
                return digits, (4, 3, 4)
            case _:
                return digits, (5, 3, 3)
    return e164, (3,) * (len(e164) // 3 + 1)


def _words(language: str) -> _Words:
    return _WORDS.get(language.partition("-")[0], _WORDS["en"])


def _locale(language: str) -> Locale:
    """Return babel's locale; English where we have no words, so that a sentence keeps to one language."""
    if language.partition("-")[0] not in _WORDS:
        return Locale("en")
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale(language.partition("-")[0])
