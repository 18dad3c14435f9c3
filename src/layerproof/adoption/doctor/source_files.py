"""Which files are source and which are tests, before there is a table and with one."""

from __future__ import annotations

from layerproof.adoption.doctor.memory import remember
from layerproof.adoption.doctor.values import Patient
from layerproof.core.config.globs import compile_globs
from layerproof.core.config.paths import is_under
from layerproof.core.config.source_set import is_test_file


def list_source(patient: Patient) -> tuple[str, ...]:
    """Return the Python files that are measured: in the source folders, and no tests."""
    return remember(patient, _list_source)


def list_tests(patient: Patient) -> tuple[str, ...]:
    """Return the files of tests; with a table those below its roots, without its exceptions."""
    return remember(patient, _list_tests)


def _list_tests(patient: Patient) -> tuple[str, ...]:
    paths = tuple(file.path for file in patient.survey.tests.files)
    config = patient.config
    if config is None:
        return paths
    is_ignored = compile_globs(config.ignored_tests)
    return tuple(
        path
        for path in paths
        if any(is_under(path, root) for root in config.tests) and not is_ignored(path)
    )


def _list_source(patient: Patient) -> tuple[str, ...]:
    survey, config = patient.survey, patient.config
    folders = config.source if config else tuple(each.value for each in survey.project.source)
    tests = {*(file.path for file in survey.tests.files), *survey.tests.conftests}
    return tuple(
        path
        for path in patient.tree.python_files
        if path not in tests
        and any(is_under(path, folder) for folder in folders)
        and not (config and is_test_file(config, path))
        and not any(is_under(path, root) for root in _inner_roots(patient, folders))
    )


def _inner_roots(patient: Patient, folders: tuple[str, ...]) -> tuple[str, ...]:
    """Return the folders of tests that are not source folders themselves."""
    roots = patient.survey.tests.roots
    return tuple(root for root in roots if root not in folders and root not in ("", "."))
