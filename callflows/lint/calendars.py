"""Rules about calendars that others keep: what stands in them is somebody's shift."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from callflows.findings import Finding
from callflows.oncall import calendar_layer
from callflows.texts import Texts
from routing.oncall.calendars import read

#: How far ahead a calendar is read: as the coverage is proved.
_AHEAD = timedelta(days=365)


def lint_calendars(texts: Texts, today: date) -> Iterator[Finding]:
    """Yield what cannot be followed of the calendars that layers name, over the year to come."""
    source, oncall = texts.oncall_source, texts.oncall
    if source is None or oncall is None:
        return
    since = datetime.combine(today, time(0), UTC)
    for name, schedule in oncall.schedules.items():
        for number in range(len(schedule.layers)):
            path = ("schedules", name, "layers", number, "calendar")
            try:
                layer = calendar_layer(schedule, number, texts)
            except ValueError as error:
                yield source.error(path, str(error), "calendar")
                continue
            for text in read(layer, since, since + _AHEAD).findings if layer else ():
                yield source.warning(path, text, "calendar-entry")
