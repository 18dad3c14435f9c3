"""What the project declares to need, with the place and the scope of each requirement."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from packaging.utils import canonicalize_name

from layerproof.adoption.discovery.folders import parent_of
from layerproof.adoption.discovery.project.distributions import find_setup_call, manifest_in
from layerproof.adoption.discovery.project.poetry import poetry_group_keys, write_requirements
from layerproof.adoption.findings import Confidence, Found, Place
from layerproof.adoption.reading.syntax import text_of
from layerproof.adoption.reading.toml_file import TomlFile, is_list
from layerproof.adoption.reading.tree import ProjectTree
from layerproof.adoption.survey import Requirement

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9._-]+)")


def find_dependencies(
    tree: ProjectTree, home: str, requirements: tuple[str, ...]
) -> tuple[Found[Requirement], ...]:
    """Return every declared dependency of the project in ``home``, in the order of the files."""
    found: list[Found[Requirement]] = []
    pyproject = manifest_in(tree, home, "pyproject.toml")
    toml = tree.toml(pyproject) if pyproject else None
    if toml is not None:
        found += _read_pyproject(toml)
    found += _read_setup(tree, home)
    found += _read_pipfile(tree, home)
    for path in requirements:
        found += read_requirement_file(tree, path)
    return tuple(found)


def find_requires_python(tree: ProjectTree, home: str) -> Found[str] | None:
    """Return which Python versions the project says it runs on, as a specifier or one version."""
    pyproject = manifest_in(tree, home, "pyproject.toml")
    toml = tree.toml(pyproject) if pyproject else None
    if toml is not None:
        for key in (("project", "requires-python"), ("tool", "poetry", "dependencies", "python")):
            text = toml.text(*key)
            if text is not None:
                return Found(text, (toml.place(*key),))
    config = manifest_in(tree, home, "setup.cfg")
    ini = tree.ini(config) if config else None
    if ini is not None and "python_requires" in ini.section("options"):
        text = ini.section("options")["python_requires"]
        return Found(text, (ini.place("options", "python_requires"),))
    return _read_setup_python(tree, home) or _read_version_file(tree, home)


def read_requirement_file(tree: ProjectTree, path: str) -> list[Found[Requirement]]:
    """Return what a requirements file names itself; files that it includes are read by name."""
    text = tree.read(path)
    found = []
    for number, line in _join_lines(text or ""):
        if line.startswith("-") and not line.startswith(("-e ", "--editable")):
            continue
        requirement = read_requirement(_strip_options(line), f"file:{path}")
        if requirement is not None:
            found.append(Found(requirement, (Place(path, number),)))
    return found


def read_requirement(text: str, scope: str) -> Requirement | None:
    """Return the requirement of a PEP 508 text or a link of pip; ``None`` for a mere folder."""
    egg = _EGG.search(text)
    if egg is not None:
        return Requirement(canonicalize_name(egg[1]), text, scope)
    match = _NAME.match(text)
    after = text[match.end() :].lstrip() if match else ""
    if match is None or after.startswith((":", "+", "/")) or match[0] in (".", ".."):
        return None
    return Requirement(canonicalize_name(match[0]), text, scope)


def _read_pyproject(toml: TomlFile) -> Iterator[Found[Requirement]]:
    yield from _read_array(toml, ("project", "dependencies"), "project")
    for extra in toml.table("project", "optional-dependencies"):
        yield from _read_array(toml, ("project", "optional-dependencies", extra), f"extra:{extra}")
    for group in toml.table("dependency-groups"):
        yield from _read_array(toml, ("dependency-groups", group), f"group:{group}")
    yield from _read_array(toml, ("tool", "uv", "dev-dependencies"), "group:dev")
    pdm = ("tool", "pdm", "dev-dependencies")
    for group in toml.table(*pdm):
        yield from _read_array(toml, (*pdm, group), f"group:{group}")
    hatch = ("tool", "hatch", "envs")
    for name in toml.table(*hatch):
        for kind in ("dependencies", "extra-dependencies"):
            yield from _read_array(toml, (*hatch, name, kind), f"hatch:{name}")
    yield from _read_poetry_table(toml, ("tool", "poetry", "dependencies"), "project")
    for group, key in poetry_group_keys(toml):
        yield from _read_poetry_table(toml, key, f"poetry:{group}")


def _read_array(toml: TomlFile, key: tuple[str, ...], scope: str) -> Iterator[Found[Requirement]]:
    entries = toml.get(*key)
    for index, text in enumerate(entries if is_list(entries) else ()):
        requirement = read_requirement(text, scope) if isinstance(text, str) else None
        if requirement is not None:
            yield Found(requirement, (toml.place(*key, index),))


def _read_poetry_table(
    toml: TomlFile, key: tuple[str, ...], scope: str
) -> Iterator[Found[Requirement]]:
    for name, text in write_requirements(toml.table(*key)):
        yield Found(Requirement(canonicalize_name(name), text, scope), (toml.place(*key, name),))


def _read_setup(tree: ProjectTree, home: str) -> Iterator[Found[Requirement]]:
    config = manifest_in(tree, home, "setup.cfg")
    ini = tree.ini(config) if config else None
    if config is not None and ini is not None:
        required = {"project": ini.section("options").get("install_requires", "")}
        extras = ini.section("options.extras_require")
        required.update({f"extra:{name}": text for name, text in extras.items()})
        for scope, text in required.items():
            section = "options" if scope == "project" else "options.extras_require"
            key = "install_requires" if scope == "project" else scope.partition(":")[2]
            place = ini.place(section, key)
            yield from _as_found(text.splitlines(), scope, place)
    script = manifest_in(tree, home, "setup.py")
    call = find_setup_call(tree, script) if script else None
    for keyword in call.keywords if call and script else ():
        place = Place(script or "", keyword.value.lineno)
        if keyword.arg == "install_requires":
            yield from _as_found(_literal_texts(keyword.value), "project", place)
        elif keyword.arg == "extras_require" and isinstance(keyword.value, ast.Dict):
            for key_node, value in zip(keyword.value.keys, keyword.value.values, strict=True):
                name = text_of(key_node) or ""
                place = Place(script or "", value.lineno)
                yield from _as_found(_literal_texts(value), f"extra:{name}", place)


def _as_found(lines: list[str], scope: str, place: Place) -> Iterator[Found[Requirement]]:
    for line in lines:
        requirement = read_requirement(line.strip(), scope)
        if requirement is not None:
            yield Found(requirement, (place,))


def _literal_texts(node: ast.expr) -> list[str]:
    elements = node.elts if isinstance(node, ast.List | ast.Tuple) else []
    return [e.value for e in elements if isinstance(e, ast.Constant) and isinstance(e.value, str)]


def _read_pipfile(tree: ProjectTree, home: str) -> Iterator[Found[Requirement]]:
    path = manifest_in(tree, home, "Pipfile")
    toml = tree.toml(path) if path else None
    for section, scope in (("packages", "project"), ("dev-packages", "pipenv:dev-packages")):
        if toml is not None:
            yield from _read_poetry_table(toml, (section,), scope)


def _read_setup_python(tree: ProjectTree, home: str) -> Found[str] | None:
    path = manifest_in(tree, home, "setup.py")
    call = find_setup_call(tree, path) if path else None
    for keyword in call.keywords if call and path else ():
        if keyword.arg == "python_requires" and isinstance(keyword.value, ast.Constant):
            return Found(str(keyword.value.value), (Place(path or "", keyword.value.lineno),))
    return None


def _read_version_file(tree: ProjectTree, home: str) -> Found[str] | None:
    for folder in dict.fromkeys((home, parent_of(home))):
        path = manifest_in(tree, folder, ".python-version")
        lines = (tree.read(path) or "").split() if path else []
        if path and lines:
            return Found(lines[0], (Place(path, 1),), Confidence.LIKELY, "the developers' version")
    return None


def _join_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line with its number; a backslash at the end joins the next one to it."""
    start, waiting = 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        start = start or number
        if line.rstrip().endswith("\\"):
            waiting += line.rstrip()[:-1] + " "
            continue
        whole = re.sub(r"(^|\s)#.*", "", waiting + line).strip()
        if whole:
            yield start, whole
        start, waiting = 0, ""


def _strip_options(line: str) -> str:
    """Return a requirement without pip's own options, such as ``--hash``."""
    line = re.sub(r"^(-e|--editable)[ =]\s*", "", line)
    return re.split(r"\s+--[a-z]", line)[0].strip()
