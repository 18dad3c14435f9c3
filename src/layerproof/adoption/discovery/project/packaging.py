"""Who installs the project, with which lock file, and which optional parts it declares."""

from __future__ import annotations

import re
from collections.abc import Iterator

from layerproof.adoption.discovery.folders import folders_of, join_path
from layerproof.adoption.discovery.project.distributions import manifest_in
from layerproof.adoption.discovery.project.poetry import read_poetry_groups
from layerproof.adoption.findings import Confidence, Found, Place
from layerproof.adoption.reading.toml_file import TomlFile
from layerproof.adoption.reading.tree import ProjectTree
from layerproof.adoption.survey import Packaging

#: The lock file of each manager, in the order in which they are believed.
LOCKS = {"uv": "uv.lock", "poetry": "poetry.lock", "pdm": "pdm.lock", "pipenv": "Pipfile.lock"}
_REQUIREMENTS = re.compile(
    r"(.*[-_.])?requirements([-_.].*)?\.(txt|in)|requirements/[^/]+\.(txt|in)"
)


def find_packaging(tree: ProjectTree, home: str) -> Found[Packaging] | None:
    """Return who installs the project in ``home``; ``None`` where no file speaks of it."""
    pyproject = manifest_in(tree, home, "pyproject.toml")
    toml = tree.toml(pyproject) if pyproject else None
    requirements = find_requirement_files(tree, home)
    manager = next(_managers(tree, home, toml), None)
    if manager is None:
        manager = _fall_back_to_pip(tree, home, toml, requirements)
    if manager is None:
        return None
    packaging = Packaging(
        manager=manager.value,
        lock=_find_lock(tree, home, manager.value),
        requirements=requirements,
        extras=_extras(tree, home, toml),
        groups=tuple(toml.table("dependency-groups")) if toml else (),
        hidden_groups={**read_poetry_groups(toml), **_read_pdm_groups(toml)} if toml else {},
        is_package=_is_package(tree, home, toml),
    )
    return Found(packaging, manager.places, manager.confidence, manager.why)


def find_requirement_files(tree: ProjectTree, home: str) -> tuple[str, ...]:
    """Return requirement files of ``home`` and its folder ``requirements``; ``.in`` if alone."""
    start = "" if home == "." else f"{home}/"
    found = [
        path
        for path in tree.files
        if path.startswith(start) and _REQUIREMENTS.fullmatch(path[len(start) :])
    ]
    return tuple(p for p in found if not (p.endswith(".in") and f"{p[:-3]}.txt" in found))


def _managers(tree: ProjectTree, home: str, toml: TomlFile | None) -> Iterator[Found[str]]:
    """Yield managers by how much their sign tells: locks, then tables, then build systems."""
    for name in LOCKS:
        lock = _find_lock(tree, home, name)
        if lock is not None:
            yield Found(name, (Place(lock),), why="lock file")
    pipfile = manifest_in(tree, home, "Pipfile")
    if pipfile:
        yield Found("pipenv", (Place(pipfile),), why="Pipfile")
    if toml is None:
        return
    for name in ("poetry", "uv", "pdm"):
        if toml.get("tool", name) is not None:
            place = toml.place("tool", name)
            yield Found(name, (place,), Confidence.LIKELY, f"[tool.{name}]")
    if toml.get("tool", "hatch", "envs") is not None:
        yield Found("hatch", (toml.place("tool", "hatch", "envs"),), why="[tool.hatch.envs]")
    backend = toml.text("build-system", "build-backend") or ""
    if backend.startswith(("poetry", "uv_build", "pdm")):
        name = re.split(r"[._]", backend)[0]
        place = toml.place("build-system", "build-backend")
        yield Found(name, (place,), Confidence.GUESS, "build backend")


def _fall_back_to_pip(
    tree: ProjectTree, home: str, toml: TomlFile | None, requirements: tuple[str, ...]
) -> Found[str] | None:
    if requirements:
        return Found("pip", tuple(map(Place, requirements)), Confidence.LIKELY, "requirement files")
    if toml is not None and toml.get("project") is not None:
        return Found("pip", (toml.place("project"),), Confidence.GUESS, "no sign of another")
    for name in ("setup.py", "setup.cfg"):
        path = manifest_in(tree, home, name)
        if path:
            return Found("pip", (Place(path),), Confidence.LIKELY, name)
    return None


def _find_lock(tree: ProjectTree, home: str, manager: str) -> str | None:
    """Return the manager's lock file beside the project, or further out in its workspace."""
    names = (LOCKS[manager],) if manager in LOCKS else ("pylock.toml",)
    around = [home, *reversed(folders_of(f"{home}/x")[:-1])] if home != "." else []
    for folder in [*around, "."]:
        for name in names:
            if tree.has(join_path(folder, name)):
                return join_path(folder, name)
    return None


def _read_pdm_groups(toml: TomlFile) -> dict[str, tuple[str, ...]]:
    groups = toml.table("tool", "pdm", "dev-dependencies")
    return {
        name: tuple(item for item in items if isinstance(item, str))
        for name, items in groups.items()
        if isinstance(items, list)
    }


def _extras(tree: ProjectTree, home: str, toml: TomlFile | None) -> tuple[str, ...]:
    names: dict[str, None] = {}
    if toml is not None:
        names.update(dict.fromkeys(toml.table("project", "optional-dependencies")))
        names.update(dict.fromkeys(toml.table("tool", "poetry", "extras")))
    config = manifest_in(tree, home, "setup.cfg")
    ini = tree.ini(config) if config else None
    if ini is not None:
        names.update(dict.fromkeys(ini.section("options.extras_require")))
    return tuple(names)


def _is_package(tree: ProjectTree, home: str, toml: TomlFile | None) -> bool:
    """Whether the project itself can be installed, by its manager's own rule."""
    if toml is not None:
        if toml.get("tool", "uv", "package") is not None:
            return bool(toml.get("tool", "uv", "package"))
        if toml.get("tool", "poetry", "package-mode") is False:
            return False
        if toml.get("tool", "pdm", "distribution") is False:
            return False
        if toml.get("build-system") is not None:
            return True
    return manifest_in(tree, home, "setup.py") is not None
