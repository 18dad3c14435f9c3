"""The backends of ``tests/foreign``: run by their authors' own means, and then under Layerproof.

What a backend is known to be stands in ``foreign_facts``; here it is copied, installed and run.
A run is compared by JUnit's ``classname`` and ``name``, which are the same in pytest's file and
in Layerproof's, and by the elements that tell how a test ended: an empty tuple is a pass.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import psycopg

from tests.support.foreign_facts import Backend
from tests.support.postgres import running_server
from tests.support.runs import Done, read_report, run_command, untraced_environment

FOREIGN = Path(__file__).parents[1] / "foreign"
#: Test by test: how often, and each time the elements that tell how it ended.
Outcomes = dict[tuple[str, str], list[tuple[str, ...]]]
#: By layer, covered and total statements.
Lines = dict[str, tuple[int, int]]
#: Where the variables of a developer's machine would lead a run astray.
_STRAY = ("DATABASE_URL", "TEST_DATABASE_URL", "CLINIC_DB", "VIRTUAL_ENV", "PYTHONPATH")


@dataclass(frozen=True, slots=True)
class AuthorsRun:
    """What the authors' own command gave in an environment that they made."""

    outcomes: Outcomes
    lines: Lines
    done: Done


def copy_backend(name: str, folder: Path) -> Path:
    """Copy a backend into a git repository of its own, with one commit; return its root."""
    listed = _git(FOREIGN / name, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    root = folder / name
    for path in filter(None, listed.split("\0")):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(FOREIGN / name / path, root / path)
    _git(root, "init", "--quiet", "--initial-branch=main")
    commit_all(root, "As it was")
    return root


def commit_all(root: Path, message: str) -> None:
    """Commit everything in a copy, whatever its authors' git ignores."""
    _git(root, "add", "--all", "--force")
    who = ("-c", "user.name=Author", "-c", "user.email=author@example.org")
    _git(root, *who, "commit", "--quiet", "--message", message)


def changed_paths(root: Path) -> dict[str, str]:
    """Return what differs from the commit: by path ``M`` (changed), ``?`` (new) and so on."""
    said = _git(root, "status", "--porcelain", "-z", "--untracked-files=all")
    entries = filter(None, said.split("\0"))
    return {entry[3:]: entry[:2].strip()[0] for entry in entries}


def run_as_authors(root: Path, backend: Backend) -> AuthorsRun:
    """Make the authors' environment, run their command, and measure their coverage.

    Coverage is measured with the concurrency that is right for the backend, in one process, so
    that it can be compared with what Layerproof measures.
    """
    env = _authors_environment(root, backend)
    python = _install(root, backend, env)
    junit = root / ".authors.xml"
    done = run_command([python, "-m", "pytest", f"--junitxml={junit}"], root, env)
    assert junit.exists(), done.text
    outcomes = read_outcomes([junit])
    traced = [python, "-m", "coverage", "run", f"--concurrency={backend.concurrency}"]
    traced += [f"--source={','.join(backend.source)}", "-m", "pytest", *backend.untraced]
    run_command(traced, root, _authors_environment(root, backend))
    counted = run_command(
        [python, "-m", "coverage", "json", "-q", "-o", ".authors.json"], root, env
    )
    assert counted.code == 0, counted.text
    files = json.loads((root / ".authors.json").read_text(encoding="utf-8"))["files"]
    return AuthorsRun(outcomes, _sum_layers(files, backend.layers), done)


def run_here(root: Path, *words: str, timeout: float = 840) -> Done:
    """Run ``python -m WORDS`` in a copy with this copy of Layerproof, and nothing else given."""
    return run_command([sys.executable, "-m", *words], root, _outside(), timeout)


def read_taken_over(root: Path) -> Outcomes:
    """Return how each test ended in the last verdict, from the report's own JUnit files."""
    return read_outcomes((root / ".layerproof/report/junit").glob("*.xml"))


def read_lines(root: Path, layers: Iterable[str]) -> Lines:
    """Return what the last verdict covered of layers, all suites merged."""
    rows = {row["name"]: row["counts"] for row in read_report(root)["layers"]}
    return {name: (rows[name]["covered"], rows[name]["total"]) for name in layers}


def read_findings(root: Path) -> dict[str, Any]:
    """Return what ``layerproof discover --json`` says, as far as ``foreign_findings`` knows it."""
    done = run_here(root, "layerproof", "discover", "--json")
    assert done.code == 0, done.text
    said = json.loads(done.text)
    project, tests, backend = said["project"], said["tests"], said["backend"]
    return {
        "manager": project["packaging"]["value"]["manager"],
        "python": project["python"] and project["python"]["value"],
        "source": [found["value"] for found in project["source"]],
        "layers": {one["value"]["name"]: set(one["value"]["paths"]) for one in project["layers"]},
        "ci": {one["value"]["path"] for one in project["ci"]},
        "application": backend["application"]["value"]["target"],
        "metadata": backend["metadata"]["value"],
        "migrations": backend["migrations"] and backend["migrations"]["value"],
        "engine": backend["engine"]["value"],
        "sessions": {(one["value"]["target"], one["value"]["kind"]) for one in backend["sessions"]},
        "logins": {one["value"]["kind"] for one in backend["authentication"]},
        "variables": {v["value"]["name"]: v["value"]["template"] for v in backend["variables"]},
        "tables": {one["value"]["table"] for one in backend["models"]},
        "ways": {(one["value"]["way"], one["value"]["detail"]) for one in backend["ways"]},
        "shared": {(one["value"]["kind"], one["value"]["detail"]) for one in backend["shared"]},
        "loops": {one["value"] for one in tests["loops"]},
        "plugins": {one["value"] for one in tests["plugins"]},
        "fixtures": {
            one["value"]["name"]: one["value"]["makes"]
            for one in tests["fixtures"]
            if one["value"]["makes"]
        },
        "test files": len(tests["files"]),
        "unittest classes": sum(file["unittest_classes"] for file in tests["files"]),
        "addopts": tests["settings"]["addopts"],
        "omit": tests["coverage"]["omit"],
        "faults": said["faults"],
    }


def read_suites(root: Path) -> list[str]:
    """Return the suites of the last verdict."""
    return [suite["name"] for suite in read_report(root)["suites"]]


def read_outcomes(files: Iterable[Path]) -> Outcomes:
    """Return how each test ended, from JUnit files."""
    outcomes: Outcomes = defaultdict(list)
    for file in files:
        for case in ET.parse(file).iter("testcase"):
            key = (case.get("classname", ""), case.get("name", ""))
            outcomes[key].append(tuple(_tell(part) for part in case if _says_ending(part)))
    return dict(outcomes)


def _says_ending(part: ET.Element) -> bool:
    return part.tag in {"failure", "error", "skipped"}


def _tell(part: ET.Element) -> str:
    kind = part.get("type", "") if part.tag == "skipped" else ""
    return f"{part.tag} {kind}".strip()


def _sum_layers(files: Mapping[str, dict[str, dict[str, int]]], layers: Mapping[str, str]) -> Lines:
    """Add up the files of each layer; a layer is named by what its files' paths match."""
    found = {}
    for layer, pattern in layers.items():
        counts = [files[path]["summary"] for path in files if Path(path).match(pattern)]
        covered = sum(count["covered_lines"] for count in counts)
        found[layer] = (covered, sum(count["num_statements"] for count in counts))
    return found


def _authors_environment(root: Path, backend: Backend) -> dict[str, str]:
    """Return an environment as the authors have it, with a fresh database where they expect one."""
    env = {**_outside(), "VIRTUAL_ENV": str(root / ".venv")}
    if backend.variables:
        place = running_server().place
        if backend.database:
            with psycopg.connect(place.url(), autocommit=True) as admin:
                admin.execute(f"DROP DATABASE IF EXISTS {backend.database}".encode())
                admin.execute(f"CREATE DATABASE {backend.database}".encode())
        fields = {"host": place.host, "port": place.port, "user": place.user}
        env |= {name: text.format(**fields) for name, text in backend.variables.items()}
    return env


def _install(root: Path, backend: Backend, env: dict[str, str]) -> str:
    python = str(root / ".venv/bin/python")
    _need(run_command(["uv", "venv", "--quiet", "--python", sys.executable, ".venv"], root, env))
    for words in backend.install:
        _need(run_command(list(words), root, env))
    _need(run_command(["uv", "pip", "install", "--quiet", "coverage>=7.17.3"], root, env))
    return python


def _need(done: Done) -> None:
    assert done.code == 0, done.text


def _outside() -> dict[str, str]:
    env = untraced_environment()
    return {name: text for name, text in env.items() if name not in _STRAY}


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout
