"""Settings, from the environment only; every fault is named at once (architecture 9)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from commands.crm_settings import CrmEntries, crm_accounts, crm_faults
from commands.page_settings import PageSettings, page_faults, read_page_settings
from cti.crm import CrmAccount
from storage.record.address import record_address

#: Where a process keeps what is its own (a local database, the journal), unless told otherwise.
DATA = Path("var")
REQUIRED = ("PUBLIC_URL", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "SECRET_KEY")
SHORTEST_KEY = 16
#: Calls that an account begins a second; more than Twilio gives anybody without a talk.
MOST_A_SECOND = 100
#: How an optional address may begin.
ADDRESSES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "DATABASE_URL": ("sqlite:///", "postgresql://"),
        "REDIS_URL": ("redis://", "rediss://", "unix://"),
        "TWILIO_API_URL": ("https://", "http://"),
        "SOFTPHONE_URL": ("https://", "http://"),
        "OIDC_ISSUER": ("https://", "http://127.0.0.1", "http://localhost"),
    }
)
OIDC = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
#: What else an address must say.
_MORE: Mapping[str, str] = MappingProxyType(
    {"DATABASE_URL": ", with a file (not :memory:) or a host", "REDIS_URL": ", with a host"}
)


class SettingsError(Exception):
    """Some settings are missing or wrong. `wrong`: one sentence each, with the remedy."""

    def __init__(self, wrong: list[str]) -> None:
        super().__init__("Settings to mend in the environment:\n" + "\n".join(f"  {line}" for line in wrong))
        self.wrong = wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """twilio_auth_tokens, secret_keys: the present one first, older ones during a rotation."""

    public_url: str
    twilio_account_sid: str
    twilio_auth_tokens: tuple[str, ...]
    secret_keys: tuple[bytes, ...]
    twilio_api_url: str
    twilio_api_key: str
    twilio_api_secret: str
    twilio_app_sid: str
    calls_per_second: int
    softphone_url: str
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: str
    crms: Mapping[str, CrmAccount]
    redis_url: str
    database_url: str
    callflows_dir: Path
    pin_pepper: str
    pages: PageSettings
    port: int
    data: Path


def read_settings(env: Mapping[str, str]) -> Settings:
    """Read and check. Raises SettingsError naming all that is wrong."""
    wrong = _faults(env)
    if wrong:
        raise SettingsError(wrong)
    data = data_folder(env)
    return Settings(
        public_url=env["PUBLIC_URL"].rstrip("/"),
        twilio_account_sid=env["TWILIO_ACCOUNT_SID"],
        twilio_auth_tokens=_list(env, "TWILIO_AUTH_TOKEN"),
        secret_keys=tuple(key.encode() for key in _list(env, "SECRET_KEY")),
        twilio_api_url=env.get("TWILIO_API_URL", ""),
        twilio_api_key=env.get("TWILIO_API_KEY", ""),
        twilio_api_secret=env.get("TWILIO_API_SECRET", ""),
        twilio_app_sid=env.get("TWILIO_APP_SID", ""),
        calls_per_second=int(env.get("TWILIO_CALLS_PER_SECOND") or 1),
        softphone_url=env.get("SOFTPHONE_URL", "").rstrip("/"),
        oidc_issuer=env.get("OIDC_ISSUER", ""),
        oidc_client_id=env.get("OIDC_CLIENT_ID", ""),
        oidc_client_secret=env.get("OIDC_CLIENT_SECRET", ""),
        crms=crm_accounts(_crm_entries(env)),
        redis_url=env.get("REDIS_URL", ""),
        database_url=env.get("DATABASE_URL") or default_database(data),
        callflows_dir=companies_folder(env),
        pin_pepper=env.get("PIN_PEPPER", ""),
        pages=read_page_settings(env),
        port=int(env.get("PORT", "8000")),
        data=data,
    )


def default_database(data: Path) -> str:
    """Return the address of the database that a folder of data holds."""
    return f"sqlite:///{data / 'ringdown.sqlite'}"


def _faults(env: Mapping[str, str]) -> list[str]:
    """Tell all that is missing or wrong, one sentence each; [] when nothing is."""
    wrong = [f"{name} is not set" for name in REQUIRED if not _list(env, name)]
    public = env.get("PUBLIC_URL", "")
    _check(
        wrong,
        not public or (public.startswith(("http://", "https://")) and _has_host(public)),
        "PUBLIC_URL must be the https address that Twilio calls, such as https://calls.example.com",
    )
    sid = env.get("TWILIO_ACCOUNT_SID", "")
    _check(
        wrong,
        not sid or re.fullmatch(r"AC[0-9a-f]{32}", sid) is not None,
        "TWILIO_ACCOUNT_SID must be AC and 32 hex digits",
    )
    _check(
        wrong,
        all(len(key) >= SHORTEST_KEY for key in _list(env, "SECRET_KEY")),
        f"SECRET_KEY must have at least {SHORTEST_KEY} characters, each",
    )
    _check(
        wrong,
        bool(env.get("TWILIO_API_KEY")) == bool(env.get("TWILIO_API_SECRET")),
        "TWILIO_API_KEY and TWILIO_API_SECRET go together",
    )
    _check(
        wrong,
        not env.get("TWILIO_APP_SID") or _can_sign(env),
        "TWILIO_APP_SID must be AP and 32 hex digits, and needs a TWILIO_API_KEY, which signs its tokens",
    )
    given = [name for name in OIDC if env.get(name)]
    _check(wrong, len(given) in {0, len(OIDC)}, f"{', '.join(OIDC)} go together")
    wrong += no_addresses(env)
    wrong += _no_numbers(env)
    wrong += no_folder(env)
    wrong += page_faults(env)
    wrong += crm_faults(_crm_entries(env), companies_folder(env))
    return wrong


def _no_numbers(env: Mapping[str, str]) -> list[str]:
    """Tell which numbers are none, or too large."""
    wrong: list[str] = []
    port = env.get("PORT", "8000")
    _check(wrong, port.isdecimal() and 0 < int(port) < 65536, "PORT must be a number from 1 to 65535")
    pace = env.get("TWILIO_CALLS_PER_SECOND") or "1"
    _check(
        wrong,
        pace.isascii() and pace.isdecimal() and 0 < int(pace) <= MOST_A_SECOND,
        f"TWILIO_CALLS_PER_SECOND must be a number from 1 to {MOST_A_SECOND}",
    )
    return wrong


def no_folder(env: Mapping[str, str]) -> list[str]:
    """Tell that the companies' folder is not there."""
    folder = companies_folder(env)
    return [] if folder.is_dir() else [f"CALLFLOWS_DIR: {folder} is not a folder"]


def companies_folder(env: Mapping[str, str]) -> Path:
    return Path(env.get("CALLFLOWS_DIR", "callflows"))


def data_folder(env: Mapping[str, str]) -> Path:
    return Path(env.get("RINGDOWN_DATA", str(DATA)))


def _crm_entries(env: Mapping[str, str]) -> CrmEntries:
    return CrmEntries(addresses=_list(env, "CRM_ADDRESSES"), credentials=_list(env, "CRM_CREDENTIALS"))


def no_addresses(env: Mapping[str, str], names: Collection[str] = ADDRESSES.keys()) -> list[str]:
    """Tell which optional addresses of these names are none."""
    return [
        f"{name} must be an address that begins with {' or '.join(ways)}{_MORE.get(name, '')}"
        for name, ways in ADDRESSES.items()
        if name in names and env.get(name) and not _is_address(name, env[name])
    ]


def switched_off(settings: Settings) -> tuple[str, ...]:
    """One line for each thing that a missing setting leaves out or weakens."""
    lines = []
    if not settings.twilio_api_key:
        lines.append("TWILIO_API_KEY is not set: the auth token is used for REST too")
    if not settings.twilio_app_sid:
        lines.append("TWILIO_APP_SID is not set: agents have no softphone in the page, only desk phones")
    if not settings.pin_pepper:
        lines.append("PIN_PEPPER is not set: PINs are hashed without a pepper")
    if not settings.oidc_issuer:
        lines.append("OIDC_ISSUER is not set: people sign in by password alone")
    if not settings.crms:
        lines.append("CRM_ADDRESSES is not set: desks show what is on file here alone")
    if not settings.redis_url:
        lines.append("REDIS_URL is not set: a server on this machine is started for this process")
    return tuple(lines)


def refuse_without_redis(settings: Settings) -> None:
    """Raise SettingsError where there is no server that serve and its followers share."""
    if not settings.redis_url:
        raise SettingsError(["REDIS_URL is not set: work and follow need the server that serve uses"])


def _can_sign(env: Mapping[str, str]) -> bool:
    """Whether the softphones' application has its form, and a key to sign tokens with."""
    return bool(re.fullmatch(r"AP[0-9a-f]{32}", env["TWILIO_APP_SID"]) and env.get("TWILIO_API_KEY"))


def _is_address(name: str, address: str) -> bool:
    """Whether an optional address can be read. Nothing is asked at it."""
    if not address.startswith(ADDRESSES[name]):
        return False
    match name:
        case "DATABASE_URL":
            return _is_record(address)
        case "REDIS_URL" if address.startswith("unix://"):
            return True
        case _:
            return _has_host(address)


def _is_record(address: str) -> bool:
    try:
        record_address(address)
    except ValueError:
        return False
    return True


def _has_host(address: str) -> bool:
    """Whether an address names a host, and a port that is one if any."""
    try:
        url = urlsplit(address)
        return bool(url.hostname) and url.port != 0
    except ValueError:
        return False


def _check(wrong: list[str], holds: bool, sentence: str) -> None:  # noqa: FBT001 - what is checked, no switch
    if not holds:
        wrong.append(sentence)


def _list(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in env.get(name, "").split(",") if part.strip())
