"""What the user is told while a server starts."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from layerproof.database.errors import ServerUnavailableError
from layerproof.database.servers import acquire_server
from layerproof.database.servers.home import ServerHome
from layerproof.database.servers.owned import follow_reports
from tests.support.servers import settings_of


def _send(pipe: int, kind: str, text: str) -> None:
    os.write(pipe, json.dumps({"kind": kind, "text": text}).encode() + b"\n")


def test_only_what_takes_long_is_told(tmp_path: Path) -> None:
    """A phase is said once a second has passed, a notice always, and a quick start nothing else."""
    reports, pipe = os.pipe()
    told = threading.Event()
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        told.set()

    def keep() -> None:
        _send(pipe, "phase", "making a directory")
        _send(pipe, "notice", "it was damaged")
        told.wait(20)
        told.clear()
        _send(pipe, "phase", "starting")
        told.wait(20)  # until the second is over
        _send(pipe, "ready", "")
        os.close(pipe)

    thread = threading.Thread(target=keep)
    thread.start()
    follow_reports(reports, ServerHome(tmp_path), say)
    thread.join()
    assert said == ["it was damaged", "starting"]


def test_keeper_that_vanishes_is_explained(tmp_path: Path) -> None:
    """A keeper that ends without a word is an error that names its log."""
    reports, pipe = os.pipe()
    _send(pipe, "phase", "starting")
    os.close(pipe)
    home = ServerHome(tmp_path)
    home.keeper_log.write_text("MemoryError")
    with pytest.raises(ServerUnavailableError, match="ended without a server: MemoryError"):
        follow_reports(reports, home, print)


@pytest.fixture
def programs() -> Iterator[Path]:
    """Give a folder for programs that any account can reach."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_initdb_that_fails_is_quoted(tmp_path: Path, programs: Path) -> None:
    """What initdb says when it fails is the message, and nothing half made stays."""
    (programs / "postgres").write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 17.1'\n")
    (programs / "initdb").write_text("#!/bin/sh\necho 'initdb: error: no room here'; exit 1\n")
    for name in ("postgres", "initdb"):
        (programs / name).chmod(0o755)
    settings = settings_of(tmp_path, programs=programs)
    with pytest.raises(ServerUnavailableError, match="no provider") as raised:
        acquire_server(settings, print)
    assert raised.value.tried == (
        "binaries: PostgreSQL did not start: initdb: error: no room here",
    )


def test_postgres_that_ends_at_once_is_quoted(tmp_path: Path, programs: Path) -> None:
    """A server that ends before it is ready is not waited for, and its words are the message."""
    script = "#!/bin/sh\n[ $1 = --version ] && echo 'postgres (PostgreSQL) 17.1' && exit\n"
    (programs / "postgres").write_text(f"{script}echo 'libpq.so.5: cannot open'; exit 127\n")
    (programs / "initdb").write_text('#!/bin/sh\nmkdir -p "$2/global"; echo 17 > "$2/PG_VERSION"\n')
    for name in ("postgres", "initdb"):
        (programs / name).chmod(0o755)
    settings = settings_of(tmp_path, programs=programs)
    with pytest.raises(ServerUnavailableError, match="no provider") as raised:
        acquire_server(settings, print)
    assert raised.value.tried == ("binaries: PostgreSQL did not start: libpq.so.5: cannot open",)
