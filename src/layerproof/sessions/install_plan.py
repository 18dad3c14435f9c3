"""What a session's environment needs, as steps for an installer, and what they depend on.

``nox`` and ``tox`` carry the steps out when ``environment_stamp`` says that they are due.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from layerproof.core.config.values import Config, Install
from layerproof.sessions.running_copy import NAME, RunningCopy
from layerproof.sessions.session_table import Kind

#: Extras and dependency groups that hold what tests need, where the project names none.
USUAL_NAMES = ("test", "tests", "testing", "dev")

#: Requirement files of a project that is not a package and lists none in its table.
USUAL_REQUIREMENTS = (
    "requirements.txt",
    *(f"requirements{dash}{name}.txt" for name in USUAL_NAMES for dash in "-_"),
    *(f"{name}-requirements.txt" for name in USUAL_NAMES),
    *(f"requirements/{name}.txt" for name in ("base", *USUAL_NAMES)),
)

LOCK_FILES = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "Pipfile.lock", "uv.toml")
SETUP_FILES = ("setup.py", "setup.cfg")


class Installer(StrEnum):
    """Who installs."""

    UV = "uv"
    PIP = "pip"


@dataclass(frozen=True, slots=True)
class InstallPlan:
    """``sync`` are the words after ``uv sync``, ``install`` those after ``pip install``.

    ``files`` are read by the steps, besides ``pyproject.toml``; ``metadata`` is what they read
    of that. ``warnings`` are for whoever watches the install.
    """

    sync: tuple[str, ...]
    install: tuple[str, ...]
    files: tuple[Path, ...]
    metadata: Mapping[str, Any]
    warnings: tuple[str, ...] = ()


#: Tables of ``[tool]`` that change nothing about what is installed.
_IRRELEVANT = frozenset(
    {"layerproof", "nox", "tox", "pytest", "coverage", "ruff", "mypy", "black", "isort", "flake8"}
    | {"pylint", "pyright", "basedpyright", "importlinter", "bandit", "deptry", "codespell"}
    | {"vulture", "towncrier", "commitizen", "semantic_release"}
)


def plan_install(config: Config, root: Path, copy: RunningCopy, *, uv: bool) -> InstallPlan:
    """Return the steps that make an environment fit for this project's sessions.

    A package is installed editable, with the extras and groups of the table (or the usual
    ones); with uv and a ``uv.lock``, exactly as locked. A project that cannot be built gives
    its dependencies only. Layerproof comes last, in the version that is running.
    """
    project = _Project(_read_pyproject(root), root)
    chosen = config.install
    locked = uv and chosen.project and (root / "uv.lock").is_file()
    requirements = chosen.requirements or project.usual_requirements()
    # ``--exact`` takes away what is no longer asked for; after ``uv sync`` it would undo that.
    install = [] if locked or not uv else ["--exact"]
    if chosen.project and not locked:
        install += project.list_requirements(chosen)
    for path in requirements:
        install += ["-r", path]
    install += [word for package in chosen.packages for word in _split_editable(package)]
    if not (project.is_layerproof and chosen.project):
        install += copy.with_extras(choose_own_extras(config))
    return InstallPlan(
        sync=tuple(_sync_words(project, chosen)) if locked else (),
        install=() if install == ["--exact"] else tuple(install),
        files=tuple(_list_files(root, requirements)),
        metadata=project.installable_metadata(),
        warnings=() if locked else tuple(project.warn_of_poetry(chosen)),
    )


def plan_session(
    kind: Kind, config: Config, root: Path, copy: RunningCopy, *, uv: bool
) -> InstallPlan:
    """Return the steps that make an environment fit for a session of this kind.

    The verdict needs Layerproof alone: nothing of the project is imported for it, so a change of
    the project asks for no install.
    """
    if kind is not Kind.COVERAGE:
        return plan_install(config, root, copy, uv=uv)
    exact = ("--exact",) if uv else ()
    return InstallPlan(sync=(), install=(*exact, *copy.requirement), files=(), metadata={})


def choose_own_extras(config: Config) -> tuple[str, ...]:
    """Return the extras of Layerproof that the project's table calls for."""
    database = config.database
    if database is None:
        return ()
    server = ("postgres",) if database.engine == "postgresql" else ()
    container = ("container",) if "container" in database.providers else ()
    return (*container, *server, "testing")


def _sync_words(project: _Project, chosen: Install) -> Iterator[str]:
    yield from ("--locked", "--no-default-groups")
    for extra in project.choose_extras(chosen):
        yield from ("--extra", extra)
    for group in project.choose_groups(chosen):
        yield from ("--group", group)


@dataclass(frozen=True, slots=True)
class _Project:
    """What ``pyproject.toml`` and its neighbours say about installing this project."""

    pyproject: Mapping[str, Any]
    root: Path

    @property
    def project(self) -> Mapping[str, Any]:
        return _table(self.pyproject, "project")

    @property
    def tool(self) -> Mapping[str, Any]:
        return _table(self.pyproject, "tool")

    @property
    def is_layerproof(self) -> bool:
        return self.project.get("name") == NAME

    @property
    def is_package(self) -> bool:
        """Whether it can be built; uv's own rule for projects without a build system."""
        if _table(self.tool, "uv").get("package") is False:
            return False
        if _table(self.tool, "poetry").get("package-mode") is False:
            return False
        return "build-system" in self.pyproject or (self.root / "setup.py").is_file()

    def choose_extras(self, chosen: Install) -> tuple[str, ...]:
        if chosen.extras is not None:
            return chosen.extras
        poetry = _table(_table(self.tool, "poetry"), "extras")
        return _usual_of([*_table(self.project, "optional-dependencies"), *poetry])

    def choose_groups(self, chosen: Install) -> tuple[str, ...]:
        if chosen.groups is not None:
            return chosen.groups
        return _usual_of(_table(self.pyproject, "dependency-groups"))

    def warn_of_poetry(self, chosen: Install) -> Iterator[str]:
        """Yield a warning of the usual groups that only Poetry knows, if nothing replaces them."""
        poetry = _table(self.tool, "poetry")
        names = _usual_of(_table(poetry, "group"))
        if "dev-dependencies" in poetry:
            names = (*names, "dev-dependencies")
        if names and not (self.choose_groups(chosen) or chosen.packages or chosen.requirements):
            yield (
                f"{', '.join(names)} of [tool.poetry] is not installed, since pip and uv cannot "
                "see it: name what tests need in `packages` of [tool.layerproof.install], or move "
                "it to [dependency-groups]"
            )

    def list_requirements(self, chosen: Install) -> list[str]:
        extras = self.choose_extras(chosen)
        words = []
        if self.is_package:
            words += ["-e", f".[{','.join(extras)}]" if extras else "."]
        else:
            optional = _table(self.project, "optional-dependencies")
            words += self.project.get("dependencies", [])
            words += [item for extra in extras for item in optional.get(extra, [])]
        for group in self.choose_groups(chosen):
            words += ["--group", group]
        return words

    def usual_requirements(self) -> tuple[str, ...]:
        if self.is_package or "dependencies" in self.project:
            return ()
        return tuple(path for path in USUAL_REQUIREMENTS if (self.root / path).is_file())

    def installable_metadata(self) -> Mapping[str, Any]:
        tool = {name: table for name, table in self.tool.items() if name not in _IRRELEVANT}
        rest = {name: table for name, table in self.pyproject.items() if name != "tool"}
        return {**rest, "tool": tool}


def _read_pyproject(root: Path) -> Mapping[str, Any]:
    try:
        with (root / "pyproject.toml").open("rb") as file:
            return tomllib.load(file)
    except FileNotFoundError:
        return {}


def _table(parent: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def _usual_of(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name.lower() in USUAL_NAMES))


def _split_editable(package: str) -> tuple[str, ...]:
    flag, _, rest = package.partition(" ")
    return (flag, rest.strip()) if flag in {"-e", "--editable"} else (package,)


def _list_files(root: Path, requirements: Iterable[str]) -> Iterator[Path]:
    for name in (*LOCK_FILES, *SETUP_FILES):
        if (root / name).is_file():
            yield root / name
    seen: set[Path] = set()
    for path in requirements:
        yield from _follow_requirements(root / path, seen)


def _follow_requirements(path: Path, seen: set[Path]) -> Iterator[Path]:
    """Yield the file and those that it includes with ``-r`` or ``-c``, each once."""
    path = path.resolve()
    if path in seen or not path.is_file():
        return
    seen.add(path)
    yield path
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        flag, _, rest = line.strip().replace("=", " ", 1).partition(" ")
        if flag in {"-r", "-c", "--requirement", "--constraint"} and rest.strip():
            yield from _follow_requirements(path.parent / rest.strip(), seen)
