"""CI files played on this machine, as far as a shell can: a checkout a job, artifacts as files.

What installs packages is passed over, and ``nox`` uses the interpreter of the tests. Expressions of
GitHub's are filled in where they name the matrix; others are not needed to play a job.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.support.session_projects import clean_environment

#: Steps whose command only installs.
INSTALLS = "pip install"


@dataclass(frozen=True, slots=True)
class Played:
    """How a job ended, what it said, and its checkout."""

    code: int
    said: str
    checkout: Path


def read_yaml(text: str) -> dict[str, Any]:
    """Return a YAML document as plain values."""
    document: dict[str, Any] = YAML(typ="safe").load(StringIO(text))
    return document


@dataclass(frozen=True, slots=True)
class Machines:
    """Machines that each begin with a copy of ``source``; ``store`` is where artifacts lie."""

    source: Path
    folder: Path

    @property
    def store(self) -> Path:
        """The artifacts: a folder each on GitHub, one tree on GitLab."""
        return self.folder / "artifacts"

    def check_out(self, name: str) -> Path:
        """Return a fresh checkout for a job."""
        return Path(shutil.copytree(self.source, self.folder / "machines" / name))

    def play_github_suite(self, workflow: Mapping[str, Any], number: int) -> Played:
        """Play the job ``suite`` for the ``number``-th entry of its matrix, upload included."""
        job = workflow["jobs"]["suite"]
        word = job["strategy"]["matrix"]["session"][number]
        checkout = self.check_out(f"suite-{number}")
        commands = [
            step["run"].replace("${{ matrix.session }}", word)
            for step in job["steps"]
            if "run" in step
        ]
        played = play_commands(checkout, commands)
        [step] = [step for step in job["steps"] if "upload" in step.get("uses", "")]
        upload = step["with"]
        hidden = upload["path"].startswith(".") and not upload.get("include-hidden-files")
        if not hidden and (played.code == 0 or "cancelled()" in step.get("if", "")):
            name = upload["name"].replace("${{ strategy.job-index }}", str(number))
            # What is uploaded from one folder lies at the top of the artifact.
            shutil.copytree(checkout / upload["path"], self.store / name)
        return played

    def play_github_verdict(self, workflow: Mapping[str, Any]) -> Played:
        """Play the job ``verdict`` on what has been uploaded."""
        assert "always()" in workflow["jobs"]["verdict"]["if"]
        steps = workflow["jobs"]["verdict"]["steps"]
        [fetch] = [step["with"] for step in steps if "download" in step.get("uses", "")]
        assert fetch["merge-multiple"]
        checkout = self.check_out("verdict")
        for artifact in sorted(self.store.glob(fetch["pattern"])):
            shutil.copytree(artifact, checkout / fetch["path"], dirs_exist_ok=True)
        return play_commands(checkout, [step["run"] for step in steps if "run" in step])

    def play_gitlab(self, name: str, job: Mapping[str, Any], **variables: str) -> Played:
        """Play a job on all artifacts of earlier stages, and keep its own."""
        checkout = self.check_out(name)
        if self.store.exists():
            shutil.copytree(self.store, checkout, dirs_exist_ok=True)
        played = play_commands(checkout, job["script"], **variables)
        kept = played.code == 0 or job["artifacts"].get("when") == "always"
        for path in job["artifacts"]["paths"] if kept else ():
            shutil.copytree(checkout / path, self.store / path, dirs_exist_ok=True)
        return played


def play_commands(checkout: Path, commands: Iterable[str], **variables: str) -> Played:
    """Run a job's commands in one shell each, up to the first that fails."""
    bin_folder = Path(sys.executable).parent
    env = clean_environment(
        PATH=f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        NOX_DEFAULT_VENV_BACKEND="none",
        **variables,
    )
    said = ""
    for command in commands:
        if command.startswith(INSTALLS):
            continue
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command],
            cwd=checkout,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=240,
            check=False,
        )
        said += done.stdout
        if done.returncode:
            return Played(done.returncode, said, checkout)
    return Played(0, said, checkout)
