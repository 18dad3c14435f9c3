"""What an audit of a large estate costs, in seconds on whatever machine this is."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support.large_estate import HANGING, Size, write_estate
from tests.support.runs import Done, clean_environment, layerproof

#: What `layerproof audit` may take on 249 files in 40 folders with two that hang.
BOUND = 60.0


def audit(root: Path, *words: str) -> tuple[Done, dict[str, Any], float]:
    """Audit a project in a process of its own; return how it ended, its report, its seconds."""
    started = time.monotonic()
    done = layerproof(root, "audit", *words, env=clean_environment())
    seconds = time.monotonic() - started
    text = (root / ".layerproof/audit/report.json").read_text("utf-8")
    return done, json.loads(text), seconds


def test_an_estate_with_two_hanging_files(tmp_path: Path) -> None:
    """249 files in 40 folders are audited within a minute, and both hanging files are named."""
    root = write_estate(tmp_path / "estate")
    folders = [path for path in (root, *root.rglob("*")) if path.is_dir()]
    files = [path for path in root.rglob("*") if path.is_file()]
    assert (len(files), len(folders)) == (249, 40)
    done, report, seconds = audit(root)
    assert done.code == 1
    hangs = {one["path"]: one["frames"][0] for one in report["collection"]}
    assert hangs.keys() == HANGING.keys()
    for path, function in HANGING.items():
        assert hangs[path].startswith(f"{path}:")
        assert hangs[path].endswith(f" in {function}")
        assert path in done.text
    assert report["tree"]["files"] == 249
    # Three functions in each of 118 files; one of them has three parameters.
    assert report["estate"]["collected"] == 118 * 5
    assert seconds < BOUND


@pytest.mark.parametrize("services", [250])
def test_time_grows_with_the_files(tmp_path: Path, services: int) -> None:
    """Ten times the files take at most twenty times as long: nothing compares all with all."""
    small = write_estate(tmp_path / "small", Size(10, services // 10), hanging=False)
    large = write_estate(tmp_path / "large", Size(10, services), hanging=False)
    _, _, short = audit(small, "--no-doctor")
    done, report, long = audit(large, "--no-doctor")
    assert done.code == 3
    assert report["tree"]["files"] == 2 * 10 * services + 13
    assert report["estate"]["written"] == 3 * 10 * services
    assert long < 20 * short + 10
