"""Reports stay in their folder, whatever names and links there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.adapters.report_files import (
    append_step_summary,
    write_reports,
    writes_annotations,
)
from layerproof.errors import UsageError


def everything_under(folder: Path) -> list[str]:
    """Return every file and folder below ``folder``."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_reports_are_written_by_name(tmp_path: Path) -> None:
    """Names may have one sub-folder, which is made; what was there is replaced."""
    for text in ("old", "new"):
        write_reports(tmp_path / "report", {"report.json": text, "junit/unit-3.12.1of2.xml": text})
    assert everything_under(tmp_path) == [
        "report",
        "report/junit",
        "report/junit/unit-3.12.1of2.xml",
        "report/report.json",
    ]
    assert (tmp_path / "report/junit/unit-3.12.1of2.xml").read_text() == "new"


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", "/etc/x", "../x", "junit/../x", "junit/../../x", "junit/..", "a/b/c"),
        *("junit/", "/x", ".hidden", "junit/.hidden", "a\\..\\x", "C:x", "a b", "a\n", "a\0b"),
        *("ünit.xml", "~x", "-x", "junit//x", "./x"),
    ],
)
def test_name_that_leads_elsewhere(tmp_path: Path, name: str) -> None:
    """A name that is not plain is refused, and nothing is written for it."""
    folder = tmp_path / "deep" / "report"
    folder.mkdir(parents=True)
    with pytest.raises(UsageError, match="is no name for a report"):
        write_reports(folder, {name: "text"})
    assert everything_under(tmp_path) == ["deep", "deep/report"]


def test_folder_that_is_a_link(tmp_path: Path) -> None:
    """A sub-folder that leads out of the report's is refused."""
    folder, elsewhere = tmp_path / "report", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    (folder / "junit").symlink_to(elsewhere)
    with pytest.raises(UsageError, match=r"'junit/unit\.xml' is no name for a report"):
        write_reports(folder, {"junit/unit.xml": "text"})
    assert everything_under(elsewhere) == []


def test_file_that_is_a_link(tmp_path: Path) -> None:
    """A report that is a link to a file elsewhere is replaced, and the file stays as it was."""
    folder, target = tmp_path / "report", tmp_path / "precious"
    folder.mkdir()
    target.write_text("precious")
    (folder / "report.json").symlink_to(target)
    write_reports(folder, {"report.json": "text"})
    assert (folder / "report.json").read_text() == "text"
    assert not (folder / "report.json").is_symlink()
    assert target.read_text() == "precious"


def test_report_folder_may_itself_be_a_link(tmp_path: Path) -> None:
    """Where the user has linked the whole folder, reports go there."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "report").symlink_to(tmp_path / "disk")
    write_reports(tmp_path / "report", {"junit/unit.xml": "text"})
    assert everything_under(tmp_path / "disk") == ["junit", "junit/unit.xml"]


def test_step_summary_is_appended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What other steps wrote stays, and text that UTF-8 cannot hold does not stop it."""
    path = tmp_path / "summary.md"
    path.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    assert append_step_summary("# kept \udcff\n")
    assert path.read_text() == "before\n# kept ?\n"


@pytest.mark.parametrize("value", [None, ""])
def test_no_step_summary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    """Outside of GitHub nothing is written."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    if value is not None:
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", value)
    assert not append_step_summary("text")
    assert everything_under(tmp_path) == []


@pytest.mark.parametrize("place", ["", "missing/summary.md"], ids=["folder", "missing"])
def test_step_summary_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """A summary's file that cannot be written is no reason to lose the verdict."""
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / place))
    assert not append_step_summary("text")


@pytest.mark.parametrize(
    ("value", "answer"), [(None, False), ("", False), ("false", False), ("true", True)]
)
def test_annotations(monkeypatch: pytest.MonkeyPatch, value: str | None, answer: bool) -> None:
    """Only GitHub Actions reads annotations from the output."""
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    if value is not None:
        monkeypatch.setenv("GITHUB_ACTIONS", value)
    assert writes_annotations() is answer
