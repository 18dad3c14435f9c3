"""``layerproof push`` against a server of this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from layerproof.cli import main
from tests.factories.reports import write_report
from tests.support.scripted_server import ScriptedServer, scripted_server

PLACE = "/api/v1/organizations/acme/projects/shop/runs/pushed"
STORED = {"json": {"id": "pushed"}, "headers": {"Location": PLACE}}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    """Give a server that listens and stores every report; no variable names it yet."""
    for name in ("LAYERPROOF_HISTORY_URL", "LAYERPROOF_HISTORY_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with scripted_server() as server:
        server.answer("/api/v1/runs", status=201, **STORED)
        yield server


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """Give a report as a file."""
    path = tmp_path / "report.json"
    path.write_bytes(write_report())
    return path


@pytest.mark.parametrize(("status", "said"), [(201, "stored"), (200, "was stored before")])
def test_a_report_is_sent(
    server: ScriptedServer,
    report: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    said: str,
) -> None:
    """The file is sent to the server that the environment names, and its place is told."""
    monkeypatch.setenv("LAYERPROOF_HISTORY_URL", server.url)
    server.answer("/api/v1/runs", status=status, **STORED)
    code = main(["push", str(report)])
    assert (code, capsys.readouterr().out) == (0, f"{said}: {server.url}{PLACE}\n")
    (asked,) = server.asked
    assert (asked.body, "authorization" in asked.headers) == (report.read_bytes(), False)


def test_the_token_of_the_environment(
    server: ScriptedServer, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token of the environment is shown to the server."""
    monkeypatch.setenv("LAYERPROOF_HISTORY_TOKEN", "lpt_of_environment")
    assert main(["push", "--url", server.url, str(report)]) == 0
    assert server.asked[0].headers["authorization"] == "Bearer lpt_of_environment"


def test_the_token_of_a_file(
    server: ScriptedServer, report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token of a file that was named is shown rather than that of the environment."""
    monkeypatch.setenv("LAYERPROOF_HISTORY_TOKEN", "lpt_of_environment")
    (tmp_path / "token").write_text("lpt_of_file\n")
    code = main(["push", "--url", server.url, "--token-file", str(tmp_path / "token"), str(report)])
    assert (code, server.asked[0].headers["authorization"]) == (0, "Bearer lpt_of_file")


def test_a_report_that_is_not_taken(
    server: ScriptedServer,
    report: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A refusal ends with 3 and the server's words, and the token is not among them."""
    monkeypatch.setenv("LAYERPROOF_HISTORY_TOKEN", "lpt_secret")
    server.answer("/", status=401, json={"detail": "not today", "advice": "tomorrow"})
    server.script.pop("/api/v1/runs")
    code = main(["push", "--url", server.url, str(report)])
    assert (code, capsys.readouterr().err) == (
        3,
        f"error[push]: {server.url} refused the report: not today\n  do: tomorrow\n",
    )


@pytest.mark.parametrize(
    ("token", "advice"),
    [
        ("", "put a token of the project into $LAYERPROOF_HISTORY_TOKEN, or name its --token-file"),
        ("lpt_old", "see that the token is one of the project, not revoked and not expired"),
    ],
)
def test_a_token_that_is_not_taken(
    server: ScriptedServer,
    report: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    token: str,
    advice: str,
) -> None:
    """Without a valid token the advice is for whoever pushes, not for whoever writes requests."""
    monkeypatch.setenv("LAYERPROOF_HISTORY_TOKEN", token)
    refusal = {"code": "unauthenticated", "detail": "no valid credential", "advice": "send Bearer"}
    server.answer("/", status=401, json=refusal)
    server.script.pop("/api/v1/runs")
    code = main(["push", "--url", server.url, str(report)])
    assert (code, capsys.readouterr().err) == (
        3,
        f"error[push]: {server.url} refused the report: no valid credential\n  do: {advice}\n",
    )
