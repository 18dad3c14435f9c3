"""Markers, fixtures, dependencies, environment, CI: what is there, and whether it is used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from packaging.markers import UndefinedEnvironmentName
from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import InvalidVersion

from layerproof.adoption.audit.inputs import AuditInput, Installed
from layerproof.adoption.audit.values import (
    Dependency,
    Environment,
    FixtureUse,
    Marker,
    Pipeline,
)
from layerproof.adoption.findings import Found, Place
from layerproof.adoption.survey import Fixture
from layerproof.adoption.survey import Requirement as Declared

#: Markers of pytest itself and of plugins that register their own.
BUILT_IN = frozenset(
    {
        *("parametrize", "skip", "skipif", "usefixtures", "xfail", "filterwarnings"),
        *("asyncio", "anyio", "timeout", "flaky", "django_db", "xdist_group", "no_cover"),
        *("trylast", "tryfirst", "benchmark", "freeze_time", "respx", "httpx_mock", "order"),
    }
)
_TOOLS = ("pytest", "pytest-xdist", "pytest-asyncio", "anyio", "pytest-cov", "coverage")
_TOOLS_TOO = ("pytest-timeout", "pytest-randomly", "layerproof", "sqlalchemy", "fastapi")


def list_markers(given: AuditInput) -> tuple[Marker, ...]:
    """Return every marker that is registered or used, those that do not fit first."""
    places = {found.value: found.places for found in given.survey.tests.markers}
    registered = set(places)
    if given.probe is not None:
        registered |= {each.partition("(")[0].strip() for each in given.probe.registered_markers}
    known = registered | BUILT_IN | _suite_markers(given)
    used = given.survey.tests.used
    rows = []
    for name in sorted(set(places) | set(used)):
        files = used.get(name, 0)
        state = "used" if files else "registered and never used"
        state = state if name in known else "used and not registered"
        place = places[name][0] if places.get(name) else None
        rows.append(Marker(name, state, files, place))
    return tuple(sorted(rows, key=lambda row: (row.state == "used", row.state, row.name)))


def _suite_markers(given: AuditInput) -> set[str]:
    """The suites' own markers are registered by Layerproof where there is a table."""
    if given.config is None:
        return set()
    return {word for suite in given.config.suites for word in (suite.name, suite.select)}


def list_fixtures(given: AuditInput) -> tuple[FixtureUse, ...]:
    """Return the project's fixtures, those that nobody uses first."""
    look = _FixtureLook(given)
    rows = [look.describe(found) for found in given.survey.tests.fixtures]
    order = {"unused": 0, "overridden": 1, "used": 2, "automatic": 3}
    return tuple(sorted(rows, key=lambda row: (order[row.state], row.name, row.place)))


class _FixtureLook:
    """What is known of all fixtures, gathered once: a fixture is asked about for each file."""

    def __init__(self, given: AuditInput) -> None:
        self._uses: dict[tuple[str, str], int] = {}
        if given.probe is not None:
            self._uses = {(one.path, one.name): one.used_by for one in given.probe.fixtures}
        self._asked = given.used_names.union(*(test.fixtures for test in given.tests))
        self._places: dict[str, list[Place]] = defaultdict(list)
        for found in given.survey.tests.fixtures:
            self._places[found.value.name].append(_first_place(found))

    def describe(self, found: Found[Fixture]) -> FixtureUse:
        """Return whether and how the fixture is used."""
        fixture, place = found.value, _first_place(found)
        tests = self._uses.get((place.path, fixture.name))
        return FixtureUse(
            fixture.name, self._state(fixture, place, tests), fixture.scope, place, tests
        )

    def _state(self, fixture: Fixture, place: Place, tests: int | None) -> str:
        if fixture.autouse:
            return "automatic"
        if not (fixture.name in self._asked if tests is None else tests):
            return "unused"
        return "overridden" if self._is_overridden(fixture.name, place) else "used"

    def _is_overridden(self, name: str, place: Place) -> bool:
        """Whether another one stands further in than the conftest, where it takes its name."""
        folder, _, file = place.path.rpartition("/")
        return file == "conftest.py" and any(
            other.path != place.path and (not folder or other.path.startswith(f"{folder}/"))
            for other in self._places[name]
        )


def _first_place(found: Found[Fixture]) -> Place:
    return found.places[0] if found.places else Place("")


def list_dependencies(given: AuditInput) -> tuple[Dependency, ...]:
    """Return the declared dependencies with what is installed of them."""
    rows = {
        (row.name, row.scope, row.asked): row
        for row in (_dependency(found, given.installed) for found in _declared(given))
    }
    order = {"missing": 0, "unfit": 1, "outdated": 2, "not measured": 3}
    return tuple(sorted(rows.values(), key=lambda row: (order.get(row.state, 9), row.name)))


def _declared(given: AuditInput) -> Iterator[Found[Declared]]:
    yield from given.survey.project.dependencies


def _dependency(found: Found[Declared], installed: Installed) -> Dependency:
    name = found.value.name
    version = installed.packages.get(name, "")
    latest = (installed.latest or {}).get(name, "")
    return Dependency(
        name=name,
        asked=found.value.text,
        scope=found.value.scope,
        installed=version,
        latest=latest,
        state=_dependency_state(found.value, version, installed),
        place=found.places[0] if found.places else None,
    )


def _dependency_state(declared: Declared, version: str, installed: Installed) -> str:
    if installed.problem:
        return "not measured"
    try:
        requirement = Requirement(declared.text)
        if requirement.marker is not None and not requirement.marker.evaluate(
            {"python_full_version": installed.version, "extra": ""}
        ):
            return "elsewhere"
        if version and not requirement.specifier.contains(version, prereleases=True):
            return "unfit"
    except (InvalidRequirement, InvalidVersion, UndefinedEnvironmentName):
        pass  # a text that only its package manager reads says nothing of versions here
    if not version:
        return "missing"
    return "outdated" if declared.name in (installed.latest or {}) else "installed"


def describe_environment(given: AuditInput) -> Environment:
    """Return the project's interpreter and the versions of its test tools."""
    installed = given.installed
    python = given.survey.project.python
    tools = {name: installed.packages.get(name, "") for name in (*_TOOLS, *_TOOLS_TOO)}
    return Environment(
        python=installed.python,
        version=installed.version,
        implementation=installed.implementation,
        platform=installed.platform,
        virtual=installed.virtual,
        asked=python.value if python else "",
        tools={name: version for name, version in tools.items() if version},
        problem=installed.problem,
        index=_index_problem(installed),
    )


def _index_problem(installed: Installed) -> str:
    if installed.latest is not None:
        return ""
    return installed.index_problem or "the package index was not asked (--online)"


def list_pipelines(given: AuditInput) -> tuple[Pipeline, ...]:
    """Return the files of CI systems."""
    return tuple(
        Pipeline(
            system=found.value.system,
            path=found.value.path,
            commands=found.value.commands,
            prepares=found.value.prepares,
            uploads_hidden=found.value.uploads_hidden,
        )
        for found in given.survey.project.ci
    )
