"""Which part of an address a name stands for. Pure."""

from __future__ import annotations

import re

ROLES = ("url", "host", "port", "user", "password", "name", "path")

_ENDS = {
    "url": ("URL", "URI", "DSN", "DATABASE_URL", "CONNECTION_STRING", "CONN_STRING", "CONNSTR"),
    "host": ("HOST", "HOSTNAME", "SERVER", "ADDRESS"),
    "port": ("PORT",),
    "user": ("USER", "USERNAME", "LOGIN"),
    "password": ("PASSWORD", "PASS", "PASSWD", "PWD"),
    "name": ("NAME", "DB", "DATABASE", "DBNAME", "DB_NAME", "DATABASE_NAME"),
    "path": ("PATH", "FILE", "FILENAME"),
}
_DATABASE = re.compile(
    r"(^|_)(DB|DATABASE|POSTGRES|POSTGRESQL|PG|PSQL|SQL|SQLALCHEMY|SQLITE|MYSQL|MARIADB|RDS|DATABASES)(_|$)|^PG[A-Z]|DATABASE"
)
_OTHER = re.compile(
    r"REDIS|CACHE|BROKER|RABBIT|AMQP|KAFKA|MONGO|ELASTIC|SMTP|MAIL|CELERY|SENTRY|S3|MINIO|PGADMIN"
    r"|VECTOR|QDRANT|CHROMA|MILVUS|NEO4J|CLICKHOUSE|TABLE|COLLECTION|SCHEMA|POOL|TIMEOUT|SIZE|SSL"
)
_LIBPQ = {
    "PGHOST": "host",
    "PGPORT": "port",
    "PGUSER": "user",
    "PGPASSWORD": "password",
    "PGDATABASE": "name",
}


def role_of(name: str, *, group: str = "") -> str:
    """Return the part of a database's address that a variable's name stands for, or nothing.

    :param group: the class that reads it: in ``DatabaseSettings``, ``host`` is enough of a name.
    """
    upper = name.upper()
    if upper in _LIBPQ:
        return _LIBPQ[upper]
    about = bool(_DATABASE.search(upper)) or bool(
        re.search(r"Database|Postgres|Db[A-Z_]|DB|Sql", group.rpartition(".")[2])
    )
    if not about or (_OTHER.search(upper) and not upper.endswith(("DATABASE_URL", "DB_URL"))):
        return ""
    for role, ends in _ENDS.items():
        if any(upper == end or upper.endswith(f"_{end}") for end in ends):
            return role
    return ""
