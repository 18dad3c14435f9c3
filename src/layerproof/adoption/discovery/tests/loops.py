"""How the suite sets up an event loop: what decides whether databases and tests share one."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from layerproof.adoption.findings import Confidence, Found, Place
from layerproof.adoption.reading.syntax import dotted_name, keyword, text_of
from layerproof.adoption.reading.tree import ProjectTree
from layerproof.adoption.survey import Fixture, ProjectSurvey, PytestSettings

_SETTINGS = (
    "asyncio_mode",
    "asyncio_default_fixture_loop_scope",
    "asyncio_default_test_loop_scope",
    "anyio_mode",
    "trio_mode",
)
_PLUGINS = ("pytest-asyncio", "anyio", "pytest-trio", "pytest-tornasync", "pytest-aiohttp")
_FIXTURES = {
    "event_loop": "event_loop overridden",
    "event_loop_policy": "event_loop_policy overridden",
    "anyio_backend": "anyio_backend set",
    "anyio_backend_name": "anyio_backend set",
    "event_loop_instance": "event_loop overridden",
}


def find_loops(
    tree: ProjectTree,
    project: ProjectSurvey,
    settings: PytestSettings,
    fixtures: Iterable[Found[Fixture]],
    files: Iterable[str],
) -> tuple[Found[str], ...]:
    """Return the ways in which the suite sets up event loops, each once, the settings first."""
    found: dict[str, Found[str]] = {}
    ways = (
        *_from_settings(settings),
        *_from_fixtures(fixtures),
        *(each for path in files for each in _from_module(tree, path)),
        *_from_dependencies(project),
    )
    for each in ways:
        before = found.get(each.value)
        places = (*(before.places if before else ()), *each.places)
        found[each.value] = Found(each.value, places, each.confidence, each.why)
    return tuple(found.values())


def _from_settings(settings: PytestSettings) -> Iterator[Found[str]]:
    for name in _SETTINGS:
        value = settings.values.get(name)
        if isinstance(value, str):
            yield Found(f"{name} = {value}", (settings.places[name],))
    for word in settings.addopts:
        if word.startswith(("--asyncio-mode", "--anyio")):
            place = settings.places.get("addopts", Place(settings.origin))
            yield Found(word, (place,), Confidence.CERTAIN, "addopts")


def _from_fixtures(fixtures: Iterable[Found[Fixture]]) -> Iterator[Found[str]]:
    for each in fixtures:
        way = _FIXTURES.get(each.value.name)
        if way is not None:
            scope = f"fixture of scope {each.value.scope}"
            yield Found(way, each.places, Confidence.CERTAIN, scope)


def _from_module(tree: ProjectTree, path: str) -> Iterator[Found[str]]:
    module = tree.parse(path)
    if module is None or not any(word in module.text for word in ("loop", "asyncio.run", "anyio")):
        return
    for node in tree.nodes(path):
        if not isinstance(node, ast.Call):
            continue
        name = dotted_name(node.func)
        scope = text_of(keyword(node, "loop_scope")) or _asyncio_scope(name, node)
        place = (Place(path, node.lineno),)
        if scope is not None:
            yield Found(f"loop_scope {scope}", place)
        elif name in ("asyncio.run", "anyio.run"):
            yield Found(f"{name} in tests", place)
        elif name.endswith("set_event_loop_policy"):
            yield Found("event loop policy set", place)


def _asyncio_scope(name: str, call: ast.Call) -> str | None:
    """Return the scope of ``mark.asyncio(scope=...)``, which old versions of the plugin had."""
    return text_of(keyword(call, "scope")) if name.endswith("mark.asyncio") else None


def _from_dependencies(project: ProjectSurvey) -> Iterator[Found[str]]:
    for each in project.dependencies:
        if each.value.name in _PLUGINS and each.value.name != "anyio":
            yield Found(each.value.name, each.places, Confidence.CERTAIN, "declared")
