"""What the project's own interpreter says of itself, and what an index says of newer versions."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from layerproof.adoption.audit.inputs import Installed

_QUESTION = """
import json, platform, sys
from importlib.metadata import distributions
found = {}
for each in distributions():
    try:
        found.setdefault(each.metadata["Name"], each.version)
    except Exception:
        pass
found.pop(None, None)
print(json.dumps({
    "version": platform.python_version(),
    "implementation": platform.python_implementation(),
    "platform": platform.platform(),
    "virtual": sys.prefix != sys.base_prefix,
    "packages": found,
}))
"""
_PATIENCE = 30.0
_PATIENCE_ONLINE = 180.0


def ask_interpreter(python: str, root: Path) -> Installed:
    """Return what the interpreter says; where it says nothing, why."""
    # -P keeps the project's own modules from standing in for those of the standard library.
    done, problem = _call([python, "-P", "-c", _QUESTION], root, _PATIENCE)
    if problem:
        return Installed(python, problem=problem)
    try:
        answer = json.loads(done)
        packages = {canonicalize_name(name): str(of) for name, of in answer["packages"].items()}
        return Installed(
            python=python,
            version=str(answer["version"]),
            implementation=str(answer["implementation"]),
            platform=str(answer["platform"]),
            virtual=bool(answer["virtual"]),
            packages=dict(sorted(packages.items())),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return Installed(python, problem="its answer cannot be read")


def ask_index(
    installed: Installed, root: Path, which: Callable[[str], str | None] = shutil.which
) -> Installed:
    """Return the same with the newer versions that the package index has."""
    done, problem = _call(_outdated_command(installed.python, which), root, _PATIENCE_ONLINE)
    if problem:
        return replace(installed, index_problem=problem)
    try:
        return replace(installed, latest=dict(_read_latest(json.loads(done))))
    except (ValueError, KeyError, TypeError, AttributeError):
        return replace(installed, index_problem="its answer cannot be read")


def _outdated_command(python: str, which: Callable[[str], str | None]) -> list[str]:
    uv = which("uv")
    if uv:
        return [uv, "pip", "list", "--outdated", "--format", "json", "--python", python]
    words = ["list", "--outdated", "--format", "json", "--disable-pip-version-check"]
    return [python, "-m", "pip", *words]


def _read_latest(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    return [(canonicalize_name(row["name"]), str(row["latest_version"])) for row in rows]


def _call(command: Sequence[str], root: Path, patience: float) -> tuple[str, str]:
    """Return what the command printed, and why it printed nothing."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    name = Path(command[0]).name
    try:
        done = subprocess.run(
            command,
            cwd=root,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "", f"{name} did not answer within {patience:.0f} s"
    except OSError as error:
        return "", f"{name} cannot be started: {error.strerror}"
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or [""])[-1]
        return "", f"{name} ended with {done.returncode}: {last}".rstrip(": ")
    return done.stdout, ""
