"""What git says of the checkout: commit, branch, and whether anything is changed."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

#: Variables that name the branch, each with the one that names where it is to be merged: a fork's
#: branch of that very name is another branch, and goes by the name of its pull or merge request.
#: https://docs.github.com/en/actions/reference/workflows-and-actions/variables and
#: https://docs.gitlab.com/ci/variables/predefined_variables/
_NAMES = (
    ("GITHUB_HEAD_REF", "GITHUB_BASE_REF"),
    ("GITHUB_REF_NAME", "GITHUB_BASE_REF"),
    ("CI_COMMIT_REF_NAME", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME"),
    ("CI_MERGE_REQUEST_REF_PATH", ""),
)


@dataclass(frozen=True, slots=True)
class Checkout:
    """``commit`` and ``branch`` are empty where there is no git checkout, or no such name."""

    commit: str = ""
    branch: str = ""
    dirty: bool = False


def look_at_checkout(root: Path) -> Checkout:
    """Return the state of the checkout that ``root`` lies in.

    CI systems check a commit out without its branch, so the branch that they name counts.
    """
    status = _git(root, "status", "--porcelain=v2", "--branch", "--untracked-files=normal")
    if status is None:
        return Checkout()
    headers = dict(line[2:].split(" ", 1) for line in status.splitlines() if line.startswith("# "))
    commit = headers.get("branch.oid", "")
    branch = headers.get("branch.head", "")
    return Checkout(
        commit="" if commit == "(initial)" else commit,
        branch=_named_by_ci() or ("" if branch == "(detached)" else branch),
        dirty=any(not line.startswith("# ") for line in status.splitlines()),
    )


def _named_by_ci() -> str:
    told = ((os.environ.get(name), os.environ.get(target)) for name, target in _NAMES)
    return next((name for name, target in told if name and name != target), "")


def _git(root: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *words],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=20,
            check=True,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout
