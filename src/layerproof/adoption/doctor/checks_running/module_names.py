"""Which files of the source can be imported, by what names, and from which folders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from layerproof.adoption.discovery.backend.importable import name_modules
from layerproof.adoption.doctor.memory import remember
from layerproof.adoption.doctor.source_files import list_source
from layerproof.adoption.doctor.values import Patient
from layerproof.adoption.reading.tree import ProjectTree

_NAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*\Z")
#: Files that are run, and never imported.
_RUN = frozenset({"__main__", "setup", "conftest", "noxfile", "manage"})
#: Beside this file, Alembic's own environment and its revisions lie, which only Alembic can run.
_ALEMBIC = "script.py.mako"


def name_source(patient: Patient) -> Mapping[str, str]:
    """Return the source files that can be imported, by dotted name."""
    return remember(patient, _name_source)


def find_import_root(path: str, name: str) -> str:
    """Return the folder from which a file is imported by that name, from the project's root.

    It is empty for the project's root itself.
    """
    whole = PurePosixPath(path)
    depth = len(name.split(".")) + (whole.name == "__init__.py")
    return "/".join(whole.parts[:-depth])


def _name_source(patient: Patient) -> Mapping[str, str]:
    survey = patient.survey
    names = name_modules(patient.tree, survey.project, survey.tests)
    found: dict[str, str] = {}
    for path in list_source(patient):
        name = names.get(path, "")
        is_run = PurePosixPath(path).stem in _RUN
        if _NAME.match(name) and not is_run and not _is_of_alembic(path, patient.tree):
            found.setdefault(name, path)
    return found


def _is_of_alembic(path: str, tree: ProjectTree) -> bool:
    folders = [folder for folder in PurePosixPath(path).parents if folder.name]
    return any(tree.has(str(folder / _ALEMBIC)) for folder in folders)
