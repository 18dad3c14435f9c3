"""The packages that a build system is told to ship: the surest sign of what is source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from layerproof.adoption.discovery.folders import ASIDE, is_test_folder_name, join_path
from layerproof.adoption.discovery.project.distributions import manifest_in
from layerproof.adoption.discovery.project.imports import is_for_tests
from layerproof.adoption.findings import Found, Place
from layerproof.adoption.reading.toml_file import TomlFile, is_list
from layerproof.adoption.reading.tree import ProjectTree


def find_declared_packages(tree: ProjectTree, home: str) -> tuple[Found[str], ...]:
    """Return the folders that ``pyproject.toml`` names as packages, and that are there."""
    path = manifest_in(tree, home, "pyproject.toml")
    toml = tree.toml(path) if path else None
    if toml is None:
        return ()
    found: dict[str, Found[str]] = {}
    for folder, place in (*_hatch(toml), *_poetry(toml), *_setuptools(toml), *_uv(toml)):
        whole = join_path(home, _clean(folder))
        name = PurePosixPath(whole).name
        if name in ASIDE or is_test_folder_name(name) or ".." in folder:
            continue
        if tree.has_folder(whole) or (tree.has(whole) and not is_for_tests(tree, whole)):
            found.setdefault(whole, Found(whole, (place,), why="declared to be shipped"))
    return tuple(found.values())


def _clean(folder: str) -> str:
    return "/".join(part for part in folder.split("/") if part not in ("", "."))


def _hatch(toml: TomlFile) -> Iterator[tuple[str, Place]]:
    for key in (("targets", "wheel", "packages"), ("packages",)):
        whole = ("tool", "hatch", "build", *key)
        for index, folder in enumerate(toml.texts(*whole)):
            yield folder, toml.place(*whole, index)


def _poetry(toml: TomlFile) -> Iterator[tuple[str, Place]]:
    packages = toml.get("tool", "poetry", "packages")
    for entry in packages if is_list(packages) else ():
        include = entry.get("include") if isinstance(entry, dict) else None
        formats = entry.get("format") if isinstance(entry, dict) else None
        if isinstance(include, str) and "*" not in include and formats != "sdist":
            start = entry.get("from", "")
            yield f"{start}/{include}", toml.place("tool", "poetry", "packages")


def _setuptools(toml: TomlFile) -> Iterator[tuple[str, Place]]:
    key = ("tool", "setuptools", "packages")
    start = toml.table("tool", "setuptools", "package-dir").get("", "")
    tops = {name.partition(".")[0] for name in toml.texts(*key)}
    for name in sorted(tops):
        yield f"{start}/{name}", toml.place(*key)
    for name in toml.texts("tool", "setuptools", "py-modules"):
        yield f"{start}/{name}.py", toml.place("tool", "setuptools", "py-modules")


def _uv(toml: TomlFile) -> Iterator[tuple[str, Place]]:
    key = ("tool", "uv", "build-backend")
    for name in toml.texts(*key, "module-name"):
        start = toml.text(*key, "module-root")
        start = "src" if start is None else start
        yield f"{start}/{name.replace('.', '/')}", toml.place(*key, "module-name")
    flit = toml.text("tool", "flit", "module", "name")
    if flit is not None:
        yield flit, toml.place("tool", "flit", "module", "name")
