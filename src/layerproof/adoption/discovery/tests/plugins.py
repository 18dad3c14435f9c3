"""pytest plugins that the project declares or loads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from layerproof.adoption.findings import Confidence, Found, Place
from layerproof.adoption.reading.syntax import assigned, texts_of
from layerproof.adoption.reading.tree import ProjectTree
from layerproof.adoption.survey import ProjectSurvey, PytestSettings

#: Distributions that are pytest plugins without being called so.
_UNNAMED = frozenset(
    {
        *("allure-pytest", "anyio", "faker", "hypothesis", "inline-snapshot", "layerproof"),
        *("respx", "schemathesis", "syrupy", "time-machine"),
    }
)
#: Where a module of the project may lie, around its name with slashes.
_PLACES = (("", ".py"), ("", "/__init__.py"), ("src/", ".py"), ("src/", "/__init__.py"))


def find_plugins(
    tree: ProjectTree, project: ProjectSurvey, settings: PytestSettings, files: Iterable[str]
) -> tuple[Found[str], ...]:
    """Return plugins by name: distributions as declared, modules as loaded; each once."""
    found: dict[str, Found[str]] = {}
    for each in (*_declared(project), *_from_options(settings), *_from_modules(tree, files)):
        before = found.get(each.value)
        if before is not None:
            places = tuple(dict.fromkeys((*before.places, *each.places)))
            found[each.value] = Found(each.value, places, before.confidence, before.why)
        else:
            found[each.value] = each
    return tuple(found.values())


def find_plugin_files(tree: ProjectTree, plugins: Iterable[Found[str]]) -> tuple[str, ...]:
    """Return the project's own modules among the plugins that are loaded by name."""
    names = {each.value.replace(".", "/") for each in plugins}
    places = (f"{start}{name}{end}" for name in names for start, end in _PLACES)
    return tuple(sorted(path for path in places if tree.has(path)))


def _declared(project: ProjectSurvey) -> Iterator[Found[str]]:
    for each in project.dependencies:
        name = each.value.name
        if name.startswith("pytest-") or name in _UNNAMED:
            yield Found(name, each.places, Confidence.CERTAIN, "declared")


def _from_options(settings: PytestSettings) -> Iterator[Found[str]]:
    place = settings.places.get("addopts", Place(settings.origin))
    words = settings.addopts
    for index, word in enumerate(words):
        name = words[index + 1] if word == "-p" and index + 1 < len(words) else word[2:]
        if word.startswith("-p") and name and not name.startswith("no:"):
            yield Found(name, (place,), Confidence.CERTAIN, "-p in addopts")
    required = settings.values.get("required_plugins", ())
    place = settings.places.get("required_plugins", Place(settings.origin))
    for text in (required,) if isinstance(required, str) else required:
        yield Found(text.split()[0].split("=")[0].strip("<>!~"), (place,), why="required_plugins")


def _from_modules(tree: ProjectTree, files: Iterable[str]) -> Iterator[Found[str]]:
    for path in files:
        module = tree.parse(path)
        if module is None or "pytest_plugins" not in module.text:
            continue
        node = assigned(module.tree.body, "pytest_plugins")
        for name in texts_of(node):
            yield Found(name, (Place(path, getattr(node, "lineno", 0)),), why="pytest_plugins")
