"""Everything that a house keeps or says of its calls, as text: to look for what must not be in it."""

from __future__ import annotations

from typing import Any

from redis import Redis

from tests.house import House


def everything(house: House) -> str:
    """Return all that stands in the live store and in the record, and all replies given so far."""
    replies = [
        hook.reply.body.decode(errors="replace") for hook in house.net.webhooks if hook.reply is not None
    ]
    return "\n".join([*replies, *_live(house), *_record(house)])


def _live(house: House) -> list[str]:
    def read(redis: Redis) -> list[str]:
        return [_value(redis, key) for key in redis.keys("*")]

    return house.services.live.run(read)


def _value(redis: Redis, key: bytes | str) -> str:
    kind = redis.type(key)
    found: Any
    match kind:
        case b"hash":
            found = redis.hgetall(key)
        case b"stream":
            found = redis.xrange(key)
        case b"zset":
            found = redis.zrange(key, 0, -1)
        case b"list":
            found = redis.lrange(key, 0, -1)
        case b"string":
            found = redis.get(key)
        case _:
            raise AssertionError(f"{key!r} is a {kind!r}: say here how it is read")
    return f"{key!r} {found!r}"


def _record(house: House) -> list[str]:
    with house.services.record.reading() as connection:
        names = connection.exec_driver_sql("select name from sqlite_master where type = 'table'").scalars()
        rows = [connection.exec_driver_sql(f'select * from "{name}"').all() for name in names.all()]  # noqa: S608 - the record's own names
    return [repr(row) for table in rows for row in table]
