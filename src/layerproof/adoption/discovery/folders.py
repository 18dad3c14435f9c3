"""Which paths hold tests, and which hold no product code, by their names and by what they hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from layerproof.core.config.paths import is_under

_TEST_FOLDER = re.compile(
    r"tests?|testsuite|test_?suites?|(.+[-_])?tests|tests?[-_].+|e2e|end_?to_?end|functional_test"
)
_TEST_FILE = re.compile(r"test_.*\.py|.*_test\.py|tests\.py|conftest\.py")
#: Folders beside the product that are not the product, packages or not.
ASIDE = frozenset(
    {
        *("docs", "doc", "docs_src", "documentation", "examples", "example", "samples", "demo"),
        *("scripts", "script", "bin", "ci", "hooks", "benchmarks", "benchmark", "notebooks"),
        *("alembic", "migrations", "migration", "versions", "deploy", "deployment", "infra"),
    }
)
#: Those that are the product only if they are packages.
ASIDE_UNLESS_PACKAGES = frozenset(
    {
        *("tools", "tool", "docker", "helm", "k8s", "infrastructure", "terraform", "ansible"),
        *("static", "templates", "assets", "data", "fixtures", "typings", "stubs", "locust"),
        *("client", "frontend", "node", "web", "site", "website", "contrib", "devtools", "perf"),
        *("locales", "tasks", "requirements", "config", "configs", "conf"),
    }
)


def is_test_file_name(name: str) -> bool:
    """Whether a file's name is one of tests, by pytest's or unittest's custom."""
    return _TEST_FILE.fullmatch(name) is not None


def is_test_folder_name(name: str) -> bool:
    """Whether a folder's name speaks of tests; ``testing`` does not, it is often product code."""
    return _TEST_FOLDER.fullmatch(name) is not None


def is_migration_path(path: str) -> bool:
    """Whether a file lies in a folder of migrations, by the folder's name."""
    return any(
        name.strip("_").endswith(("migrations", "migration", "alembic", "alembic_versions"))
        for name in path.split("/")[:-1]
    )


def folders_of(path: str) -> tuple[str, ...]:
    """Return the folders on the way to a file, outermost first, without the root."""
    return tuple(str(each) for each in reversed(PurePosixPath(path).parents[:-1]))


def find_test_roots(python_files: Iterable[str], named: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the folders that hold tests, none within another.

    Folders whose name speaks of tests count if they hold a file named as one of tests, those that
    are ``named`` (pytest's ``testpaths``) always. ``.`` stands for files beside the root's own.
    """
    roots: set[str] = set()
    for path in python_files:
        if not is_test_file_name(path.rpartition("/")[2]):
            continue
        speaking = [f for f in folders_of(path) if is_test_folder_name(f.rpartition("/")[2])]
        if speaking:
            roots.add(speaking[0])
    roots.update(folder.strip("/") for folder in named if folder.strip("/") not in ("", "."))
    return outermost(roots)


def outermost(folders: Iterable[str]) -> tuple[str, ...]:
    """Return the folders that lie in no other of them, sorted."""
    kept: list[str] = []
    for folder in sorted(set(folders)):
        if not is_within(folder, kept):
            kept.append(folder)
    return tuple(kept)


def is_within(path: str, folders: Iterable[str]) -> bool:
    """Whether a path is one of the folders or lies in one; ``.`` holds everything."""
    return any(is_under(path, folder) for folder in folders)


def is_test_path(path: str, roots: Iterable[str]) -> bool:
    """Whether a Python file belongs to the tests: below a root, or named as a file of tests."""
    return is_within(path, roots) or is_test_file_name(path.rpartition("/")[2])


def join_path(folder: str, name: str) -> str:
    """Return a path below a folder, where ``.`` and nothing are the root."""
    return name if folder in ("", ".") else f"{folder}/{name}"


def parent_of(path: str) -> str:
    """Return the folder of a path; ``.`` for one in the root."""
    return path.rpartition("/")[0] or "."
