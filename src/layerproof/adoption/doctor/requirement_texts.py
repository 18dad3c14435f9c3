"""Declared requirements as values: what they ask for, and whether that can be had."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from layerproof.adoption.doctor.environments import Environment
from layerproof.adoption.findings import Place
from layerproof.adoption.survey import ProjectSurvey

#: Words in the names of extras and files that only those who work on the project install.
_WORKSHOP = re.compile(r"test|dev|lint|doc|typing|\bci\b|check|qa", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Declared:
    """One declared requirement.

    ``needed`` says that every installed backend has it, ``runtime`` that one may have it: the
    project's dependencies, and extras that are not for tests.
    """

    name: str
    extras: frozenset[str]
    wanted: SpecifierSet
    applies: bool
    needed: bool
    runtime: bool
    text: str
    places: tuple[Place, ...]


def list_declared(project: ProjectSurvey, environment: Environment) -> tuple[Declared, ...]:
    """Return the requirements that can be read, for the project's interpreter."""
    return tuple(_read(project, environment))


def _read(project: ProjectSurvey, environment: Environment) -> Iterator[Declared]:
    version = ".".join(map(str, environment.version))
    for found in project.dependencies:
        try:
            parsed = Requirement(found.value.text)
        except InvalidRequirement:
            parsed = Requirement(found.value.name)
        yield Declared(
            name=canonicalize_name(parsed.name),
            extras=frozenset(map(canonicalize_name, parsed.extras)),
            wanted=parsed.specifier,
            applies=_applies(parsed, version),
            needed=_is_needed(found.value.scope),
            runtime=_is_runtime(found.value.scope),
            text=found.value.text,
            places=found.places,
        )


def _is_needed(scope: str) -> bool:
    kind, _, name = scope.partition(":")
    return kind in ("", "project") or (kind == "file" and not _WORKSHOP.search(name))


def _is_runtime(scope: str) -> bool:
    kind, _, name = scope.partition(":")
    return _is_needed(scope) or (kind == "extra" and not _WORKSHOP.search(name))


def _applies(requirement: Requirement, version: str) -> bool:
    """Whether a requirement's marker holds; on this platform, for the given Python."""
    if requirement.marker is None:
        return True
    place = {"python_full_version": version, "python_version": version.rpartition(".")[0]}
    return requirement.marker.evaluate({**place, "extra": ""})


def reach(names: Iterable[tuple[str, frozenset[str]]], environment: Environment) -> frozenset[str]:
    """Return everything that is installed because of the named distributions, themselves too.

    :param names: normalised names with the extras that are asked for.
    """
    seen: set[tuple[str, str]] = set()
    waiting = [(name, extra) for name, extras in names for extra in ("", *extras)]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting += _list_needs(*here, environment)
    return frozenset(name for name, _ in seen)


def _list_needs(name: str, extra: str, environment: Environment) -> Iterator[tuple[str, str]]:
    for text in environment.requires.get(name, ()):
        try:
            need = Requirement(text)
        except InvalidRequirement:
            continue
        if need.marker is None or need.marker.evaluate({"extra": extra}):
            for each in ("", *need.extras):
                yield canonicalize_name(need.name), canonicalize_name(each) if each else ""


def read_python(text: str) -> SpecifierSet | None:
    """Return the versions of Python that a project asks for; ``None`` for what cannot be read.

    Poetry's caret is read as Poetry reads it; a lone version means its patch releases.
    """
    words = [word.strip() for word in text.split(",")]
    try:
        return SpecifierSet(",".join(map(_read_range, words)))
    except InvalidSpecifier:
        return None


def _read_range(word: str) -> str:
    if word.startswith("^"):
        return f">={word[1:]},<{int(word[1:].partition('.')[0] or 0) + 1}"
    if word.startswith("~") and not word.startswith("~="):
        return f"=={'.'.join(word[1:].split('.')[:2])}.*"
    return f"=={word}.*" if re.fullmatch(r"\d+(\.\d+)*", word) else word


def fits(wanted: SpecifierSet, version: str) -> bool:
    """Whether an installed version is one that is asked for; one that cannot be read is."""
    try:
        return wanted.contains(Version(version), prereleases=True)
    except InvalidVersion:
        return True


def can_agree(one: SpecifierSet, other: SpecifierSet) -> bool:
    """Whether some version is in both; tried at the versions that they name and just above."""
    named = {spec.version.removesuffix(".*") for spec in (*one, *other)}
    candidates = {"0.0.1", "99999"} | named | {f"{version}.0.0.1" for version in named}
    both = one & other
    return any(_is_in(both, candidate) for candidate in candidates)


def _is_in(both: SpecifierSet, candidate: str) -> bool:
    try:
        return both.contains(Version(candidate), prereleases=True)
    except InvalidVersion:
        return False
