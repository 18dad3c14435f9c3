"""The page on adopting, step by step on an existing backend, with real runs of Nox."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from layerproof.adapters.config_file import read_config
from tests.support.doc_pages import (
    ROOT,
    find_blocks,
    find_missing,
    find_section,
    read_page,
    rows_of,
)
from tests.support.existing_backend import FILES, PYTEST_COV
from tests.support.runs import covered, read_report
from tests.support.session_projects import Finished, run_tool, write_files

PAGE = read_page("adopting.md")
SHAPES = find_section(PAGE, "The four shapes")


def _step(number: int) -> str:
    """Return a step's text by its number."""
    [title] = re.findall(rf"^## ({number}\. .+)$", PAGE, re.MULTILINE)
    return find_section(PAGE, title)


class Backend:
    """The backend, to which the blocks of the page are applied."""

    def __init__(self, root: Path, tools: Path) -> None:
        self.root = write_files(root, FILES)
        self.tools = write_files(tools, PYTEST_COV)
        self.settings = (root / "pyproject.toml").read_text(encoding="utf-8")

    def apply(self, step: int, *, files: int | None = None) -> None:
        """Put a step's table below the project's settings, and its files, or one, where they go."""
        for block in find_blocks(_step(step), "toml"):
            text = f"{self.settings}\n{block.text}"
            (self.root / "pyproject.toml").write_text(text, encoding="utf-8")
        python = find_blocks(_step(step), "python")
        for block in python if files is None else python[files : files + 1]:
            (self.root / block.path).write_text(block.body, encoding="utf-8")

    def nox(self, *words: str) -> Finished:
        """Run Nox as the page says, in the interpreter of the tests."""
        return run_tool(
            self.root, "nox", *words, NOX_DEFAULT_VENV_BACKEND="none", PYTHONPATH=str(self.tools)
        )


@pytest.fixture
def backend(tmp_path: Path) -> Backend:
    """The backend as it was before."""
    return Backend(tmp_path / "shop", tmp_path / "tools")


def test_the_tree_is_that_of_the_backend() -> None:
    """The first step shows every file that is not empty."""
    [tree] = find_blocks(_step(1), "text")
    shown = set(re.findall(r"\w+\.\w+", tree.text))
    assert shown == {path.rpartition("/")[2] for path, text in FILES.items() if text}


def test_the_backend_is_taken_over(backend: Backend) -> None:
    """Each step has the outcome that the page shows, up to tests on PostgreSQL that hold gates."""
    backend.apply(2)
    backend.apply(3)
    first = backend.nox()
    assert (first.code, find_missing(find_blocks(_step(4), "text")[0].text, first.output)) == (
        1,
        [],
    )

    backend.apply(5)
    sorted_out = backend.nox()
    shown = find_blocks(_step(5), "text")[0].text
    assert (sorted_out.code, find_missing(shown, sorted_out.output)) == (0, []), sorted_out.output

    # No test was edited so far, and pytest alone asks for the old percentage as before.
    alone = run_tool(backend.root, "pytest", "-q", PYTHONPATH=str(backend.tools))
    assert (alone.code, "6 passed" in alone.output) == (1, True), alone.output

    measured = _measured(backend.root)
    backend.apply(7)
    assert _gates(backend.root) == measured
    assert backend.nox("-s", "unit", "api").code == 0
    (backend.root / "tests/test_orders_api.py").write_text(
        "def test_nothing(shop_client):\n    assert shop_client\n", encoding="utf-8"
    )
    assert "broken: layer router (suite api)" in backend.nox("-s", "api").output


def _measured(root: Path) -> dict[str, int]:
    """Return what the verdict measured of each measured layer and the whole, in whole percents."""
    found = covered(read_report(root))
    return {name: 100 * of // total for name, (of, total) in found.items() if name != "model"}


def _gates(root: Path) -> dict[str, int]:
    """Return what the table asks of all suites together."""
    config = read_config(root)
    gates = {layer.name: layer.gate for layer in config.layers if layer.measured}
    return {
        name: (gate.fail_under or 0) // 100
        for name, gate in {**gates, "total": config.gate}.items()
    }


def test_fixtures_are_taken_over_one_at_a_time(backend: Backend) -> None:
    """With the own fixtures, with one of them less, and with none, the same tests pass."""
    backend.apply(3)
    backend.apply(8, files=9)
    own = backend.nox("-s", "integration", "api")
    assert own.code == 0, own.output
    assert not (backend.root / ".layerproof/database").exists()

    backend.apply(8, files=0)
    without_db = backend.nox("-s", "integration", "api")
    assert without_db.code == 0, without_db.output
    assert (backend.root / ".layerproof/database").exists()

    backend.apply(8, files=1)
    taken = backend.nox()
    assert (taken.code, "kept: 3 suites, 6 tests" in taken.output) == (0, True), taken.output
    assert "shop/database.py" not in taken.output.partition("not covered")[2]


@pytest.mark.parametrize("row", rows_of(SHAPES, "shape"), ids=lambda row: row[2])
def test_a_shape_is_wired_as_told(row: list[str]) -> None:
    """The table of the example has the keys that the row names."""
    [link] = re.findall(r"\(\.\./(examples/\w+)\)", row[2])
    text = (ROOT / link / "pyproject.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)["tool"]["layerproof"]
    there = {*table, *table["database"], *(f"auth.{key}" for key in table["auth"])}

    named = re.findall(r"`([\w.]+)`", row[1])
    assert named
    assert [key for key in named if key not in there] == []


def test_there_are_four_shapes() -> None:
    """Each of the four is in the table."""
    assert len(rows_of(SHAPES, "shape")) == 4
