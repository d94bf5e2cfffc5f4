"""How the REST API speaks: form fields read strictly, replies and refusals in Twilio's shape."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import urlsplit

from werkzeug.datastructures import MultiDict

from emulator.model import Method

API = "/2010-04-01"


class RestError(Exception):
    """A request is refused. Source: twilio.md section 2 (body) and section 6 (codes).

    status: HTTP status. code: Twilio's error code, under which its documentation has a page.
    """

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    def body(self) -> dict[str, object]:
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What goes back: a JSON body, or bytes of some other type, or nothing."""

    status: int
    body: object = None
    media: bytes | None = None
    content_type: str = "application/json"

    def raw(self) -> bytes:
        if self.media is not None:
            return self.media
        return b"" if self.body is None else json.dumps(self.body, ensure_ascii=False).encode()


def created(body: object) -> Reply:
    return Reply(status=201, body=body)


def shown(body: object) -> Reply:
    return Reply(status=200, body=body)


def deleted() -> Reply:
    return Reply(status=204)


def not_found(path: str) -> RestError:
    return RestError(404, 20404, f"The requested resource {path} was not found")


def rfc2822(instant: datetime | None) -> str | None:
    """The instant in UTC as `Sat, 08 Aug 2020 03:26:02 +0000`, the form of every date in the 2010 API."""
    return None if instant is None else format_datetime(instant.astimezone(UTC))


def read_instant(text: str) -> datetime:
    """Read a date filter: `2026-03-01` or `2026-03-01T10:00:00Z`; without a zone it is UTC. Else refuses."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise RestError(400, 20422, f"Invalid date '{text}'") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Fields:
    """The form, or the query, of one request. Every reader refuses a bad value with Twilio's code for it."""

    raw: MultiDict[str, str] = field(default_factory=MultiDict)

    def text(self, name: str) -> str | None:
        """The value as sent, an empty one included; None when the field is absent."""
        return self.raw.get(name)

    def given(self, name: str) -> bool:
        return name in self.raw

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Anything but `true` reads as false, as Twilio documents for Muted."""
        value = self.raw.get(name)
        return default if value is None else value.lower() == "true"

    def whole(self, name: str, span: range, refusal: int) -> int | None:
        value = self.raw.get(name)
        if value is None:
            return None
        if not value.isascii() or not value.isdigit() or int(value) not in span:
            raise RestError(400, refusal, f"{name} must be a whole number from {span[0]} to {span[-1]}")
        return int(value)

    def one_of(self, name: str, allowed: tuple[str, ...], refusal: int) -> str | None:
        value = self.raw.get(name)
        if value is None or value in allowed:
            return value
        raise RestError(400, refusal, f"'{value}' is not a valid {name}: {', '.join(allowed)}")

    def method(self, name: str, default: Method = "POST", refusal: int = 21209) -> Method:
        match (self.raw.get(name) or default).upper():
            case "GET":
                return "GET"
            case "POST":
                return "POST"
            case other:
                raise RestError(400, refusal, f"{name} must be GET or POST, not '{other}'")

    def url(self, name: str, refusal: int = 21205) -> str | None:
        """An absolute http or https URL. An empty value is allowed: it clears the setting."""
        value = self.raw.get(name)
        if not value:
            return value
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or "_" in parts.hostname:
            raise RestError(400, refusal, f"{name} is not a valid URL: {value}")
        return value

    def words(self, name: str) -> tuple[str, ...]:
        """A repeated field, each value of which may itself hold several words."""
        return tuple(word for value in self.raw.getlist(name) for word in value.split())

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.raw.items(multi=True))
