"""Discovery: a ``Survey`` of a project from its files, without importing or running any of it."""

from __future__ import annotations

from pathlib import Path

from layerproof.adoption.discovery.backend import survey_backend
from layerproof.adoption.discovery.project import survey_project
from layerproof.adoption.discovery.tests import survey_tests
from layerproof.adoption.reading.collector import pause_collector
from layerproof.adoption.reading.tree import ProjectTree
from layerproof.adoption.survey import Survey

__all__ = ["discover", "discover_in"]


def discover(root: Path) -> Survey:
    """Return what is found in the project in ``root``. Never raises for what a file holds."""
    return discover_in(ProjectTree(root))


def discover_in(tree: ProjectTree) -> Survey:
    """Return what is found in a tree that others go on reading."""
    with pause_collector():
        project = survey_project(tree)
        tests = survey_tests(tree, project)
        backend = survey_backend(tree, project, tests)
    return Survey(str(tree.root), project, tests, backend, tree.faults)
