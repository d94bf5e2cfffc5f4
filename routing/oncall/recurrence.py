"""Whether a rule of RFC 5545 can be followed: at shifts' pace, and by days that do come.

Pure. A rule that names no day at all, such as 30 February, is searched for without end by whoever follows it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

#: Of one rule, in a day.
MOST_TIMES = 4
#: A rule that names no day for so long is taken to name none: 29 February is eight years apart in 2100.
SEARCHED_DAYS = 13 * 366
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_PARTS = frozenset(
    ("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS")
) | frozenset(("BYHOUR", "BYMINUTE", "BYSECOND"))


def why_left_out(rule: Mapping[str, Sequence[Any]], start: date) -> str:
    """Say why a rule is not followed, with the remedy. Empty: it is. rule: values by part, in capitals."""
    frequency = str(rule.get("FREQ", ("nothing",))[0]).upper()
    if frequency not in _FREQUENCIES:
        return f"it recurs by {frequency[:20]}: shifts recur by {', '.join(_FREQUENCIES)}"
    if unknown := sorted(rule.keys() - _PARTS):
        return f"its rule says {unknown[0][:20]}, which is not followed: write its dates one by one"
    if out_of_bounds := _out_of_bounds(rule, frequency):
        return out_of_bounds
    if not any(_is_named(rule, start, start + timedelta(days=ahead)) for ahead in range(1, SEARCHED_DAYS)):
        return "it recurs on days that do not come: leave its rule out"
    return ""


def _out_of_bounds(rule: Mapping[str, Sequence[Any]], frequency: str) -> str:
    if max(map(len, rule.values())) > 366 or _times(rule) > MOST_TIMES:
        return f"it recurs more than {MOST_TIMES} times a day: write an event for each shift"
    if not 1 <= int(rule.get("INTERVAL", (1,))[0]) <= 1000 or int(rule.get("COUNT", (1,))[0]) < 1:
        return "its INTERVAL is 1 to 1000, and its COUNT 1 or more"
    # The library takes `MO,1TU` for days that are both, and so for none.
    if len({ordinal == 0 for ordinal, _ in map(_weekday, rule.get("BYDAY", ()))}) > 1:
        return "its BYDAY has days with and without a number: write an event for each kind"
    if not _has_positions(rule, frequency):
        return "its BYSETPOS is -4 to 4, beside FREQ=MONTHLY and days of the week: write its dates one by one"
    return ""


def _times(rule: Mapping[str, Sequence[Any]]) -> int:
    hours, minutes, seconds = (len(rule.get(part, (0,))) for part in ("BYHOUR", "BYMINUTE", "BYSECOND"))
    return hours * minutes * seconds


def _has_positions(rule: Mapping[str, Sequence[Any]], frequency: str) -> bool:
    """Say whether each month has the positions asked for: any day of the week is in it four times."""
    if "BYSETPOS" not in rule:
        return True
    days = [_weekday(day) for day in rule.get("BYDAY", ())]
    plain = bool(days) and all(ordinal == 0 for ordinal, _ in days)
    within = all(1 <= abs(int(position)) <= 4 for position in rule["BYSETPOS"])
    return within and plain and frequency == "MONTHLY" and "BYMONTHDAY" not in rule


def _is_named(rule: Mapping[str, Sequence[Any]], start: date, day: date) -> bool:
    """Say whether the rule names a day, its COUNT, UNTIL and BYSETPOS apart."""
    return (
        _is_in_turn(rule, start, day)
        and day.month in map(int, rule.get("BYMONTH", (day.month,)))
        and _is_day_of_month(rule, start, day)
        and _is_day_of_week(rule, start, day)
    )


def _is_in_turn(rule: Mapping[str, Sequence[Any]], start: date, day: date) -> bool:
    frequency, interval = str(rule["FREQ"][0]).upper(), int(rule.get("INTERVAL", (1,))[0])
    match frequency:
        case "DAILY":
            passed = (day - start).days
        case "WEEKLY":
            begins = _WEEKDAYS.index(str(rule.get("WKST", ("MO",))[0]).upper())
            passed = ((day - start).days + (start.weekday() - begins) % 7) // 7
        case "MONTHLY":
            passed = (day.year - start.year) * 12 + day.month - start.month
        case _:
            passed = day.year - start.year
    return passed % interval == 0


def _is_day_of_month(rule: Mapping[str, Sequence[Any]], start: date, day: date) -> bool:
    """Without days of its own, a rule has those of its start."""
    length = monthrange(day.year, day.month)[1]
    if "BYMONTHDAY" in rule:
        return any(int(each) in (day.day, day.day - length - 1) for each in rule["BYMONTHDAY"])
    frequency = str(rule["FREQ"][0]).upper()
    if "BYDAY" in rule or frequency in ("DAILY", "WEEKLY"):
        return True
    own_month = frequency == "MONTHLY" or "BYMONTH" in rule or day.month == start.month
    return own_month and day.day == start.day


def _is_day_of_week(rule: Mapping[str, Sequence[Any]], start: date, day: date) -> bool:
    frequency = str(rule["FREQ"][0]).upper()
    if "BYDAY" not in rule:
        return frequency != "WEEKLY" or "BYMONTHDAY" in rule or day.weekday() == start.weekday()
    number, length = day.day, monthrange(day.year, day.month)[1]
    if frequency == "YEARLY" and "BYMONTH" not in rule:
        number, length = day.timetuple().tm_yday, date(day.year, 12, 31).timetuple().tm_yday
    ordinals = (0, (number - 1) // 7 + 1, -((length - number) // 7 + 1))
    return any(
        weekday == day.weekday() and (ordinal in ordinals or frequency in ("DAILY", "WEEKLY"))
        for ordinal, weekday in map(_weekday, rule["BYDAY"])
    )


def _weekday(written: object) -> tuple[int, int]:
    """Read `2MO` or `-1FR` as its ordinal, 0 for none, and its weekday. ValueError: it is none."""
    text = str(written).upper()
    return int(text[:-2] or "0"), _WEEKDAYS.index(text[-2:])
