"""Which of the project's files are source to be measured, and which are its tests."""

from __future__ import annotations

from collections.abc import Iterable

from layerproof.core.config.omit import compile_omit
from layerproof.core.config.paths import is_under, strip_folder
from layerproof.core.config.values import Config


def is_test_file(config: Config, path: str) -> bool:
    """Whether ``path`` lies under a test root and has the name of a test module or conftest.

    A file that is named so elsewhere is source: a router called ``test_runs.py`` counts. Where
    a folder of tests lies within a source folder (``source = ["."]``), all of it is of the
    tests: their helpers, which always run, would otherwise lift what is covered. Its name must
    speak of tests, since a root may also hold code with the tests beside it.
    """
    roots = [root for root in config.tests if is_under(path, root)]
    if any(_is_inside(root, folder) for root in roots for folder in config.source):
        return True
    name = path.rpartition("/")[2]
    named = name == "conftest.py" or name.startswith("test_") or name.endswith("_test.py")
    return named and bool(roots)


def choose_measured(config: Config, files: Iterable[str]) -> list[str]:
    """Return the files that count: no tests, and none that coverage.py's ``omit`` takes out."""
    omitted = compile_omit(config.coverage.omit)
    return [path for path in files if not is_test_file(config, path) and not omitted(path)]


def find_empty_entries(config: Config, files: Iterable[str]) -> list[str]:
    """Return the entries of ``source`` that hold none of ``files``, such as a mistyped one."""
    known = list(files)
    return [entry for entry in config.source if not any(is_under(path, entry) for path in known)]


def _is_inside(root: str, folder: str) -> bool:
    """Whether a test root is a folder for tests alone within a source folder, and not the same."""
    inside = strip_folder(root)
    if inside in ("", ".", strip_folder(folder)) or not is_under(inside, folder):
        return False
    return "test" in inside.rpartition("/")[2]
