"""PRAGMAs of SQLite: what the backend's own engine sets, against what its tests get."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

from layerproof.adoption.doctor.source_files import list_source, list_tests
from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State
from layerproof.adoption.findings import Place

_PRAGMA = re.compile(
    r"\s*PRAGMA\s+(?:\w+\.)?(journal_mode|foreign_keys|busy_timeout|synchronous)\s*=\s*'?(\w+)",
    re.IGNORECASE,
)
_SAME = {"1": "on", "true": "on", "yes": "on", "0": "off", "false": "off", "no": "off"}
_SYNCHRONOUS = {"0": "off", "1": "normal", "2": "full", "3": "extra"}
_ENGINES = re.compile(r"\bcreate_(?:async_)?engine\(|\bsqlite3\.connect\(")
_WHY = {
    "foreign_keys": "SQLite checks no foreign key unless told: tests pass on rows that production"
    " refuses",
    "journal_mode": "locks behave otherwise: what waits in one mode fails in the other",
    "busy_timeout": "a lock fails at once instead of after a wait, or the other way round",
    "synchronous": "commits cost something else than in production",
}

#: Values by name, each with the place where it is set.
Pragmas = Mapping[str, tuple[str, Place]]


def examine_pragmas(patient: Patient) -> Iterator[Diagnosis]:
    """Yield findings on PRAGMAs that the source sets and tests' own engines do not."""
    if not _uses_sqlite(patient):
        return
    source = find_pragmas(patient, list_source(patient))
    helpers = [*list_tests(patient), *patient.survey.tests.conftests]
    tests = find_pragmas(patient, helpers, dictionaries=False)
    engines = tuple(_find_engines(patient))
    missing = {name: known for name, known in source.items() if _lacks(name, tests, patient)}
    if engines and missing:
        yield _tell_missing(missing, engines)
    for name, (value, place) in sorted(source.items()):
        given = tests.get(name)
        if given is not None and _read(name, given[0]) != _read(name, value):
            yield _tell(
                f"PRAGMA {name} is {value} in the source and {given[0]} in the tests",
                _WHY[name],
                "set the same in both",
                (place, given[1]),
            )
    yield from _compare_table(patient, source)
    if _is_production(patient) and not _sets_foreign_keys(source):
        yield _tell(
            "the source never sets PRAGMA foreign_keys",
            "SQLite then checks no foreign key, in production and in tests",
            'execute "PRAGMA foreign_keys = ON" for each connection (event "connect")',
            patient.survey.backend.engine.places if patient.survey.backend.engine else (),
        )


def find_pragmas(
    patient: Patient, paths: Iterable[str], *, dictionaries: bool = True
) -> dict[str, tuple[str, Place]]:
    """Return the PRAGMAs that texts in those files set, the first of each name.

    :param dictionaries: whether names and values in a dictionary are set; tests compare with them.
    """
    found: dict[str, tuple[str, Place]] = {}
    for path in paths:
        module = patient.tree.parse(path)
        if module is None or "pragma" not in module.text.lower():
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Dict) and not dictionaries:
                continue
            for name, value in _read_pragmas(node):
                found.setdefault(name, (value, Place(path, getattr(node, "lineno", 0))))
    return found


def _read_pragmas(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield what a statement as a text sets, or a dictionary of names and values."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        match = _PRAGMA.match(node.value)
        if match:
            yield match[1].lower(), match[2]
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(value, ast.Constant):
                name = str(key.value).lower()
                if name in _WHY:
                    yield name, str(value.value)


def _compare_table(patient: Patient, source: Pragmas) -> Iterator[Diagnosis]:
    """Yield a finding where the table's own PRAGMAs turn off what the source turns on."""
    database = patient.config.database if patient.config else None
    for name, value in database.pragmas.items() if database else ():
        known = source.get(name.lower())
        if known is not None and _read(name, known[0]) != _read(name, value):
            yield _tell(
                f"PRAGMA {name} is {known[0]} in the source and {value} in the table",
                _WHY.get(name.lower(), "tests run with another setting than production"),
                "correct `pragmas` of [tool.layerproof.database]",
                (known[1],),
            )


def _lacks(name: str, tests: Pragmas, patient: Patient) -> bool:
    """Whether tests go without a PRAGMA that matters to them.

    A database in memory has no journal to speak of.
    """
    if name in tests:
        return False
    memory = any(way.value.way == "memory" for way in patient.survey.backend.ways)
    return not (memory and name in ("journal_mode", "synchronous", "busy_timeout"))


def _uses_sqlite(patient: Patient) -> bool:
    backend = patient.survey.backend
    engine = backend.engine.value if backend.engine else ""
    return engine == "sqlite" or any(each.value.engine == "sqlite" for each in backend.addresses)


def _is_production(patient: Patient) -> bool:
    """Whether the backend itself, and not only its tests, runs on SQLite."""
    engine = patient.survey.backend.engine
    return engine is not None and engine.value == "sqlite" and bool(list_source(patient))


def _sets_foreign_keys(source: Pragmas) -> bool:
    value = source.get("foreign_keys")
    return value is not None and _read("foreign_keys", value[0]) == "on"


def _read(name: str, value: str) -> str:
    """Return a value in one of its spellings."""
    same = _SYNCHRONOUS if name.lower() == "synchronous" else _SAME
    return same.get(value.lower(), value.lower())


def _find_engines(patient: Patient) -> Iterator[Place]:
    """Yield where fixtures for all tests of a folder make engines of their own on SQLite."""
    makers = {
        place.path
        for each in patient.survey.tests.fixtures
        if {"database", "session"} & set(each.value.makes)
        for place in each.places
    }
    for path in sorted(makers & set(patient.survey.tests.conftests)):
        text = patient.tree.read(path) or ""
        match = _ENGINES.search(text) if "sqlite" in text else None
        if match:
            yield Place(path, text.count("\n", 0, match.start()) + 1)


def _tell_missing(missing: Pragmas, engines: tuple[Place, ...]) -> Diagnosis:
    names = [name for name in _WHY if name in missing]
    told = ", ".join(f"{name} = {missing[name][0]}" for name in names)
    places = dict.fromkeys(missing[name][1] for name in names)
    return _tell(
        f"the source sets PRAGMAs that the tests' own engine does not: {told}",
        _WHY[names[0]],
        "let the tests make their engine by the source's function, or set them there too",
        (*places, *engines),
    )


def _tell(what: str, why: str, fix: str, places: tuple[Place, ...]) -> Diagnosis:
    return Diagnosis("sqlite-pragmas", State.FOUND, what, why, fix, places)


CHECKS = (Check("sqlite-pragmas", "tests get the PRAGMAs that the source sets", examine_pragmas),)
