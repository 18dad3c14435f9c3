"""A data directory that cannot be used is made anew with a notice; one that can be is kept."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from layerproof.database.errors import ServerUnavailableError
from layerproof.database.values import RunningServer, Settings
from tests.support.servers import (
    card_of,
    home_of,
    leased,
    list_server_processes,
    query,
    settings_of,
    used_server,
    wait_until_stopped,
)


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Give the settings of a checkout whose server has run and stopped."""
    settings = settings_of(tmp_path_factory.mktemp("checkout"))
    with used_server(settings):
        pass
    return settings


def _data(settings: Settings) -> Path:
    with used_server(settings):
        return Path(card_of(settings).data)


def _is_new(server: RunningServer) -> bool:
    """Whether the mark that a test left in the data directory is gone."""
    names = {name for (name,) in query(server, "SELECT datname FROM pg_database")}
    return "marked" not in names


def _garble_version(data: Path) -> None:
    (data / "PG_VERSION").write_text("\0\0\0")


def _lose_version(data: Path) -> None:
    (data / "PG_VERSION").unlink()


def _lose_global(data: Path) -> None:
    shutil.rmtree(data / "global")


def _garble_control(data: Path) -> None:
    (data / "global" / "pg_control").write_bytes(b"\xff" * 8192)


def _lose_note(data: Path) -> None:
    (data / "layerproof.json").unlink()


def _lose_wal(data: Path) -> None:
    for segment in (data / "pg_wal").glob("0*"):
        segment.unlink()


def _fall_with_the_machine(data: Path) -> None:
    """Make it look like one whose machine went down while its server ran."""
    note = json.loads((data / "layerproof.json").read_text())
    (data / "layerproof.json").write_text(json.dumps(note | {"boot": "another"}))
    (data / "postmaster.pid").write_text("1\n")


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (_garble_version, "its PG_VERSION says"),
        (_lose_version, "it has no PG_VERSION"),
        (_lose_global, "it has no global/pg_control"),
        (_garble_control, "it was damaged: "),
        (_lose_note, "it does not say whose it is"),
        (_lose_wal, "it was damaged: "),
        (_fall_with_the_machine, "the machine went down while its server ran"),
    ],
)
def test_damaged_directory_is_made_anew_with_a_notice(
    stopped: Settings, damage: Callable[[Path], None], reason: str
) -> None:
    """Whatever is wrong with the data directory, the server comes up, and the user is told."""
    with used_server(stopped) as server:
        query(server, "CREATE DATABASE marked")
        data = Path(card_of(stopped).data)
    damage(data)
    said: list[str] = []
    with used_server(stopped, said) as server:
        assert _is_new(server)
        # Whatever else is said is about what takes long, on a machine that is busy.
        (notice,) = [text for text in said if "anew" in text]
        assert (reason in notice, str(data) in notice, server.notices) == (True, True, (notice,))


def test_nothing_of_a_discarded_directory_stays(stopped: Settings) -> None:
    """What was put aside, and what a killed initdb left, is removed once the server runs."""
    data = _data(stopped)
    for name in ("fresh-0a0a0a0a", "discarded-0b0b0b0b"):
        (data.parent / name).mkdir()
    _lose_version(data)
    left = {"data"}
    with used_server(stopped) as server:
        query(server, "SELECT 1")
        while left != set():  # the keeper removes it beside its work; the suite's limit ends this
            left = {path.name for path in data.parent.glob("*-*") if path.is_dir()}
    assert left == set()


def test_interrupted_initdb_is_not_taken_for_a_finished_one(tmp_path: Path) -> None:
    """A data directory that was only half made does not stand where a finished one would."""
    settings = settings_of(tmp_path)
    with used_server(settings):
        data = Path(card_of(settings).data)
    half = data.with_name("fresh-half")
    data.rename(half)
    shutil.rmtree(half / "base")
    with used_server(settings) as server:
        assert (query(server, "SELECT 1"), server.notices) == ([(1,)], ())


def test_wrong_setting_is_named_in_the_words_of_postgresql(stopped: Settings) -> None:
    """A server setting that cannot be gives PostgreSQL's message at once, and costs no data."""
    with used_server(stopped) as server:
        query(server, "CREATE DATABASE kept_in_spite")
    wrong = settings_of(stopped.root, server_settings={"max_connections": "many"})
    with (
        pytest.raises(ServerUnavailableError, match="PostgreSQL server") as raised,
        used_server(wrong),
    ):
        pass
    assert raised.value.tried == (
        'binaries: PostgreSQL did not start: invalid value for parameter "max_connections": "many"',
    )
    with used_server(stopped) as server:
        assert ("kept_in_spite",) in query(server, "SELECT datname FROM pg_database")


def test_orphan_of_a_lost_keeper_is_stopped(stopped: Settings) -> None:
    """A PostgreSQL of this data directory that runs without a keeper makes room for a new one."""
    with used_server(stopped) as server:
        home, card = home_of(stopped), card_of(stopped)
        # It gets no signal from a keeper's end while it is stopped.
        os.kill(card.postgres, signal.SIGSTOP)
        os.kill(card.keeper, signal.SIGKILL)
        wait_until_stopped(home)
        os.kill(card.postgres, signal.SIGCONT)
        with leased(stopped) as again:
            assert query(again, "SELECT 1") == [(1,)]
        assert server.place == again.place
    assert list_server_processes(home) == []
