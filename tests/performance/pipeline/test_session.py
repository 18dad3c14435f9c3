"""What a session costs on top of the same pytest command, run bare.

Processor seconds, the least of several rounds in turns: on two idle cores they are what a
user waits. They are compared as ratios, since the same work takes longer on another machine;
where bare pytest takes 1.1 s, the measured 1.45 stands for half a second.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.support.costs import compare_costs, measure_cost
from tests.support.plain_shop import write_plain_shop

ROUNDS = 5
NOXFILE = "from layerproof.nox import define_sessions\n\ndefine_sessions()\n"


def test_nox_session(tmp_path: Path) -> None:
    """``nox --no-venv -s unit`` costs at most 1.7 times pytest under the same tracing."""
    root = write_plain_shop(tmp_path, **{"noxfile.py": NOXFILE})
    session = [sys.executable, "-m", "nox", "--no-venv", "-s", "unit"]
    measure_cost(session, root)
    settings = root / ".layerproof" / "suites" / "unit" / "coverage.ini"
    bare = [sys.executable, "-m", "coverage", "run", f"--rcfile={settings}", "-m", "pytest"]
    ours, theirs = compare_costs(session, [*bare, "-m", "unit"], root, rounds=ROUNDS)
    print(f"nox session: {ours:.2f} s, bare {theirs:.2f} s: {ours - theirs:.2f} s more")
    assert ours <= theirs * 1.7


def test_fast(tmp_path: Path) -> None:
    """``layerproof fast`` costs at most 1.5 times bare pytest on the same tests."""
    root = write_plain_shop(tmp_path)
    fast = [sys.executable, "-m", "layerproof", "fast"]
    bare = [sys.executable, "-m", "pytest", "--ff"]
    ours, theirs = compare_costs(fast, bare, root, rounds=ROUNDS)
    print(f"fast: {ours:.2f} s, bare {theirs:.2f} s: {ours - theirs:.2f} s more")
    assert ours <= theirs * 1.5
