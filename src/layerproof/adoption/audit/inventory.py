"""Markers, fixtures, dependencies, environment, CI: what is there, and whether it is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
    uses = _fixture_uses(given)
    rows = [_fixture(found, given, uses) for found in given.survey.tests.fixtures]
    order = {"unused": 0, "overridden": 1, "used": 2, "automatic": 3}
    return tuple(sorted(rows, key=lambda row: (order[row.state], row.name, row.place)))


def _fixture_uses(given: AuditInput) -> Mapping[tuple[str, str], int] | None:
    if given.probe is None or not given.probe.fixtures:
        return None
    return {(one.path, one.name): one.used_by for one in given.probe.fixtures}


def _fixture(
    found: Found[Fixture], given: AuditInput, uses: Mapping[tuple[str, str], int] | None
) -> FixtureUse:
    fixture = found.value
    place = found.places[0] if found.places else Place("")
    others = [each for each in given.survey.tests.fixtures if each.value.name == fixture.name]
    tests = None if uses is None else uses.get((place.path, fixture.name))
    state = "automatic" if fixture.autouse else _fixture_state(found, given, tests)
    if state == "used" and any(_is_nearer(each, place) for each in others):
        state = "overridden"
    return FixtureUse(fixture.name, state, fixture.scope, place, tests)


def _fixture_state(found: Found[Fixture], given: AuditInput, tests: int | None) -> str:
    if tests is not None:
        return "used" if tests else "unused"
    name = found.value.name
    asked = any(name in test.fixtures for test in given.tests)
    return "used" if asked or name in given.used_names else "unused"


def _is_nearer(found: Found[Fixture], place: Place) -> bool:
    """Whether this other one stands further in than ``place``, where it takes its name."""
    other = found.places[0] if found.places else Place("")
    folder = place.path.rpartition("/")[0]
    if other == place or not place.path.endswith("conftest.py"):
        return False
    inside = not folder or other.path.startswith(f"{folder}/")
    return inside and other.path != place.path


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
