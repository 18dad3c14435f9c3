"""Whether an environment already holds what a session needs, told by a stamp inside it.

Neither Nox nor tox skips an install whose inputs have not changed. The stamp is the hash of
those inputs (``install_plan``), written only after an install that went well and taken away
before the next one begins: a kill in between leaves none.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from layerproof.sessions.install_plan import InstallPlan
from layerproof.sessions.running_copy import RunningCopy

#: The stamp's name inside the environment; a new environment has none.
STAMP = "layerproof-installed"

#: Counted up when the meaning of the stamp changes.
_FORMAT = "1"

#: uv and virtualenv write ``version_info``, the standard library ``version``.
_VERSION = re.compile(r"^version(?:_info)?\s*=\s*(3\.\d+)", re.MULTILINE)


def compute_stamp(plan: InstallPlan, copy: RunningCopy, environment: Path) -> str:
    """Return the hash of everything that the install depends on.

    :param environment: the folder of the environment; its ``pyvenv.cfg`` names the Python.
    """
    digest = hashlib.sha256()
    for text in (
        _FORMAT,
        json.dumps([plan.sync, plan.install]),
        json.dumps(plan.metadata, sort_keys=True, default=str),
        copy.identity,
        _read(environment / "pyvenv.cfg"),
    ):
        digest.update(text.encode() + b"\0")
    for path in plan.files:
        digest.update(str(path).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_installed(environment: Path, stamp: str) -> bool:
    """Whether the environment was installed from exactly these inputs."""
    return _read(environment / STAMP) == stamp


def remove_stamp(environment: Path) -> None:
    """Say that the environment's contents are unknown from now on."""
    (environment / STAMP).unlink(missing_ok=True)


def write_stamp(environment: Path, stamp: str) -> None:
    """Say that the environment holds what these inputs ask for."""
    (environment / STAMP).write_text(stamp, encoding="utf-8")


def read_python(environment: Path) -> str | None:
    """Return the environment's Python as ``3.12``; ``None`` where it has none that works."""
    match = _VERSION.search(_read(environment / "pyvenv.cfg"))
    return match[1] if match else None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
