"""Coverage is true: what ran is counted, on every Python, however it ran.

Each proof has a counterpart under other settings that reads less, so that it can fail.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.support.backends import write_async_shop
from tests.support.pythons import find_python, make_environment
from tests.support.runs import covered, layerproof, read_outcome, read_report, untraced_environment

PYTHONS = ("3.11", "3.12", "3.13")
LAYERED = ("shop/repositories/items.py", "shop/services/stock.py", "shop/routers/items.py")


@pytest.fixture(scope="module", params=PYTHONS)
def python(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of an environment with Layerproof and the shop's packages."""
    version: str = request.param
    if find_python(version) is None:
        pytest.skip(f"there is no Python {version} on this machine")
    return make_environment(tmp_path_factory.mktemp("env") / version, version)


@pytest.mark.parametrize("branch", [False, True], ids=["lines", "branches"])
def test_async_layers_read_whole(python: Path, tmp_path: Path, *, branch: bool) -> None:
    """A fully covered app on async SQLAlchemy reads 100 % in every layer."""
    root = write_async_shop(tmp_path, branch=branch)
    done = layerproof(root, "run", "--suite", "api", python=python)
    assert done.code == 0, done.text
    verdict = layerproof(root, "coverage", python=python)
    report = read_report(root)
    assert verdict.code == 0, verdict.text
    assert {name: counts[0] == counts[1] > 0 for name, counts in covered(report).items()} == {
        "repository": True,
        "service": True,
        "router": True,
        "total": True,
    }
    assert report["branch_coverage"] is branch


def test_defaults_lose_lines(python: Path, tmp_path: Path) -> None:
    """The same app under coverage.py's C tracer and plain threads reads less in every layer."""
    root = write_async_shop(tmp_path)
    env = untraced_environment(COVERAGE_CORE="ctrace", COVERAGE_FILE=str(tmp_path / "data"))
    for words in (["run", "--source=shop", "-m", "pytest", "-q"], ["json", "-o", "out.json"]):
        command = [str(python), "-m", "coverage", *words]
        done = subprocess.run(command, cwd=root, env=env, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout
    files = json.loads((root / "out.json").read_text(encoding="utf-8"))["files"]
    missing = {path: bool(files[path]["missing_lines"]) for path in LAYERED}
    assert missing == dict.fromkeys(LAYERED, True)


def test_workers_read_whole(python: Path, tmp_path: Path) -> None:
    """The same app under two xdist workers reads 100 %, and both workers prove their tracing."""
    root = write_async_shop(tmp_path, workers=2)
    done = layerproof(root, "run", "--suite", "api", "--", "-n", "2", python=python)
    assert done.code == 0, done.text
    assert layerproof(root, "coverage", python=python).code == 0
    facts = read_outcome(root, "api")["coverage"]
    assert (facts["processes"], facts["traced"]) == (2, 2)
