"""Environments of other Python versions, made once a test run, for tests that need them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


@cache
def find_python(version: str) -> Path | None:
    """Return an interpreter of ``version`` (``3.12``) on this machine, or ``None``."""
    if sys.version_info[:2] == tuple(map(int, version.split("."))):
        return Path(sys.executable)
    found = shutil.which(f"python{version}")
    places = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    candidates = [*([Path(found)] if found else []), *reversed(places)]
    return next((path for path in candidates if _runs(path, version)), None)


def make_group_environment(folder: Path, group: str) -> Path:
    """Return the Python of an environment with a dependency group of ours, and without Layerproof.

    It has the running version, and is made with uv.
    """
    python = folder / "bin" / "python"
    uv = [sys.executable, "-m", "uv"]
    _run([*uv, "venv", "--quiet", "--python", sys.executable, str(folder)])
    wanted = ["--group", f"{REPOSITORY / 'pyproject.toml'}:{group}"]
    _run([*uv, "pip", "install", "--quiet", "--python", str(python), *wanted])
    return python


def make_environment(folder: Path, version: str) -> Path:
    """Return the Python of an environment with Layerproof and a small backend's packages.

    The running environment serves for the running version. Others are made with uv.
    """
    base = find_python(version)
    assert base is not None
    if base == Path(sys.executable):
        return base
    python = folder / "bin" / "python"
    uv = [sys.executable, "-m", "uv"]
    _run([*uv, "venv", "--quiet", "--python", str(base), str(folder)])
    packages = ["-e", f"{REPOSITORY}[history,testing]", "pytest-asyncio"]
    _run([*uv, "pip", "install", "--quiet", "--python", str(python), *packages])
    return python


def _runs(path: Path, version: str) -> bool:
    command = [str(path), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() == version


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command} said:\n{done.stdout}{done.stderr}"
