"""Running the ``layerproof`` command on a project, as a user's shell does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: What the outer run sets and the inner one must not see.
_OURS = ("COVERAGE_", "PYTEST_", "LAYERPROOF_", "GITHUB_", "NOX", "TOX")
#: In CI pytest repeats whole explanations in its summary.
_OF_CI = frozenset({"CI", "BUILD_NUMBER"})
#: By these Nox leads uv to the session's own environment, which an inner `uv sync` would empty.
_OF_UV = frozenset({"UV_PROJECT_ENVIRONMENT", "UV_PYTHON"})


def untraced_environment(**more: str) -> dict[str, str]:
    """Return the same without the outer run's tracing, which would import and write much."""
    env = clean_environment(**more)
    env.pop("COVERAGE_PROCESS_CONFIG", None)
    env.pop("COVERAGE_PROCESS_START", None)
    return env


@dataclass(frozen=True, slots=True)
class Done:
    """What a command ended with; ``text`` is its output and its errors, ``out`` the output."""

    code: int
    text: str
    out: str = ""


def clean_environment(**more: str) -> dict[str, str]:
    """Return this process's environment without what an outer run or CI has put there.

    The settings by which the outer run traces its subprocesses stay: what the inner command
    runs of Layerproof counts.
    """
    kept = {"COVERAGE_PROCESS_CONFIG", "COVERAGE_PROCESS_START"}
    env = {k: v for k, v in os.environ.items() if k in kept or not k.startswith(_OURS)}
    for name in _OF_CI | _OF_UV:
        env.pop(name, None)
    # Where bytecode is not kept, every command here would compile all that it imports.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**env, "NO_COLOR": "1", **more}


def layerproof(
    root: Path,
    *words: str,
    python: Path | str = sys.executable,
    env: Mapping[str, str] | None = None,
    timeout: float = 300,
) -> Done:
    """Run ``python -m layerproof`` with ``words`` in ``root`` to its end."""
    given = dict(env) if env is not None else clean_environment()
    return run_command([str(python), "-m", "layerproof", *words], root, given, timeout)


def run_command(
    words: Sequence[str], root: Path, env: Mapping[str, str], timeout: float = 300
) -> Done:
    """Run a command in ``root`` to its end, in exactly that environment, with nobody at the keys.

    :param timeout: seconds.
    """
    done = subprocess.run(
        words,
        cwd=root,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=timeout,
        check=False,
    )
    return Done(done.returncode, done.stdout)


def read_report(root: Path) -> dict[str, Any]:
    """Return ``report.json`` of a project."""
    text = (root / ".layerproof" / "report" / "report.json").read_text(encoding="utf-8")
    report: dict[str, Any] = json.loads(text)
    return report


def covered(report: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Return covered and total of each layer and of the whole."""
    rows = [*report["layers"], report["total"]]
    return {row["name"]: (row["counts"]["covered"], row["counts"]["total"]) for row in rows}


def read_outcome(root: Path, part: str) -> dict[str, Any]:
    """Return the record of one part."""
    path = root / ".layerproof" / "suites" / part / "outcome.json"
    outcome: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return outcome
