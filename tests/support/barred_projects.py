"""Projects that try to get past the bars of the unit suite, and what they are told."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

PYPROJECT = """
[tool.layerproof]
source = ["src"]

[tool.pytest.ini_options]
asyncio_mode = "auto"
asyncio_default_fixture_loop_scope = "function"
"""

NETWORK = (
    "Mark the test `integration` or move it to tests/integration; or give the code under test "
    "a fake, such as a transport that answers by itself."
)
DATABASE = (
    "Mark the test `integration` or move it to tests/integration; or give the code under test "
    "a fake session or a fake repository."
)
HERE = "tests/unit/test_it.py::test_it tried to"


def barred_project(pytester: pytest.Pytester) -> pytest.Pytester:
    """Make ``pytester``'s folder a project whose suites are the ready ones; return it."""
    pytester.makefile(".toml", pyproject=PYPROJECT)
    return pytester


def write(project: pytest.Pytester, **tests: str) -> None:
    """Write test files: ``unit_a`` becomes ``tests/unit/test_a.py``."""
    for name, code in tests.items():
        suite, _, module = name.partition("_")
        folder = project.path / "tests" / suite
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"test_{module}.py").write_text(code, encoding="utf-8")


def run(project: pytest.Pytester, *args: str) -> pytest.RunResult:
    """Run pytest on the project in a process of its own."""
    return project.runpytest_subprocess("-p", "no:cacheprovider", "-q", *args)


def said(result: pytest.RunResult) -> list[str]:
    """Return what the bars said, one line a failed test."""
    mark = "layerproof.pytest_plugin.barriers.BarredError: "
    return [
        line.partition(mark)[2]
        for line in result.outlines
        if line.startswith("E  ") and mark in line
    ]


def barred(project: pytest.Pytester, code: str) -> str:
    """Run one unit test that must fail alone, and return what the bars said."""
    write(project, unit_it=code)
    result = run(project, "-W", "ignore::pytest.PytestUnhandledThreadExceptionWarning")
    result.assert_outcomes(failed=1)
    return said(result)[0]


def attempts(project: pytest.Pytester, statements: Iterable[str], kind: str) -> list[str]:
    """Run a unit test for each statement, all of which must fail; return what each tried."""
    code = "".join(f"def test_{n}():\n    {one}\n" for n, one in enumerate(statements))
    write(project, unit_it=f"import asyncio, socket, sqlite3\n{code}")
    lines = said(run(project))
    heads = [f"tests/unit/test_it.py::test_{n} tried to " for n in range(len(lines))]
    end = f", but suite unit bars the {kind}. {NETWORK if kind == 'network' else DATABASE}"
    assert all(line.startswith(head) for line, head in zip(lines, heads, strict=True))
    assert all(line.endswith(end) for line in lines)
    return [
        line.removeprefix(head).removesuffix(end) for line, head in zip(lines, heads, strict=True)
    ]
