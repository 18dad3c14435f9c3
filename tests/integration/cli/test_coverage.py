"""``layerproof coverage``: all suites merged, judged and reported."""

from __future__ import annotations

import json
import re
import shutil
import zlib
from base64 import b64decode
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.support.command_line import Command
from tests.support.plain_shop import edit
from tests.support.runs import clean_environment, covered, layerproof, read_report

REPORT = (
    *("coverage.xml", "index.html", "junit", "junit/integration.xml", "junit/unit.xml"),
    *("lcov.info", "report.json", "summary.md"),
)


def reports(root: Path) -> list[str]:
    """Return everything that lies in the report's folder."""
    folder = root / ".layerproof" / "report"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_kept(shop: Path, command: Command) -> None:
    """A run that is whole is kept, with every report in its folder and nothing else there."""
    done = command(shop, "coverage")
    assert done.code == 0, done.text
    assert reports(shop) == sorted(REPORT)
    assert done.text.endswith(f"report: {shop}/.layerproof/report/index.html\n")
    report = read_report(shop)
    assert report["verdict"]["ruling"] == "kept"
    assert covered(report) == {"repository": (8, 8), "service": (9, 9), "total": (17, 18)}


def test_folder_beyond_the_terminals_letters(shop: Path) -> None:
    """A path that standard output cannot hold is written with escapes, and nothing fails."""
    root = shop.rename(shop.with_name("Büro"))
    done = layerproof(root, "coverage", env={**clean_environment(), "PYTHONIOENCODING": "ascii"})
    assert done.code == 0, done.text
    assert done.text.endswith("/B\\xfcro/.layerproof/report/index.html\n")


def test_reports_are_whole(shop: Path, command: Command) -> None:
    """Each of the files is of its kind, and they speak of the same run."""
    command(shop, "coverage")
    folder = shop / ".layerproof" / "report"
    run_id = read_report(shop)["run"]["id"]
    for name in ("coverage.xml", "junit/unit.xml"):
        ET.fromstring((folder / name).read_text())
    assert (folder / "lcov.info").read_text().rstrip().endswith("end_of_record")
    assert (folder / "summary.md").read_text().startswith("#")
    page = (folder / "index.html").read_text()
    assert page.rstrip().endswith("</html>")
    assert "src/shop/services/prices.py" in page
    manifest = json.loads((shop / ".layerproof" / "manifest.json").read_text())
    assert manifest["run"]["id"] == run_id


def test_page_holds_the_source(shop: Path, command: Command) -> None:
    """The text of every measured file is in the page, packed."""
    command(shop, "coverage")
    page = (shop / ".layerproof" / "report" / "index.html").read_text()
    chunks = re.findall(r">(eF[A-Za-z0-9+/]+=*)<", page)
    text = "".join(zlib.decompress(b64decode(chunk)).decode() for chunk in chunks)
    for path in ("services/prices.py", "repositories/orders.py", "never.py"):
        source = (shop / "src" / "shop" / path).read_text()
        assert json.dumps(source.splitlines()[0])[1:-1] in text


def test_broken(shop: Path, command: Command) -> None:
    """A gate that is missed exits with 1, and the reports are there all the same."""
    edit(shop / "pyproject.toml", "fail_under = 70", "fail_under = 100")
    done = command(shop, "coverage")
    assert done.code == 1
    assert "total" in done.text
    assert reports(shop) == sorted(REPORT)


def test_not_measured(shop: Path, command: Command) -> None:
    """A suite that did not run exits with 3 and is named."""
    shutil.rmtree(shop / ".layerproof" / "suites" / "integration")
    done = command(shop, "coverage")
    assert done.code == 3
    assert "integration" in done.text


def test_partial(shop: Path, command: Command) -> None:
    """With ``--partial`` there are numbers, and no verdict to be taken for one."""
    done = command(shop, "coverage", "--partial")
    assert done.code == 3
    assert "no verdict" in done.text
    assert read_report(shop)["total"]["counts"]["covered"] == 17


def test_data_of_other_machines(shop: Path, tmp_path: Path, command: Command) -> None:
    """Folders of other machines are merged with this one's."""
    away = tmp_path / "pack"
    (away / "suites").mkdir(parents=True)
    shutil.move(shop / ".layerproof/suites/integration", away / "suites")
    assert command(shop, "coverage").code == 3
    assert command(shop, "coverage", "--data", str(away)).code == 0


def test_data_that_is_none(shop: Path, tmp_path: Path, command: Command) -> None:
    """A folder without suites is refused by its name, and no report is written."""
    done = command(shop, "coverage", "--data", str(tmp_path / "nowhere"))
    assert done.code == 2
    assert done.text == (
        f"error[usage]: {tmp_path}/nowhere holds no suites\n"
        "  do: give a folder that holds suites/<part>/outcome.json, as .layerproof does\n"
    )
    assert reports(shop) == []


def test_github(shop: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """In GitHub Actions there are annotations, and the step's summary is the report's."""
    edit(shop / "pyproject.toml", "fail_under = 70", "fail_under = 100")
    assert "::error" not in command(shop, "coverage").text
    summary = shop / "step.md"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    done = command(shop, "coverage")
    assert re.search(r"^::error", done.text, re.MULTILINE)
    assert summary.read_text() == (shop / ".layerproof/report/summary.md").read_text()
