"""The few settings of commands that touch the record and the companies' files alone; each has a default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from commands.settings import (
    SettingsError,
    companies_folder,
    data_folder,
    default_database,
    no_addresses,
    no_folder,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSettings:
    """data: the folder of the default database; pin_pepper: as the processes that answer calls have it."""

    database_url: str
    callflows_dir: Path
    pin_pepper: str
    data: Path


def read_record_settings(env: Mapping[str, str]) -> RecordSettings:
    """Read and check what these commands use, and nothing else. Raises SettingsError."""
    wrong = no_addresses(env, {"DATABASE_URL"}) + no_folder(env)
    if wrong:
        raise SettingsError(wrong)
    data = data_folder(env)
    return RecordSettings(
        database_url=env.get("DATABASE_URL") or default_database(data),
        callflows_dir=companies_folder(env),
        pin_pepper=env.get("PIN_PEPPER", ""),
        data=data,
    )
