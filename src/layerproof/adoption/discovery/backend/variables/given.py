"""Values that the project gives its variables: ``.env`` files, compose, CI, conftest."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from layerproof.adoption.discovery.backend.source import Source
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.discovery.backend.spelling import spell
from layerproof.adoption.discovery.backend.variables.environment_reads import is_environment
from layerproof.adoption.discovery.backend.variables.values import Given
from layerproof.adoption.findings import Place

_LINE = re.compile(r"^\s*(?:export\s+|set\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$")
_ENTRY = re.compile(r"""^\s*(?:-\s*)?["']?([A-Za-z_]\w*)["']?\s*(?::\s+|=)\s*(.*?)\s*$""")
_DEFAULT = re.compile(r"\$\{\w+:?-([^}]*)\}")
_COMPOSE = re.compile(r"(^|/)(docker-)?compose[\w.-]*\.ya?ml$")
_ENV_FILE = re.compile(r"(^|/)(\.env[\w.-]*|[\w.-]+\.env|env\.(example|sample|template|dist))$")
#: pytest-env's and pytest-dotenv's place in pytest's settings, tox's, nox's.
_SETTINGS = ("pytest.ini", "tox.ini", "setup.cfg", "pyproject.toml")


def find_given(sources: Sources) -> tuple[Given, ...]:
    """Return every value that a file or a test gives a variable."""
    found: list[Given] = []
    for path in sources.tree.files:
        if _ENV_FILE.search(path):
            found += _from_lines(sources, path, _LINE, in_tests="test" in path)
        elif _COMPOSE.search(path):
            found += _from_lines(sources, path, _ENTRY, in_tests="test" in path)
        elif path.rpartition("/")[2] == "Dockerfile":
            found += _from_lines(sources, path, re.compile(r"^ENV\s+(\w+)[=\s]\s*(.*?)\s*$"))
    for ci in sources.project.ci:
        place = ci.places[0] if ci.places else Place(ci.value.path)
        found += [Given(*each, place, in_tests=True) for each in ci.value.variables.items()]
    found += _from_pytest(sources)
    for source in sources.test:
        if source.mentions("environ", "setenv"):
            found += _from_tests(source, sources)
    return tuple(found)


def _from_lines(
    sources: Sources, path: str, pattern: re.Pattern[str], *, in_tests: bool = False
) -> Iterator[Given]:
    for number, line in enumerate((sources.tree.read(path) or "").splitlines(), 1):
        match = pattern.match(line)
        if match and not line.lstrip().startswith("#"):
            value = _DEFAULT.sub(r"\1", _unquoted(match[2]))
            if value:
                yield Given(match[1], value, Place(path, number), in_tests, in_file=True)


def _unquoted(text: str) -> str:
    if text[:1] in ("'", '"') and (end := text.find(text[0], 1)) > 0:
        return text[1:end]
    return re.split(r"\s#", text, maxsplit=1)[0].strip().strip("\"',")


def _from_pytest(sources: Sources) -> Iterator[Given]:
    settings = sources.tests.settings
    for key in ("env", "env_override_existing_values"):
        said = settings.values.get(key, ())
        for line in said.splitlines() if isinstance(said, str) else said:
            match = _LINE.match(re.sub(r"^\s*(?:[DR]:)+", "", line))
            if match:
                place = settings.places.get(key, Place(settings.origin))
                yield Given(match[1], _unquoted(match[2]), place, in_tests=True)


def _from_tests(source: Source, sources: Sources) -> Iterator[Given]:
    for node in source.parents:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Subscript) and is_environment(target.value, source):
                    yield from _given(target.slice, node.value, node, source, sources)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner, name = node.func.value, node.func.attr
            pair = node.args[:2]
            if len(pair) == 2 and (
                name == "setenv" or (name == "setdefault" and is_environment(owner, source))
            ):
                yield from _given(pair[0], pair[1], node, source, sources)
            elif name == "update" and is_environment(owner, source):
                yield from _updated(node, source, sources)


def _updated(node: ast.Call, source: Source, sources: Sources) -> Iterator[Given]:
    for each in node.args:
        if isinstance(each, ast.Dict):
            for key, value in zip(each.keys, each.values, strict=True):
                if key is not None:
                    yield from _given(key, value, node, source, sources)
    for word in node.keywords:
        if word.arg:
            yield from _given(ast.Constant(word.arg), word.value, node, source, sources)


def _given(
    key: ast.expr, value: ast.expr, node: ast.AST, source: Source, sources: Sources
) -> Iterator[Given]:
    name = spell(key, source, sources)
    if name.exact and name.text.isidentifier():
        text = spell(value, source, sources).text
        yield Given(name.text, text, source.place(node), in_tests=True)
