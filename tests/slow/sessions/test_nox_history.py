"""Nox runs that are recorded, held to the best before, and sent to a server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.support.session_projects import (
    SHOP,
    Finished,
    clean_environment,
    run_tool,
    write_files,
)

#: A function that no test runs.
MORE = SHOP["src/shop/services/sums.py"] + "\n\ndef half(number):\n    return number / 2\n"
RUNS = "/api/v1/organizations/local/projects/shop/runs"


def _commit(root: Path) -> None:
    words = ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "more"]
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], words):
        subprocess.run(["git", *command], cwd=root, check=True, env=clean_environment())


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Give a project with tests in two suites, checked out clean on its main branch."""
    root = write_files(tmp_path, {**SHOP, ".gitignore": ".nox\n.layerproof\n__pycache__\n"})
    _commit(root)
    return root


@contextmanager
def _serving(root: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Give a server on the project's own database, and its URL."""
    with subprocess.Popen(
        [sys.executable, "-m", "layerproof", "serve", "--port", "0"],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**clean_environment(), "PYTHONUNBUFFERED": "1"},
    ) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().split()[-1].rstrip("/")
        finally:
            process.kill()


def _nox(root: Path, *words: str, **env: str) -> Finished:
    return run_tool(root, "nox", "--no-venv", *words, **env)  # type: ignore[arg-type]  # no timeout


def _report(root: Path) -> dict[str, Any]:
    text = (root / ".layerproof/report/report.json").read_text(encoding="utf-8")
    report: dict[str, Any] = json.loads(text)
    return report


def _reasons(root: Path) -> list[str]:
    return [reason["code"] for reason in _report(root)["verdict"]["reasons"]]


def test_a_layer_may_not_fall(shop: Path) -> None:
    """Each run is recorded by itself; the ratchet keeps an equal run and breaks a worse one."""
    first = _nox(shop)
    assert (first.code, len(list((shop / ".layerproof/history").iterdir()))) == (0, 2), first.output
    same = _nox(shop, "-s", "coverage", "--", "--ratchet")
    assert same.code == 0, same.output
    held = _report(shop)["ratchet"]["layers"]
    assert [(one["layer"], one["ruling"]) for one in held] == [
        *(("service", "kept"), ("total", "kept")),
    ]
    write_files(shop, {"src/shop/services/sums.py": MORE})
    _commit(shop)
    worse = _nox(shop, "--", "--ratchet", "5")
    assert (worse.code, _reasons(shop)) == (1, ["ratchet-missed"] * 2), worse.output
    again = _nox(shop, "-s", "coverage")
    assert (again.code, _reasons(shop)) == (0, []), again.output


def test_a_server_takes_over_and_is_asked(shop: Path) -> None:
    """A server has what was recorded before it came; then runs are sent to it and held to it."""
    assert _nox(shop).code == 0
    recorded = _report(shop)["run"]["id"]
    with _serving(shop) as (_, url):
        while not (runs := _list(url)):
            pass
        assert runs == [recorded]
        env = {"LAYERPROOF_HISTORY_URL": url}
        kept = _nox(shop, "-s", "coverage", "--", "--ratchet", **env)
        assert kept.code == 0, kept.output
        sent = _report(shop)["run"]["id"]
        assert f"sent: {url}/o/local/shop/runs/{sent}" in kept.output
        assert _report(shop)["ratchet"]["known"] == 1
        # Recorded and sent, it is stored once.
        assert sorted(_list(url)) == sorted([recorded, sent])
        write_files(shop, {"src/shop/services/sums.py": MORE})
        _commit(shop)
        worse = _nox(shop, "--", "--ratchet", **env)
        assert (worse.code, _reasons(shop)) == (1, ["ratchet-missed"] * 2), worse.output


def test_a_server_that_is_down(shop: Path) -> None:
    """It fails no run; but the ratchet that was asked for is not measured, and so no pass."""
    env = {"LAYERPROOF_HISTORY_URL": "http://127.0.0.1:1"}
    plain = _nox(shop, **env)
    assert plain.code == 0, plain.output
    assert "was not sent to $LAYERPROOF_HISTORY_URL" in plain.output
    held = _nox(shop, "-s", "coverage", "--", "--ratchet", **env)
    assert (held.code, _reasons(shop)) == (1, ["ratchet-unmeasured"]), held.output
    assert _report(shop)["verdict"]["exit_code"] == 3


def test_the_session_has_nothing_but_layerproof(shop: Path) -> None:
    """In an environment with Layerproof alone runs are recorded, and sending needs no extra."""
    ended = run_tool(shop, "nox", LAYERPROOF_HISTORY_URL="http://127.0.0.1:1")
    assert ended.code == 0, ended.output
    assert "was not reached: Connection refused" in ended.output
    python = shop / ".nox/coverage/bin/python"
    missing = subprocess.run(
        [python, "-c", "import httpx"], capture_output=True, text=True, check=False, env=os.environ
    )
    assert "No module named 'httpx'" in missing.stderr


def _list(url: str) -> list[str]:
    try:
        with urlopen(f"{url}{RUNS}", timeout=60) as answer:
            return [run["id"] for run in json.load(answer)["items"]]
    except OSError:
        return []
