"""The provider ``url``: a server that exists already, at the address in ``TEST_DATABASE_URL``.

The database that the address names is the user's own: it is where databases are made from, and
it is never dropped or emptied.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from layerproof.database.errors import ServerUnavailableError
from layerproof.database.ports import Lease, Say
from layerproof.database.servers.binaries import OLDEST
from layerproof.database.servers.connect import Seen, load_driver, look_at_server
from layerproof.database.settings import URL_VARIABLE
from layerproof.database.values import PostgresPlace, RunningServer, Settings

_PORT = 5432
_UNDERSTOOD = frozenset({"host", "port", "user", "password", "dbname"})


@dataclass(frozen=True, slots=True)
class BorrowedLease:
    """A use of a server that lives without us."""

    server: RunningServer

    def release(self) -> None:
        """Do nothing: the server is not ours to stop."""


def provide(settings: Settings, say: Say) -> Lease:
    """Return the server at the settings' address.

    Raises ``ServerUnavailableError``: there is no address, nothing answers, it is too old, or
    its user may not make databases.
    """
    if settings.url is None:
        raise ServerUnavailableError(
            f"{URL_VARIABLE} is not set",
            advice=f"{URL_VARIABLE}=postgresql://user:password@host:5432/database",
        )
    place, ignored = read_url(settings.url)
    seen = _look(place)
    _check(seen)
    notices = _list_notices(ignored)
    for notice in notices:
        say(notice)
    return BorrowedLease(
        RunningServer(
            provider="url",
            place=seen.place,
            version=seen.version,
            owned=False,
            superuser=seen.superuser,
            notices=notices,
        )
    )


def read_url(url: str) -> tuple[PostgresPlace, tuple[str, ...]]:
    """Return the place that a URL names, and the parameters that are not understood.

    SQLAlchemy's schemes, such as ``postgresql+asyncpg``, are taken as well as libpq's.

    :raises ServerUnavailableError: it is not the URL of a PostgreSQL server.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _refuse(str(error)) from error
    if parts.scheme.partition("+")[0] not in ("postgresql", "postgres"):
        raise _refuse(f'its scheme is "{parts.scheme}"')
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    host = query.get("host") or unquote(parts.hostname or "")
    asked = query.get("port") or str(port or _PORT)
    if "," in host or "," in asked or not asked.isdecimal():
        raise _refuse("it names more than one host")
    place = PostgresPlace(
        name=query.get("dbname") or unquote(parts.path.lstrip("/")),
        host=host,
        port=int(asked),
        user=query.get("user") or unquote(parts.username or ""),
        password=query.get("password") or unquote(parts.password or ""),
    )
    return place, tuple(sorted(query.keys() - _UNDERSTOOD))


def _look(place: PostgresPlace) -> Seen:
    load_driver()
    import psycopg

    try:
        return look_at_server(place)
    except psycopg.Error as error:
        where = f"{place.host or 'the local socket'}, port {place.port}"
        raise ServerUnavailableError(
            f"{URL_VARIABLE} names a server ({where}) that cannot be used: {_shorten(str(error))}",
            advice=f"start it, or correct {URL_VARIABLE}; without the variable Layerproof runs "
            "a server of its own",
        ) from error


def _check(seen: Seen) -> None:
    if seen.version // 10_000 < OLDEST:
        raise ServerUnavailableError(
            f"the server at {URL_VARIABLE} is PostgreSQL {seen.version // 10_000}, "
            f"older than {OLDEST}",
            advice=f"use PostgreSQL {OLDEST} or newer",
        )
    if not (seen.superuser or seen.createdb):
        raise ServerUnavailableError(
            f'the user "{seen.place.user}" of {URL_VARIABLE} may not make databases, and every '
            "worker needs one of its own",
            advice=f'as a superuser: ALTER ROLE "{seen.place.user}" CREATEDB',
        )


def _list_notices(ignored: tuple[str, ...]) -> tuple[str, ...]:
    if not ignored:
        return ()
    return (
        f"{URL_VARIABLE}: {', '.join(ignored)} not used; libpq's own variables are (PGSSLMODE)",
    )


def _refuse(reason: str) -> ServerUnavailableError:
    return ServerUnavailableError(
        f"{URL_VARIABLE} is not the address of a PostgreSQL server: {reason}",
        advice=f"{URL_VARIABLE}=postgresql://user:password@host:5432/database",
    )


def _shorten(text: str) -> str:
    return " ".join(text.split())
