"""The configuration of an emulator that runs by itself: read from JSON, all its faults named at once."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import urlsplit

Item = TypeVar("Item")
Will = Literal["page", "nobody"]


class SettingsError(Exception):
    """The configuration cannot be used. `wrong`: one sentence for each thing to mend."""

    def __init__(self, wrong: list[str]) -> None:
        super().__init__("; ".join(wrong))
        self.wrong = wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A number of the service under test, and where its calls and messages go. An empty URL: nowhere."""

    number: str
    name: str
    voice_url: str
    status_url: str = ""
    sms_url: str = ""
    fallback_url: str = ""
    fallback_method: Literal["GET", "POST"] = "POST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """A TwiML application of the service, which softphones call."""

    sid: str
    name: str
    voice_url: str
    status_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody whom the user of the page can be. hints: what to try, such as a PIN.

    number: E.164, or empty for a caller who withholds it. attestation: StirVerstat, empty for none.
    line: the number that they would dial; empty: any.
    """

    name: str
    number: str = ""
    attestation: str = ""
    line: str = ""
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A phone that a line may ring: its name on the page, and whether it shows there or rings out."""

    number: str
    name: str
    will: Will = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """path_url: where the page learns the path of a call, with `{sid}` for its SID; empty: nowhere.

    numbers: the account's others, which nobody dials and calls may be made from.
    """

    account_sid: str
    auth_token: str
    public_url: str
    api_keys: Mapping[str, str] = field(default_factory=dict)
    path_url: str = ""
    lines: tuple[Line, ...] = ()
    numbers: tuple[str, ...] = ()
    applications: tuple[Application, ...] = ()
    people: tuple[Person, ...] = ()
    contacts: tuple[Contact, ...] = ()


def read_settings(file: Path) -> Settings:
    """Read the file. Raises SettingsError when it is not there or not of the shape in README.md."""
    try:
        given = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError([f"{file} cannot be read as JSON: {error}"]) from None
    if not isinstance(given, dict):
        raise SettingsError([f"{file} must hold one JSON object"])
    reader = _Reader(given)
    settings = Settings(
        account_sid=reader.text("account_sid", needed=True),
        auth_token=reader.text("auth_token", needed=True),
        public_url=reader.text("public_url", needed=True).rstrip("/"),
        api_keys=reader.pairs("api_keys"),
        path_url=reader.text("path_url"),
        lines=reader.each("lines", _line),
        numbers=reader.texts("numbers"),
        applications=reader.each("applications", _application),
        people=reader.each("people", _person),
        contacts=reader.each("contacts", _contact),
    )
    reader.check(
        len(settings.account_sid) == 34 and settings.account_sid.startswith("AC"),
        "account_sid must be AC and 32 hex digits",
    )
    reader.check(bool(urlsplit(settings.public_url).hostname), "public_url must be a full URL")
    if reader.wrong:
        raise SettingsError(reader.wrong)
    return settings


@dataclass(slots=True)
class _Reader:
    """Reads one object's members, and notes what is wrong instead of stopping at it."""

    given: dict[str, object]
    where: str = ""
    wrong: list[str] = field(default_factory=list)

    def check(self, holds: bool, sentence: str) -> None:  # noqa: FBT001 - it is what is checked, not a switch
        if not holds:
            self.wrong.append(self.where + sentence)

    def text(self, name: str, *, needed: bool = False) -> str:
        value = self.given.get(name)
        if value is None:
            value = ""
        self.check(isinstance(value, str), f"{name} must be a text")
        self.check(not needed or bool(value), f"{name} is missing")
        return str(value)

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.given.get(name, [])
        self.check(isinstance(value, list), f"{name} must be a list of texts")
        return tuple(str(one) for one in value) if isinstance(value, list) else ()

    def pairs(self, name: str) -> dict[str, str]:
        value = self.given.get(name, {})
        self.check(isinstance(value, dict), f"{name} must be an object of texts")
        return {str(key): str(one) for key, one in value.items()} if isinstance(value, dict) else {}

    def each(self, name: str, read: "Callable[[_Reader], Item]") -> tuple[Item, ...]:
        value = self.given.get(name, [])
        self.check(isinstance(value, list), f"{name} must be a list")
        items = value if isinstance(value, list) else []
        return tuple(
            read(_Reader(one if isinstance(one, dict) else {}, f"{name}[{place}]: ", self.wrong))
            for place, one in enumerate(items)
        )


def _line(reader: _Reader) -> Line:
    method = reader.text("fallback_method") or "POST"
    reader.check(method in {"GET", "POST"}, "fallback_method must be GET or POST")
    return Line(
        number=reader.text("number", needed=True),
        name=reader.text("name", needed=True),
        voice_url=reader.text("voice_url", needed=True),
        status_url=reader.text("status_url"),
        sms_url=reader.text("sms_url"),
        fallback_url=reader.text("fallback_url"),
        fallback_method="GET" if method == "GET" else "POST",
    )


def _application(reader: _Reader) -> Application:
    sid = reader.text("sid", needed=True)
    reader.check(len(sid) == 34 and sid.startswith("AP"), "sid must be AP and 32 hex digits")
    return Application(
        sid=sid,
        name=reader.text("name", needed=True),
        voice_url=reader.text("voice_url", needed=True),
        status_url=reader.text("status_url"),
    )


def _person(reader: _Reader) -> Person:
    return Person(
        name=reader.text("name", needed=True),
        number=reader.text("number"),
        attestation=reader.text("attestation"),
        line=reader.text("line"),
        hints=reader.texts("hints"),
    )


def _contact(reader: _Reader) -> Contact:
    will = reader.text("will") or "page"
    reader.check(will in {"page", "nobody"}, "will must be page or nobody")
    return Contact(
        number=reader.text("number", needed=True),
        name=reader.text("name", needed=True),
        will="nobody" if will == "nobody" else "page",
    )
