"""``layerproof fast``: the quick suites in one go."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command_line import Command
from tests.support.plain_shop import edit


def records(root: Path) -> dict[str, bytes]:
    """Return everything that is recorded in a project."""
    folder = root / ".layerproof"
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_kept(shop: Path, command: Command) -> None:
    """All quick tests run in one process, and the records of the suites stay as they were."""
    before = records(shop)
    done = command(shop, "fast")
    assert done.code == 0, done.text
    assert "4 passed" in done.text
    assert records(shop) == before


@pytest.mark.parametrize(
    ("words", "code"),
    [(["-k", "test_total"], 0), (["-k", "nothing"], 3), (["--no-such-option"], 2)],
)
def test_users_arguments(shop: Path, command: Command, words: list[str], code: int) -> None:
    """They reach pytest; no test at all is no pass, and an unknown option is wrong use."""
    assert command(shop, "fast", "--", *words).code == code


def test_broken(shop: Path, command: Command) -> None:
    """A test that fails exits with 1."""
    edit(shop / "tests/unit/test_prices.py", "== 120", "== 121")
    assert command(shop, "fast").code == 1
