"""publish and rollback at the terminal."""

from __future__ import annotations

from argparse import Namespace

from commands.companies import tenants_in
from commands.publishing import Publisher
from commands.settings import SettingsError, read_settings
from commands.terminal import Terminal
from storage.record.engine import open_record
from storage.record.releases import Releases

#: What bringing the record to its newest form may take, in seconds.
MIGRATE_S = 120.0
WHICH_SETTINGS = (
    "These are the settings of serve (docs/reference/settings.md). In the demo saving a flow publishes it."
)


def publish_flows(args: Namespace, terminal: Terminal) -> int:
    releases = _publisher(terminal).publish(args.dir, args.comment, terminal.clock())
    for tenant, release in releases.items():
        terminal.say(f"live: {tenant}, release {release.number}, {release.version}")
    return 0


def roll_back_flow(args: Namespace, terminal: Terminal) -> int:
    release = _publisher(terminal).roll_back(args.tenant, args.flow, terminal.clock())
    terminal.say(f"live: {args.tenant}, release {release.number}, {release.version}")
    return 0


def _publisher(terminal: Terminal) -> Publisher:
    try:
        settings = read_settings(terminal.env)
    except SettingsError as missing:
        raise SettingsError([*missing.wrong, WHICH_SETTINGS]) from missing
    settings.data.mkdir(parents=True, exist_ok=True)
    record = open_record(settings.database_url)
    record.bounded.run(record.migrate, within_s=MIGRATE_S)
    tenants = [tenant for tenant, _ in tenants_in(settings.callflows_dir)]
    return Publisher(releases={name: Releases(record, name) for name in tenants}, by=terminal.user)
