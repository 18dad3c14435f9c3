"""What a repository is: who installs it, where its code is, which layers it has, who tests it."""

from __future__ import annotations

from collections.abc import Iterable

from layerproof.adoption.discovery.folders import ASIDE, find_test_roots, folders_of, is_within
from layerproof.adoption.discovery.project.ci import find_ci, find_commands
from layerproof.adoption.discovery.project.dependencies import (
    find_dependencies,
    find_requires_python,
)
from layerproof.adoption.discovery.project.distributions import choose_home, find_distributions
from layerproof.adoption.discovery.project.layers import find_layers
from layerproof.adoption.discovery.project.packaging import find_packaging, find_requirement_files
from layerproof.adoption.discovery.project.source_roots import find_source
from layerproof.adoption.reading.tree import ProjectTree
from layerproof.adoption.survey import Distribution, ProjectSurvey

__all__ = ["survey_project"]


def survey_project(tree: ProjectTree) -> ProjectSurvey:
    """Return what the repository is, from its files alone."""
    test_roots = find_test_roots(tree.python_files)
    distributions = find_distributions(tree, test_roots)
    home = choose_home(tree, distributions)
    within = _choose_parts(distributions, home)
    source = find_source(tree, dict.fromkeys((home, *within)), test_roots)
    ci = find_ci(tree, (home, *within), test_roots)
    names = {each.folder: each.name for each in distributions}
    return ProjectSurvey(
        name=names.get(home) or tree.root.resolve().name,
        distributions=distributions,
        packaging=find_packaging(tree, home),
        python=find_requires_python(tree, home),
        dependencies=find_dependencies(tree, home, find_requirement_files(tree, home)),
        source=source,
        layers=find_layers(tree, [each.value for each in source], test_roots),
        ci=ci,
        commands=find_commands(ci),
    )


def _choose_parts(distributions: Iterable[Distribution], home: str) -> list[str]:
    """Return the folders of the distributions below ``home`` that are no examples or tools."""
    below = [each.folder for each in distributions if is_within(each.folder, (home,))]
    return [
        folder
        for folder in below
        if not ASIDE & {each.rpartition("/")[2] for each in folders_of(f"{folder}/x")}
    ]
