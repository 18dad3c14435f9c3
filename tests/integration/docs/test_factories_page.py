"""The page on factories says what is so: its files make a project whose tests pass."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from layerproof.testing import with_seeding

PAGE = (Path(__file__).parents[3] / "docs" / "factories.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"```python\n# (\S+)\n(.*?)```", PAGE, re.DOTALL))
TABLE = re.findall(r"```toml\n(\[tool\.layerproof.*?)```", PAGE, re.DOTALL)[0]


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A project of the page's files."""
    for name, text in FILES.items():
        path = pytester.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    pytester.makepyprojecttoml(
        '[tool.layerproof]\nsource = ["shop"]\n'
        '[tool.layerproof.layers]\nall = { paths = ["shop/**"] }\n'
        f"{TABLE}\n"
        '[tool.pytest.ini_options]\nasyncio_mode = "auto"\npythonpath = ["."]\n'
        'addopts = "--import-mode=importlib"\n'
    )
    return pytester


def test_files_of_the_page_make_tests_that_pass(project: pytest.Pytester) -> None:
    """Every test on the page passes in a project with the page's files and table."""
    tests = sum(text.count("def test_") for text in FILES.values())
    result = project.runpytest_subprocess("tests")
    result.assert_outcomes(passed=tests)
    assert tests == 10


def test_world_of_the_page_is_seeded(project: pytest.Pytester) -> None:
    """The page's command creates what its scenario says."""
    command = (sys.executable, "-m", "layerproof", "db", "seed", "demo")
    result = project.run(*command)
    result.stderr.fnmatch_lines(["orders   +1", "tenants  +1", "users    +2"])
    result.stdout.fnmatch_lines(["sqlite:///*/seed*.db"])


def test_application_of_the_page_is_plain_outside_of_test_mode(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page's application is its own without the variables."""
    monkeypatch.delenv("LAYERPROOF_TEST_MODE", raising=False)
    scope: dict[str, object] = {}
    exec(FILES["shop/main.py"], scope)
    assert type(scope["app"]).__name__ == "FastAPI"
    assert scope["with_seeding"] is with_seeding
