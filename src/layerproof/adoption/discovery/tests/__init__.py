"""A project's tests: where they are, how pytest and coverage.py are set up, what they use."""

from __future__ import annotations

from collections.abc import Iterable

from layerproof.adoption.discovery.folders import (
    find_test_roots,
    folders_of,
    is_within,
    outermost,
    parent_of,
)
from layerproof.adoption.discovery.tests.coverage_settings import find_coverage_settings
from layerproof.adoption.discovery.tests.files import find_test_files
from layerproof.adoption.discovery.tests.fixtures import find_fixtures
from layerproof.adoption.discovery.tests.loops import find_loops
from layerproof.adoption.discovery.tests.marks import count_used, find_registered
from layerproof.adoption.discovery.tests.plugins import find_plugin_files, find_plugins
from layerproof.adoption.discovery.tests.pytest_settings import find_pytest_settings
from layerproof.adoption.reading.tree import ProjectTree
from layerproof.adoption.survey import (
    CoverageSettings,
    ProjectSurvey,
    PytestSettings,
    TestEstate,
    TestFile,
)

__all__ = ["survey_tests"]


def survey_tests(tree: ProjectTree, project: ProjectSurvey) -> TestEstate:
    """Return what there is of tests, from the files alone."""
    named = find_test_roots(tree.python_files)
    settings = find_pytest_settings(tree, named)
    places = _resolve_testpaths(tree, settings) or named
    files = find_test_files(tree, places, settings)
    if not files:
        files = find_test_files(tree, (), settings)
    roots = _choose_roots(places, files)
    conftests = _find_conftests(tree, files)
    below = [path for path in tree.python_files if is_within(path, roots)]
    own = list(dict.fromkeys((*conftests, *below)))
    plugins = find_plugins(tree, project, settings, own)
    own = list(dict.fromkeys((*own, *find_plugin_files(tree, plugins))))
    fixtures = find_fixtures(tree, own)
    return TestEstate(
        roots=roots,
        files=files,
        conftests=conftests,
        settings=settings,
        coverage=_find_coverage(tree, settings),
        markers=find_registered(tree, settings, own),
        used=count_used(files),
        plugins=plugins,
        fixtures=fixtures,
        loops=find_loops(tree, project, settings, fixtures, own),
    )


def _resolve_testpaths(tree: ProjectTree, settings: PytestSettings) -> tuple[str, ...]:
    """Return the folders of ``testpaths``, which count from the settings' own folder."""
    home = parent_of(settings.origin)
    start = "" if home == "." else f"{home}/"
    found = []
    for text in settings.testpaths:
        path = f"{start}{text.strip('/').removeprefix('./')}".strip("/")
        if path in ("", ".") or tree.has(path) or tree.has_folder(path):
            found.append(path or ".")
    return outermost(found)


def _choose_roots(places: tuple[str, ...], files: tuple[TestFile, ...]) -> tuple[str, ...]:
    """Return the folders that hold the files; those of loose files where no folder does."""
    filled = [each for each in places if any(is_within(file.path, (each,)) for file in files)]
    if filled and filled != ["."]:
        return outermost(filled)
    return outermost(_parents(file.path for file in files))


def _parents(paths: Iterable[str]) -> set[str]:
    return {parent_of(path) for path in paths}


def _find_coverage(tree: ProjectTree, settings: PytestSettings) -> CoverageSettings:
    """Return coverage.py's settings in the root, or beside those of pytest."""
    own = find_coverage_settings(tree, ".")
    return own if own.origin else find_coverage_settings(tree, parent_of(settings.origin))


def _find_conftests(tree: ProjectTree, files: tuple[TestFile, ...]) -> tuple[str, ...]:
    """Return the conftests that pytest loads for the files: those of the folders around them."""
    around = {parent_of(file.path) for file in files}
    around |= {each for file in files for each in folders_of(file.path)} | {"."}
    return tuple(
        path
        for path in tree.python_files
        if path.rpartition("/")[2] == "conftest.py" and parent_of(path) in around
    )
