"""The folders of the product's own code: what is to be measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from layerproof.adoption.discovery.folders import (
    ASIDE,
    ASIDE_UNLESS_PACKAGES,
    is_test_path,
    is_within,
    join_path,
    outermost,
)
from layerproof.adoption.discovery.project.declared_packages import find_declared_packages
from layerproof.adoption.discovery.project.imports import count_imported_names, is_for_tests
from layerproof.adoption.findings import Confidence, Found, Place
from layerproof.adoption.reading.tree import ProjectTree

#: Modules beside the code that set up, and are no product.
_NO_PRODUCT = frozenset(
    {"setup.py", "noxfile.py", "conftest.py", "fabfile.py", "tasks.py", "locustfile.py", "conf.py"}
    | {"gunicorn_conf.py", "gunicorn.conf.py", "manage.py", "dodo.py", "hubconf.py"}
)


def find_source(
    tree: ProjectTree, folders: Iterable[str], test_roots: Iterable[str]
) -> tuple[Found[str], ...]:
    """Return the folders (or lone modules) to measure, from the projects in ``folders``.

    What the build system declares counts first, then packages below ``src``, then packages beside
    the project file, then lone modules. Never tests, docs, scripts or migrations.
    """
    roots = tuple(test_roots)
    product = [path for path in tree.python_files if not is_test_path(path, roots)]
    found: dict[str, Found[str]] = {}
    homes = tuple(folders)
    for home in homes:
        inner = [other for other in homes if other != home and is_within(other, (home,))]
        own = [p for p in product if is_within(p, (home,)) and not is_within(p, inner)]
        for each in _find_in(tree, home, own):
            found.setdefault(each.value, each)
    kept = outermost(found)
    return tuple(found[path] for path in kept)


def _find_in(tree: ProjectTree, home: str, files: list[str]) -> list[Found[str]]:
    declared = [
        each for each in find_declared_packages(tree, home) if _holds_python(each.value, files)
    ]
    if declared:
        return declared
    source = join_path(home, "src")
    below = [path for path in files if is_within(path, (source,))]
    if below:
        return list(_find_below_src(source, below))
    return list(_find_beside(tree, home, files))


def _find_below_src(source: str, files: list[str]) -> Iterator[Found[str]]:
    loose = [path for path in files if path.count("/") == source.count("/") + 1]
    if loose:
        # `src` is a package itself, or holds modules: all of it is the product.
        yield Found(source, (Place(loose[0]),), Confidence.LIKELY, "code in src")
        return
    for name, paths in _by_folder(source, files).items():
        if not _is_aside(source, name, paths) or len(_by_folder(source, files)) == 1:
            path = _descend(join_path(source, name), paths)
            yield Found(path, (_first(path, paths),), Confidence.LIKELY, "package in src")


def _find_beside(tree: ProjectTree, home: str, files: list[str]) -> Iterator[Found[str]]:
    """Yield packages and lone modules beside the project file.

    A folder without ``__init__.py`` counts if something imports it by name; a lone module if
    something imports it, or if there is no package at all.
    """
    folders = {n: p for n, p in _by_folder(home, files).items() if not _is_aside(home, n, p)}
    packages = {n: p for n, p in folders.items() if f"{join_path(home, n)}/__init__.py" in p}
    loose = [path for path in files if PurePosixPath(path).parent == PurePosixPath(home)]
    loose = [path for path in loose if path.rpartition("/")[2] not in _NO_PRODUCT]
    imported = count_imported_names(tree) if loose or len(packages) < len(folders) else Counter()
    for name, paths in folders.items():
        path = _descend(join_path(home, name), paths)
        if name in packages:
            yield Found(path, (_first(path, paths),), Confidence.LIKELY, "package")
        elif imported[name]:
            yield Found(path, (_first(path, paths),), Confidence.LIKELY, "imported by its name")
        elif not packages and not loose and len(folders) == 1:
            yield Found(path, (_first(path, paths),), Confidence.GUESS, "the only folder of code")
    for path in (each for each in loose if not is_for_tests(tree, each)):
        name = PurePosixPath(path).stem
        if imported[name]:
            yield Found(path, (Place(path),), Confidence.LIKELY, "imported by its name")
        elif not packages:
            yield Found(path, (Place(path),), Confidence.GUESS, "lone module")


def _is_aside(home: str, name: str, paths: list[str]) -> bool:
    is_package = f"{join_path(home, name)}/__init__.py" in paths
    return name in ASIDE or (name in ASIDE_UNLESS_PACKAGES and not is_package)


def _descend(folder: str, paths: list[str]) -> str:
    """Return the package within a namespace folder, which holds nothing but this one folder."""
    while f"{folder}/__init__.py" not in paths:
        below = {path[len(folder) + 1 :].partition("/")[0] for path in paths}
        if len(below) != 1 or next(iter(below)).endswith(".py"):
            break
        folder = f"{folder}/{below.pop()}"
    return folder


def _by_folder(home: str, files: list[str]) -> dict[str, list[str]]:
    start = 0 if home == "." else len(home) + 1
    groups: dict[str, list[str]] = {}
    for path in files:
        name, slash, _ = path[start:].partition("/")
        if slash and name.isidentifier():
            groups.setdefault(name, []).append(path)
    return groups


def _first(folder: str, paths: list[str]) -> Place:
    init = f"{folder}/__init__.py"
    return Place(init if init in paths else folder)


def _holds_python(folder: str, files: list[str]) -> bool:
    return any(is_within(path, (folder,)) for path in files)
