"""Counts agree with coverage.py's own, file by file, on code with every kind of branch."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from layerproof.adapters.coverage_data import find_pieces, pack_pieces, read_traced
from layerproof.adapters.source_parser import Unparsed, parse_sources
from layerproof.adapters.tracing_file import TracingOrder, write_tracing_file
from layerproof.core.config.values import Config, CoverageChoices
from layerproof.core.linedata.folding import fold_suites
from layerproof.core.linedata.values import ParsedSource
from layerproof.core.measure.count import measure
from layerproof.core.measure.values import FileMeasure
from layerproof.core.suites.tracing import Tracing
from tests.support.backends import write_files
from tests.support.runs import untraced_environment

FILES = {
    "shop/__init__.py": "",
    "shop/branches.py": '''
        """A docstring."""
        import sys


        def choose(value, *, twice=False):
            if value > 10:
                result = "large"
            elif value > 5:
                result = "middle"
            else:
                result = "small"
            for number in range(value):
                if number == 3:
                    continue
                if number > 7:
                    break
            else:
                result += "!"
            while value:
                value -= 1
                if twice:
                    return (
                        result
                        + result
                    )
            with open(__file__) as stream:
                first = stream.readline()
                if twice:
                    first += "?"
            with open(__file__) as stream:
                for line in stream:
                    if line:
                        break
            try:
                int(first)
            except ValueError:
                pass
            except TypeError:
                result = None
            finally:
                value = 0
            match value:
                case 0:
                    return result
                case _:
                    return None


        class Left:
            def never(self):
                return [x for x in range(3) if x]

            @property
            def debug(self):  # pragma: no cover
                return 1


        if sys.version_info < (3,):
            VALUE = 1
        ''',
    "shop/idle.py": "def idle():\n    if True:\n        return 1\n    return 2\n",
    "run.py": "from shop.branches import choose\nchoose(2)\nchoose(12)\nchoose(9, twice=True)\n",
}


SHOP = ("shop/__init__.py", "shop/branches.py", "shop/idle.py")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a project whose branches of every kind are run in part."""
    return write_files(tmp_path, FILES)


def parse(root: Path, *paths: str, branch: bool = False) -> list[ParsedSource]:
    """Return files of the project, which must all be Python."""
    found = parse_sources(root, paths, CoverageChoices(branch=branch), processes=1)
    parsed = [one for one in found if isinstance(one, ParsedSource)]
    assert len(parsed) == len(paths)
    return parsed


def trace(root: Path, *, branch: bool) -> tuple[Path, Path]:
    """Run the project under the tracing that Layerproof sets up; return settings and pieces."""
    pieces = root / "pieces"
    pieces.mkdir()
    settings = root / "coverage.ini"
    tracing = Tracing("ctrace", ("thread",), branch)
    write_tracing_file(settings, TracingOrder(root, ["shop"], "unit", tracing, pieces))
    command = [sys.executable, "-m", "coverage", "run", f"--rcfile={settings}", "run.py"]
    env = untraced_environment()
    subprocess.run(command, cwd=root, env=env, check=True)
    return settings, pieces


def measure_by_us(root: Path, pieces: Path, *, branch: bool) -> Mapping[str, FileMeasure]:
    """Return our counts, by path."""
    data = root / "coverage.data"
    pack_pieces(find_pieces(pieces), data, root=root, suite="unit", branch=branch)
    sources = parse(root, *SHOP, branch=branch)
    suites = fold_suites(sources, {"unit": [read_traced(data)]}, branch=branch)
    config = Config("shop", ("shop",), (), ())
    measured = measure([one.lines for one in sources], dict.fromkeys(FILES), suites, config)
    return {file.path: file for file in measured.files}


def measure_by_coverage(root: Path, settings: Path) -> Mapping[str, Any]:
    """Return the files of coverage.py's own JSON report."""
    for words in (["combine", "--keep"], ["json", "-o", "out.json"]):
        command = [sys.executable, "-m", "coverage", *words, f"--rcfile={settings}"]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    files: Mapping[str, Any] = json.loads((root / "out.json").read_text())["files"]
    return files


@pytest.mark.parametrize("branch", [False, True], ids=["lines", "branches"])
def test_counts_agree_with_coverage(root: Path, *, branch: bool) -> None:
    """Statements, missing lines and branches of each file are those of ``coverage json``."""
    settings, pieces = trace(root, branch=branch)
    ours = measure_by_us(root, pieces, branch=branch)
    theirs = measure_by_coverage(root, settings)
    for path, file in ours.items():
        summary = theirs[path]["summary"]
        counts = file.counts
        assert list(file.missing_lines) == theirs[path]["missing_lines"]
        assert counts.statements == summary["num_statements"]
        assert counts.branches == summary.get("num_branches", 0)
        assert counts.missing_branches == summary.get("missing_branches", 0)
    assert ours["shop/branches.py"].counts.missing > 0


def test_excluded_lines_are_the_projects(root: Path) -> None:
    """The project's exclusion patterns decide which lines count."""
    choices = CoverageChoices(exclude_also=("def idle",))
    (parsed,) = parse_sources(root, ["shop/idle.py"], choices, processes=1)
    assert isinstance(parsed, ParsedSource)
    assert parsed.lines.statements == frozenset()
    assert parsed.lines.excluded == frozenset({1, 2, 3, 4})


def test_waived_branches_do_not_count(root: Path) -> None:
    """A line with ``pragma: no branch`` has no branches, run or not."""
    (root / "shop" / "waived.py").write_text(
        "def one(a):\n    if a:  # pragma: no branch\n        return 1\n    return 2\n"
    )
    (parsed,) = parse(root, "shop/waived.py", branch=True)
    assert dict(parsed.lines.branches) == {}


def test_unparsable_file_is_named(root: Path) -> None:
    """A file that is not Python comes back with the reason instead of an empty count."""
    (root / "shop" / "bad.py").write_text("def (:\n")
    (unparsed,) = parse_sources(root, ["shop/bad.py"], CoverageChoices(), processes=1)
    assert isinstance(unparsed, Unparsed)
    assert unparsed.path == "shop/bad.py"
    assert "bad.py" in unparsed.problem


@pytest.mark.parametrize(
    "data", [b"\xff\xfe = 1\n", b"# coding: no-such-thing\n", b"a = '\x00'\n"], ids=repr
)
def test_undecodable_file_is_named(root: Path, data: bytes) -> None:
    """A file whose bytes are no text to Python is named in the same way."""
    (root / "shop" / "bad.py").write_bytes(data)
    (unparsed,) = parse_sources(root, ["shop/bad.py"], CoverageChoices(), processes=1)
    assert isinstance(unparsed, Unparsed)


def test_sharing_the_work_changes_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several processes parse to the same lines, in the same order, as one does."""
    monkeypatch.setattr("layerproof.adapters.source_parser.WORTH_SHARING", 2)
    (root / "shop" / "bad.py").write_text("def (:\n")
    paths = ["shop/idle.py", "shop/bad.py", "shop/branches.py"]
    choices = CoverageChoices(branch=True)
    alone = parse_sources(root, paths, choices, processes=1)
    assert parse_sources(root, paths, choices, processes=2) == alone
    assert [isinstance(one, Unparsed) for one in alone] == [False, True, False]
