"""Which database the backend runs on when nobody says anything else."""

from __future__ import annotations

from collections.abc import Iterator

from layerproof.adoption.discovery.backend.address import parse_address
from layerproof.adoption.discovery.backend.addresses import Written
from layerproof.adoption.discovery.backend.alembic import Migrations
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.discovery.backend.variables.judged import Facts
from layerproof.adoption.findings import Confidence, Found, Place

_BY_DRIVER = {
    "asyncpg": "postgresql",
    "psycopg": "postgresql",
    "psycopg2": "postgresql",
    "psycopg2-binary": "postgresql",
    "pg8000": "postgresql",
    "psycopg-binary": "postgresql",
    "aiomysql": "mysql",
    "asyncmy": "mysql",
    "pymysql": "mysql",
    "mysqlclient": "mysql",
    "mysql-connector-python": "mysql",
    "oracledb": "oracle",
    "pyodbc": "mssql",
    "motor": "mongodb",
    "pymongo": "mongodb",
    "beanie": "mongodb",
    "aiosqlite": "sqlite",
}
_Vote = tuple[str, Place, Confidence, str]


def find_engine(
    sources: Sources, facts: Facts, written: tuple[Written, ...], alembics: tuple[Migrations, ...]
) -> Found[str] | None:
    """Return the engine by the surest that is said of it, with what else is said in ``why``."""
    votes = list(_votes(sources, facts, written, alembics))
    if not votes:
        return None
    engine, _, confidence, why = votes[0]
    others = sorted(
        {each[0] for each in votes if each[0] != engine and each[2] != Confidence.GUESS}
    )
    if others:
        elsewhere = [
            f"{other} ({next(str(each[1]) for each in votes if each[0] == other)})"
            for other in others
        ]
        why = "; ".join([*([why] if why else []), f"elsewhere {', '.join(elsewhere)}"])
        confidence = max(confidence, Confidence.LIKELY, key=list(Confidence).index)
    places = tuple(dict.fromkeys(each[1] for each in votes if each[0] == engine))
    return Found(engine, places[:5], confidence, why)


def _votes(
    sources: Sources, facts: Facts, written: tuple[Written, ...], alembics: tuple[Migrations, ...]
) -> Iterator[_Vote]:
    yield from _of_code(facts, written)
    yield from _of_files(facts, alembics)
    yield from _of_types(sources, facts)
    for found in sources.project.dependencies:
        engine = _BY_DRIVER.get(found.value.name)
        if engine and found.places:
            why = f"{found.value.name} is a dependency"
            yield engine, found.places[0], Confidence.LIKELY, why
    yield from _of_tests(facts, written)


def _of_files(facts: Facts, alembics: tuple[Migrations, ...]) -> Iterator[_Vote]:
    for given in facts.given:
        address = parse_address(given.value)
        if address and given.in_file and not given.in_tests:
            yield address.engine, given.place, Confidence.CERTAIN, f"{given.name} has such a value"
    for alembic in alembics:
        address = parse_address(alembic.url)
        if address:
            place = Place(alembic.settings, alembic.line)
            yield address.engine, place, Confidence.LIKELY, "alembic has such an address"


def _of_tests(facts: Facts, written: tuple[Written, ...]) -> Iterator[_Vote]:
    for given in facts.given:
        address = parse_address(given.value)
        if address and given.in_tests:
            yield address.engine, given.place, Confidence.GUESS, "tests have such a value"
    for each in written:
        if each.in_tests:
            yield each.address.engine, each.place, Confidence.GUESS, "tests have such an address"


def _of_code(facts: Facts, written: tuple[Written, ...]) -> Iterator[_Vote]:
    for reading in facts.readings:
        address = parse_address(reading.default)
        if address and not reading.in_tests:
            why = f"{reading.name} has such a default"
            yield address.engine, reading.place, Confidence.CERTAIN, why
    for composed in facts.composed:
        address = parse_address(f"{composed.scheme}://host/name")
        if composed.scheme.startswith("sqlite"):
            address = parse_address(f"{composed.scheme}:///name")
        if address and not composed.in_tests:
            yield address.engine, composed.place, Confidence.CERTAIN, "an address is put together"
    for each in written:
        if not each.in_tests:
            yield each.address.engine, each.place, Confidence.CERTAIN, "an address stands there"


def _of_types(sources: Sources, facts: Facts) -> Iterator[_Vote]:
    for reading in facts.readings:
        if "PostgresDsn" in reading.annotation:
            yield "postgresql", reading.place, Confidence.CERTAIN, "its type is PostgresDsn"
        elif "MySQLDsn" in reading.annotation or "MariaDBDsn" in reading.annotation:
            yield "mysql", reading.place, Confidence.CERTAIN, f"its type is {reading.annotation}"
    for source in sources.mentioning("dialects.postgresql", "import asyncpg", "import psycopg"):
        yield "postgresql", Place(source.path), Confidence.LIKELY, "it uses types of PostgreSQL"
