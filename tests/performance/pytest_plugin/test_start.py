"""What the plugin adds to pytest's own start and collection, in processor seconds."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.support.backends import write_files
from tests.support.costs import compare_costs

WITHOUT_TABLE = '[project]\nname = "plain"\nversion = "1"\n'
WITH_TABLE = (
    f'{WITHOUT_TABLE}\n[tool.layerproof]\nsource = ["src"]\n\n[tool.layerproof.layers]\n'
    'service = { paths = ["src/services/*.py"] }\n'
)

MODULES = 100
TESTS = 20
ROUNDS = 9
NO_TESTS = 5


def _compare(root: Path) -> tuple[float, float]:
    """Return the least cost of a collection with and without the plugin."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q"]
    without = [*command, "-p", "no:layerproof"]
    return compare_costs(command, without, root, rounds=ROUNDS, allowed=(0, NO_TESTS))


def test_collection_with_a_table(tmp_path: Path) -> None:
    """Collecting 2,000 tests costs little more with a table than without the plugin.

    A quiet machine shows a tenth at most; single runs on a busy one have shown 1.22 times.
    """
    body = "".join(f"def test_{n}():\n    assert True\n\n\n" for n in range(TESTS))
    modules = {f"tests/unit/test_{n}_.py": body for n in range(MODULES)}
    ours, bare = _compare(write_files(tmp_path, {"pyproject.toml": WITH_TABLE, **modules}))
    print(f"collecting {MODULES * TESTS} tests: {ours:.3f} s, bare {bare:.3f} s: {ours / bare:.3f}")
    assert ours <= bare * 1.40


def test_start_without_a_table(tmp_path: Path) -> None:
    """Where there is no table, the plugin adds next to nothing to pytest's start.

    A quiet machine shows under 10 ms; a busy one has shown 36.
    """
    ours, bare = _compare(write_files(tmp_path, {"pyproject.toml": WITHOUT_TABLE}))
    print(f"start without a table: {(ours - bare) * 1000:.1f} ms more than {bare:.3f} s")
    assert ours - bare < 0.080
