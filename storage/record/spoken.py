"""Dates, hours and sums as the texts that a prompt can speak. English, as both companies are."""

import calendar
from datetime import date


def spoken_day(day: date, language: str) -> str:
    """Say "Monday 7 December" in Britain and "Monday, December 7" in America."""
    weekday, month = calendar.day_name[day.weekday()], calendar.month_name[day.month]
    return f"{weekday}, {month} {day.day}" if language == "en-US" else f"{weekday} {day.day} {month}"


def spoken_date(day: date, language: str) -> str:
    """Say a day that may be years away: "7 December 2029", "December 7, 2029"."""
    month = calendar.month_name[day.month]
    return f"{month} {day.day}, {day.year}" if language == "en-US" else f"{day.day} {month} {day.year}"


def spoken_hour(hour: int) -> str:
    """Say a whole hour of the day, 0 to 24: "8 am", "12 noon", "midnight"."""
    match hour:
        case 0 | 24:
            return "midnight"
        case 12:
            return "12 noon"
        case _:
            return f"{hour % 12} {'am' if hour < 12 else 'pm'}"


def plain_sum(minor: int) -> str:
    """Write a sum of cents or pence as "12.99"."""
    sign, minor = ("-", -minor) if minor < 0 else ("", minor)
    return f"{sign}{minor // 100}.{minor % 100:02d}"


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or that month's last day where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
