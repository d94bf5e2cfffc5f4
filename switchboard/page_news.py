"""News of legs that meet, for which SQL is away: the journal has them until it is back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Literal

import structlog

from storage.journal import JournalUnavailable
from switchboard.services import Services
from telephony.page_link import PageLink

log = structlog.get_logger(__name__)


def keep_news(
    services: Services, kind: Literal["came", "reached"], link: PageLink, at: datetime, **more: str
) -> None:
    """Write it down for `replaying`. more: what else its kind has to say."""
    body = {**asdict(link), **more, "at": at.isoformat()}
    try:
        services.journal.write(kind, body)
    except JournalUnavailable:
        log.exception("meeting_not_noted", news=kind, **body)


def news_of(body: Mapping[str, object]) -> tuple[PageLink, datetime]:
    """Read whose news it is, and of when."""
    known = {name: body[name] for name in PageLink.__dataclass_fields__}
    link = PageLink(**known)  # type: ignore[arg-type]  # written by keep_news
    return link, datetime.fromisoformat(str(body["at"]))
