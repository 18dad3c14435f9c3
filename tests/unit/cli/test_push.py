"""``layerproof push`` up to the point where something is sent."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from layerproof.cli import main
from layerproof.cli.push import URL_VARIABLE

NO_SERVER = "http://127.0.0.1:1"


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(URL_VARIABLE, raising=False)


def test_a_report_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    """Without an argument the report of the last verdict is meant; its absence is wrong use."""
    code = main(["push"])
    assert code == 2
    assert capsys.readouterr().err == (
        "error[usage]: the report .layerproof/report/report.json cannot be read: "
        "No such file or directory\n"
        "  do: run `layerproof coverage` first, or name the report.json to send\n"
    )


def test_a_file_that_is_no_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file with something else in it is wrong use, and nothing is sent."""
    (tmp_path / "other.json").write_text("[]", encoding="utf-8")
    code = main(["push", "other.json"])
    assert code == 2
    assert capsys.readouterr().err == (
        "error[usage]: other.json is not a report: it has no schema_version, or no run\n"
        "  do: name the report.json that `layerproof coverage` wrote\n"
    )


def test_a_folder_is_no_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder is told as one."""
    code = main(["push", str(tmp_path)])
    assert (code, "Is a directory" in capsys.readouterr().err) == (2, True)


@pytest.mark.parametrize("by_option", [True, False])
def test_a_url_that_is_none(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, by_option: bool
) -> None:
    """A wrong URL is wrong use, from the option as from the environment; the option wins."""
    monkeypatch.setenv(URL_VARIABLE, NO_SERVER if by_option else "nowhere")
    code = main(["push", *(["--url", "nowhere"] if by_option else [])])
    assert code == 2
    assert "'nowhere' is not the URL of a history server" in capsys.readouterr().err


def test_without_the_extra(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where httpx is not installed, the extra that brings it is named."""
    monkeypatch.setitem(sys.modules, "httpx", None)
    monkeypatch.delitem(sys.modules, "layerproof.history.client", raising=False)
    package = sys.modules.get("layerproof.history")
    if package is not None:
        monkeypatch.delattr(package, "client", raising=False)
    code = main(["push"])
    assert code == 3
    assert capsys.readouterr().err == (
        "error[environment]: `layerproof push` needs httpx, which is not installed\n"
        '  do: pip install "layerproof[history]"\n'
    )
