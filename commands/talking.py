"""talk: dial a line from the terminal. The whole product runs in this process, in phone time."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from commands.emulated import Emulated, emulate
from commands.publishing import Publisher
from commands.settings import read_settings
from emulator.leg import Listening
from emulator.phone_call import PhoneCall
from storage.live.server import start_redis
from storage.record.engine import open_record
from storage.record.generator import fill
from storage.record.releases import Releases
from storage.record.roles import ROLES
from switchboard.tracing import path_of

HELP = """  0-9 * #      press keys              say WORDS    speak
  Enter        say nothing             wait N       wait N seconds
  leave WORDS  speak a message         path         the steps so far
  hang up      (or Ctrl-D)             help         this list"""
#: How long to listen before it is the caller's turn again, in seconds of phone time.
LISTEN_S = 60.0
KEYS = re.compile(r"[0-9*#]+")
#: Where the far side plays a file, its address says nothing to a reader.
MUSIC = re.compile(r"\(play\) \S+")
E164 = re.compile(r"\+[1-9][0-9]{6,14}")


class NobodyError(Exception):
    """The company, the line or the caller is not there; the message names those that are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Who dials what, when. caller: a role of the directory, or E.164; "" withholds the number."""

    folder: Path
    tenant: str
    line: str
    caller: str
    at: datetime


def talk(wanted: Wanted, read: Callable[[str], str], write: Callable[[str], None]) -> int:
    """Hold one call. read: asks for a line of input (EOFError hangs up); write: shows a line."""
    with tempfile.TemporaryDirectory() as scratch, start_redis(Path(scratch) / "redis") as redis:
        data = Path(scratch)
        emulated = _emulated(wanted, data, redis.url)
        try:
            number = _number(wanted, emulated)
            phone, attested = _caller(wanted.caller)
            call = emulated.net.phone(phone, attestation=attested).calls(number)
            write(f"Dialling {wanted.tenant} {wanted.line}, {number}. Type help for what you can do.\n")
            _Terminal(emulated, call, read, write).run()
        finally:
            emulated.close()
    return 0


def _emulated(wanted: Wanted, data: Path, redis_url: str) -> Emulated:
    settings = read_settings(
        {
            "PUBLIC_URL": "https://ringdown.example",
            "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
            "TWILIO_AUTH_TOKEN": "0" * 32,
            "SECRET_KEY": "this-call-only" * 2,
            "REDIS_URL": redis_url,
            "RINGDOWN_DATA": str(data),
            "CALLFLOWS_DIR": str(wanted.folder),
        }
    )
    record = open_record(settings.database_url)
    record.migrate()
    fill(record, wanted.at, len(ROLES))
    tenants = sorted(path.parent.name for path in wanted.folder.glob("*/company.yaml"))
    releases = {tenant: Releases(record, tenant) for tenant in tenants}
    Publisher(releases=releases, by="talk").publish(wanted.folder, "talk", wanted.at)
    record.close()
    return emulate(settings, tuple(tenants), wanted.at)


def _number(wanted: Wanted, emulated: Emulated) -> str:
    tenants = emulated.services.books.tenants
    if wanted.tenant not in tenants:
        raise NobodyError(f"there is no company {wanted.tenant}; there are {', '.join(tenants)}")
    lines = emulated.services.books.live(wanted.tenant).company.lines
    if wanted.line not in lines:
        raise NobodyError(f"{wanted.tenant} has no line {wanted.line}; it has {', '.join(lines)}")
    return lines[wanted.line]


def _caller(given: str) -> tuple[str | None, str]:
    """Turn a role or a number into a number and its attestation: US callers of the directory are attested."""
    for role in ROLES:
        if given.lower() == role.name.lower():
            given = role.number
    if given and not E164.fullmatch(given):
        known = ", ".join(role.name for role in ROLES)
        raise NobodyError(f"{given} is neither a number such as +12125550100 nor one of these: {known}")
    attested = "TN-Validation-Passed-A" if given.startswith("+1") else ""
    return (given or None), attested


class _Terminal:
    """A phone made of text."""

    def __init__(
        self, emulated: Emulated, call: PhoneCall, read: Callable[[str], str], write: Callable[[str], None]
    ) -> None:
        self._emulated = emulated
        self._call = call
        self._read = read
        self._write = write
        self._shown = 0
        self._answered: Listening | None = None  #: the input that the caller has just used

    def run(self) -> None:
        while True:
            self._listen()
            if self._call.is_over:
                self._write("The call has ended.")
                return
            try:
                typed = self._read("> ").strip()
            except EOFError:
                typed = "hang up"
            self._do(typed)

    def _listen(self) -> None:
        """Show what is said until the caller can do something, or a while has passed."""
        net, call = self._emulated.net, self._call
        net.runs_until(lambda: call.is_over or self._can_act(), LISTEN_S)
        while (left := self._left_to_say()) > 0:
            net.settles(seconds=left + 0.1)
        lines = call.transcript.split("\n")
        for line in lines[self._shown :]:
            self._write(MUSIC.sub("(music)", line))
        self._shown = len(lines)

    def _left_to_say(self) -> float:
        """Seconds until what is being said has been said; a prompt is heard out before it is our turn."""
        heard = self._call.leg.heard
        if not heard or self._call.is_over or heard[-1].cut_at is not None:
            return 0.0
        return heard[-1].since + heard[-1].seconds - self._emulated.net.clock.elapsed

    def _can_act(self) -> bool:
        """Whether something new is open: what was just pressed or said is first taken and answered."""
        listening = self._call.leg.listening
        return (listening is not None and listening is not self._answered) or bool(self._call.talking_to)

    def _deaf_to(self, typed: str, word: str) -> str | None:
        """Say why nobody takes this now; None where somebody does."""
        open_now, connected = self._call.leg.listening, bool(self._call.talking_to)
        if word == "leave" and (open_now is None or open_now.verb != "Record"):
            return "Nothing is recording; `leave` works after the tone."
        if word == "say" and not connected and (open_now is None or not open_now.speech):
            return "Nobody listens for words now; press a key."
        if KEYS.fullmatch(typed) and not connected and (open_now is None or not open_now.keys):
            return "Nobody listens for keys now; Enter waits."
        return None

    def _do(self, typed: str) -> None:
        word, _, rest = typed.partition(" ")
        if (deaf := self._deaf_to(typed, word)) is not None:
            self._write(deaf)
            return
        self._answered = self._call.leg.listening if KEYS.fullmatch(typed) or word == "say" else None
        if KEYS.fullmatch(typed):
            self._call.presses(typed)
        elif word == "say":
            self._call.says(rest)
        elif word == "leave":
            self._call.leaves_message(rest).stays_silent()
        elif word == "wait" and rest.isdecimal():
            self._call.waits(seconds=int(rest))
        elif not typed:
            self._call.stays_silent()
        elif typed in {"hang up", "bye"}:
            self._call.hangs_up()
        else:
            self._tell(typed)

    def _tell(self, typed: str) -> None:
        """Answer what is asked of the terminal, not of the far side."""
        if typed == "path":
            steps = path_of(self._emulated.services, self._call.sid)
            self._write(" > ".join(step["step"] for step in steps))
        else:
            self._write(HELP if typed == "help" else f"`{typed}` is none of these:\n{HELP}")
