"""Where the record is: what DATABASE_URL may say."""

from sqlalchemy import URL, exc, make_url


def record_address(url: str) -> URL:
    """Read sqlite:///<file> or postgresql://...; nothing is opened.

    Raises ValueError, without the address (it may hold a password), for anything else: another kind of
    database, one that is in memory only, a port that is no number, a host in brackets that are not closed.
    """
    try:
        parsed = make_url(url)
    except (exc.ArgumentError, ValueError) as wrong:
        raise ValueError(FORM) from wrong
    host = parsed.host or ""
    match parsed.get_backend_name():
        case "postgresql" if not set(host) & set("[] "):
            return parsed.set(drivername="postgresql+psycopg")
        case "sqlite" if parsed.database and ":memory:" not in parsed.database:
            return parsed
    raise ValueError(FORM)


FORM = "the record is kept in sqlite:///<file> or in postgresql://<user>:<password>@<host>:<port>/<database>"
