"""``layerproof push`` up to the point where something is sent."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from layerproof.cli import main
from layerproof.cli.history_server import TOKEN_VARIABLE, URL_VARIABLE

NO_SERVER = "http://127.0.0.1:1"


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(URL_VARIABLE, raising=False)
    monkeypatch.delenv(TOKEN_VARIABLE, raising=False)


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
    """Pushing needs nothing but the standard library, whatever the server is made of."""
    for name in [name for name in sys.modules if name.startswith("layerproof.history")]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("httpx", "pydantic", "fastapi", "sqlalchemy"):
        monkeypatch.setitem(sys.modules, name, None)
    code = main(["push"])
    assert (code, "layerproof/report/report.json cannot be read" in capsys.readouterr().err) == (
        2,
        True,
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"\n \n", "is empty"),
        (b"\xff\xfesecret", "holds no text"),
    ],
)
def test_a_file_that_holds_no_token(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, why: str
) -> None:
    """A file without a token is wrong use, not a push without one; what it holds is not told."""
    if content is not None:
        (tmp_path / "token").write_bytes(content)
    code = main(["push", "--token-file", "token"])
    told = f"error[usage]: the token's file token {why}\n"
    advice = "  do: name a file that holds the token and nothing else\n"
    assert (code, capsys.readouterr().err) == (2, told + advice)


def test_no_token_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    """A token cannot be given where other users of the machine see it."""
    assert [main(["push", "--token", "lpt_a"]), main(["push", "--token=lpt_a"])] == [2, 2]
    told = capsys.readouterr().err
    assert (told.count("is seen by everybody on this machine"), "lpt_a" in told) == (2, False)
