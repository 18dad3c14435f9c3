"""The variables of the survey: what is read, what it is used for, what it is to be set to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from layerproof.adoption.discovery.backend.address import Address, parse_address
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.discovery.backend.variables.composed import Composed, find_composed
from layerproof.adoption.discovery.backend.variables.environment_reads import read_environment
from layerproof.adoption.discovery.backend.variables.given import find_given
from layerproof.adoption.discovery.backend.variables.roles import role_of
from layerproof.adoption.discovery.backend.variables.settings_classes import read_settings_classes
from layerproof.adoption.discovery.backend.variables.templates import template_of
from layerproof.adoption.discovery.backend.variables.uses import Style, Use, find_uses
from layerproof.adoption.discovery.backend.variables.values import Given, Reading
from layerproof.adoption.findings import Confidence, Found, Place
from layerproof.adoption.survey import AddressVariable

_SECRET = re.compile(r"PASS|PWD|SECRET|TOKEN|KEY", re.IGNORECASE)
_DSN = re.compile("(Postgres|MySQL|MariaDB|Cockroach)Dsn")
_DRIVERS = {
    "asyncpg": "asyncpg",
    "psycopg": "psycopg",
    "psycopg2": "psycopg2",
    "psycopg2-binary": "psycopg2",
    "pg8000": "pg8000",
    "aiosqlite": "aiosqlite",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the files say about variables, before it is judged."""

    readings: tuple[Reading, ...]
    given: tuple[Given, ...]
    uses: tuple[Use, ...]
    composed: tuple[Composed, ...]
    drivers: frozenset[str]


def collect_facts(sources: Sources) -> Facts:
    """Return what the project's files say about variables."""
    names = {found.value.name for found in sources.project.dependencies}
    return Facts(
        (*read_settings_classes(sources), *read_environment(sources)),
        find_given(sources),
        find_uses(sources),
        find_composed(sources),
        frozenset(_DRIVERS[name] for name in names if name in _DRIVERS),
    )


def judge_variables(facts: Facts, engine: str) -> tuple[Found[AddressVariable], ...]:
    """Return the variables that carry the database's address, in the order of their places.

    :param engine: what the backend runs on, for variables whose value nobody gives.
    """
    by_name: dict[str, list[Reading]] = {}
    for reading in facts.readings:
        by_name.setdefault(reading.name, []).append(reading)
    found = [
        each
        for name, readings in by_name.items()
        if (each := _judge(name, readings, facts, engine)) is not None
    ]
    found += _only_given(facts, set(by_name), engine)
    return tuple(sorted(found, key=lambda each: (each.value.for_tests, each.places)))


def _judge(
    name: str, readings: list[Reading], facts: Facts, engine: str
) -> Found[AddressVariable] | None:
    given = [each for each in facts.given if each.name.upper() == name.upper()]
    role, confidence, why = _role(name, readings, given, facts)
    if not role or (engine == "sqlite" and role not in ("url", "path")):
        return None
    values = _values(readings, given)
    known = [each for value in values if (each := parse_address(value))]
    # Of several examples, one of the engine that the backend runs on.
    known.sort(key=lambda each: each.engine != engine)
    address = known[0] if known else None
    for_tests = all(each.in_tests for each in readings) or "TEST" in name.upper().split("_")
    if for_tests and address and address.engine != engine:
        return None
    template, reason = _template(role, readings, address, facts, engine)
    example = _shown(name, role, values, address)
    places = _places(readings, given)
    why = "; ".join(each for each in (why, reason) if each)
    value = AddressVariable(name, template, example, for_tests)
    return Found(value, places, confidence, why)


def _role(
    name: str, readings: list[Reading], given: list[Given], facts: Facts
) -> tuple[str, Confidence, str]:
    handles = frozenset[str]().union(*(each.handles for each in readings))
    for each in facts.composed:
        for role, names in each.parts.items():
            if _is_part(readings, role, names, each):
                return role, Confidence.CERTAIN, f"an address is put together of it at {each.place}"
    values = [parse_address(value) for value in _values(readings, given)]
    engines = {each.engine for each in values if each}
    if engines:
        return "url", Confidence.CERTAIN, ""
    if any(_DSN.search(each.annotation) for each in readings):
        return "url", Confidence.CERTAIN, f"it is a {readings[0].annotation}"
    role = role_of(name, group=readings[0].group)
    if role == "url" and any(use.names & handles for use in facts.uses):
        return "url", Confidence.CERTAIN, "an engine is made of it"
    if role == "path":
        used = any(use.names & handles and use.style is Style.FILE for use in facts.uses)
        return (
            ("path", Confidence.LIKELY, "a file is opened by it")
            if used
            else ("", Confidence.GUESS, "")
        )
    if role == "name" and not _has_siblings(readings, facts):
        # ``SHOP_DATABASE`` alone may well be a whole address.
        meant = any(use.names & handles for use in facts.uses)
        return ("url" if meant else ""), Confidence.LIKELY, "an engine is made of it"
    return role, Confidence.LIKELY, "by its name" if role else ""


def _has_siblings(readings: Iterable[Reading], facts: Facts) -> bool:
    """Return whether the same class or module reads a host, a port or a user as well."""
    groups = {each.group for each in readings}
    return any(
        each.group in groups and role_of(each.name, group=each.group) in ("host", "port", "user")
        for each in facts.readings
    )


def _is_part(
    readings: Iterable[Reading], role: str, names: frozenset[str], composed: Composed
) -> bool:
    """Return whether a variable is the part of a composed address that ``names`` stand for.

    In the same file any name will do; from afar it has to be telling.
    """
    for reading in readings:
        own = role_of(reading.name, group="Database")
        if own not in ("", role) and {own, role} != {"name", "path"}:
            return False
        telling = {each for each in reading.handles if _is_telling(each, reading)}
        near = reading.place.path == composed.place.path
        if names & (reading.handles if near else telling):
            return True
    return False


def _is_telling(handle: str, reading: Reading) -> bool:
    return (
        (handle.upper() == reading.name.upper() and "_" in handle)
        or bool(role_of(handle))
        or bool(reading.group and role_of(handle, group=reading.group))
    )


def _values(readings: Iterable[Reading], given: Iterable[Given]) -> list[str]:
    """Return the values that the project gives, its own before those of its tests."""
    read = [(each.in_tests, 1, each.default) for each in readings if each.default]
    said = [(each.in_tests, 0, each.value) for each in given if each.value]
    return [value for _, _, value in sorted([*read, *said], key=lambda each: each[:2])]


def _template(
    role: str, readings: list[Reading], address: Address | None, facts: Facts, engine: str
) -> tuple[str, str]:
    if role != "url":
        return f"{{{role}}}", ""
    handles = frozenset[str]().union(*(each.handles for each in readings))
    styles = {use.style for use in facts.uses if use.names & handles}
    if not styles & {Style.SYNC, Style.ASYNC, Style.PLAIN, Style.FILE}:
        # Nothing was seen of it: what the backend does with any address is the next best.
        styles |= {use.style for use in facts.uses if use.style in (Style.SYNC, Style.ASYNC)}
    if engine not in ("postgresql", "sqlite"):
        return "{url}", f"Layerproof provides no {engine}"
    if address and address.engine != engine:
        address = None
    return template_of(address, engine, styles, facts.drivers)


def _shown(name: str, role: str, values: list[str], address: Address | None) -> str:
    if role == "url":
        return address.url if address else ""
    if role == "password" or _SECRET.search(name):
        return ""
    return next((value for value in values if parse_address(value) is None), "")


def _places(readings: Iterable[Reading], given: Iterable[Given]) -> tuple[Place, ...]:
    ordered = [each.place for each in readings] + [each.place for each in given]
    return tuple(dict.fromkeys(ordered))


def _only_given(facts: Facts, read: set[str], engine: str) -> Iterator[Found[AddressVariable]]:
    """Give variables that no code was seen to read, whose value is an address nevertheless."""
    names = {each.upper() for each in read}
    given: dict[str, list[Given]] = {}
    for each in facts.given:
        if each.name.upper() not in names and parse_address(each.value):
            given.setdefault(each.name, []).append(each)
    for name, values in given.items():
        address = parse_address(_values([], values)[0])
        if address is None or address.engine != engine:
            continue
        styles = {use.style for use in facts.uses if use.style in (Style.SYNC, Style.ASYNC)}
        template, _ = template_of(address, engine, styles, facts.drivers)
        for_tests = "TEST" in name.upper().split("_")
        value = AddressVariable(name, template, address.url, for_tests)
        why = "it holds an address, but nothing was seen to read it"
        yield Found(value, tuple(each.place for each in values), Confidence.GUESS, why)
