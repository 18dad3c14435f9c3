"""The settings that coverage.py is started with, as coverage.py itself reads them."""

from __future__ import annotations

from pathlib import Path

import pytest
from coverage import Coverage
from coverage.config import CoverageConfig

from layerproof.adapters.tracing_file import TracingOrder, probe_folder, write_tracing_file
from layerproof.core.suites.tracing import Tracing

PLAIN = Tracing("ctrace", ("thread",), branch=False)


def read(root: Path, tracing: Tracing) -> CoverageConfig:
    """Write the settings of a suite ``unit`` and return what coverage.py makes of them."""
    path = root / "coverage.ini"
    order = TracingOrder(root, ["src/shop", "lib"], "unit", tracing, root / "pieces")
    write_tracing_file(path, order)
    return Coverage(config_file=str(path)).config


@pytest.mark.parametrize(
    "tracing",
    [
        Tracing("ctrace", ("greenlet", "thread"), branch=True),
        Tracing("sysmon", ("thread",), branch=False),
    ],
)
def test_everything_is_said(tmp_path: Path, tracing: Tracing) -> None:
    """Nothing on which the truth of the data depends is left to a default."""
    config = read(tmp_path, tracing)
    assert (config.core, config.branch) == (tracing.core, tracing.branch)
    assert config.concurrency == list(tracing.concurrency)
    assert config.source == [str(tmp_path / "src/shop"), str(tmp_path / "lib"), str(probe_folder())]
    assert config.data_file == str(tmp_path / "pieces" / "piece")
    assert (config.parallel, config.sigterm, config.context) == (True, True, "unit")
    assert sorted(config.patch) == ["_exit", "fork", "subprocess"]
    assert config.run_omit in (None, [])
    assert not config.relative_files


@pytest.mark.parametrize("name", ["50% off", "a $HOME b", "${HOME}", "[x] #1; y", "ä=b: c"])
def test_folder_with_an_odd_name(tmp_path: Path, name: str) -> None:
    """The checkout's folder may have any name that a list of settings can hold."""
    root = tmp_path / name
    root.mkdir()
    config = read(root, PLAIN)
    assert config.source is not None
    assert config.source[0] == str(root / "src/shop")
    assert config.data_file == str(root / "pieces" / "piece")


def test_single_file_is_traced_by_its_folder(tmp_path: Path) -> None:
    """A file in ``source`` becomes its folder: coverage.py would trace no line of a file."""
    (tmp_path / "shop").mkdir()
    (tmp_path / "main.py").touch()
    (tmp_path / "db.py").touch()
    order = TracingOrder(tmp_path, ["shop", "main.py", "db.py"], "unit", PLAIN, tmp_path / "pieces")
    write_tracing_file(tmp_path / "coverage.ini", order)
    config = Coverage(config_file=str(tmp_path / "coverage.ini")).config
    assert config.source == [str(tmp_path / "shop"), str(tmp_path), str(probe_folder())]


def test_probe_is_measured() -> None:
    """The probe's folder holds the two files that prove the tracing."""
    assert {"plain.py", "switching.py"} <= {path.name for path in probe_folder().glob("*.py")}
