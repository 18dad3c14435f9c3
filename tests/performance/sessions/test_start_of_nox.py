"""What Layerproof adds to a Nox session that has nothing to install.

The figure behind it: a session may cost 0.5 s on top of its command, of which Nox itself takes
about 0.3 s. Processor seconds are compared, the smallest of several: a busy machine changes them
less than the time on the clock.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.support.session_projects import SHOP, clean_environment, write_files

PLAIN = "import nox\n\n\n@nox.session\ndef unit(session):\n    session.run('python', '-V')\n"
WORDS = ("nox", "--no-venv", "-s", "unit", "--install-only")
#: About 1.15 on a quiet machine; a busy one has shown 1.7.
MOST = 2.2


def _cost(root: Path) -> float:
    """Return the processor seconds of one start of Nox in ``root``, its children included."""
    with subprocess.Popen(
        [sys.executable, "-m", *WORDS],
        cwd=root,
        env=clean_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_utime + usage.ru_stime


def _compare(plain: Path, ours: Path) -> float:
    pairs = [(_cost(plain), _cost(ours)) for _ in range(5)]
    return min(cost for _, cost in pairs) / min(cost for cost, _ in pairs)


def test_a_session_costs_little_more_than_any_nox_session(tmp_path: Path) -> None:
    """Reading the table and looking for suites costs a fraction of what Nox itself costs."""
    plain = write_files(tmp_path / "plain", {"noxfile.py": PLAIN})
    ours = write_files(tmp_path / "ours", SHOP)
    assert _compare(plain, ours) <= MOST


def test_many_test_files_change_little(tmp_path: Path) -> None:
    """With 2,000 test files the look for suites stays within twice the price of Nox itself."""
    plain = write_files(tmp_path / "plain", {"noxfile.py": PLAIN})
    body = "def test_it():\n    assert True\n" * 50
    many = {f"tests/part{i % 20}/test_{i}_of.py": body for i in range(2000)}
    ours = write_files(tmp_path / "ours", SHOP | many)
    assert _compare(plain, ours) <= 3.0
