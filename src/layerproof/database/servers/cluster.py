"""An owned server's data directory: made, marked, judged. Standard library only.

Made in a folder beside and renamed when it is complete, so that one which was killed half-way is
never mistaken for a finished one. ``keeper`` decides what to do with one that is unfit.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from layerproof.database.servers.account import Account, is_stale
from layerproof.database.servers.home import write_private

USER = "postgres"
DATABASE = "postgres"

_FORMAT = 1
_NOTE = "layerproof.json"
#: Written here and nowhere in the data directory's configuration files.
_LIMIT = 120


class ClusterError(Exception):
    """``initdb`` failed; the text is its own."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a data directory says of itself: whose it is, its password, its last start.

    ``boot`` names the start of the machine during which it last ran.
    """

    format: int
    home: str
    password: str
    boot: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """One data directory, ``data`` in ``folder``; ``mark`` names its server among processes."""

    folder: Path
    home: str
    mark: str
    major: int
    account: Account | None

    @property
    def data(self) -> Path:
        """The data directory itself."""
        return self.folder / "data"

    def read_note(self) -> Note | None:
        """Return what the directory says of itself, ``None`` if that cannot be read."""
        try:
            return Note(**json.loads((self.data / _NOTE).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write_note(self, note: Note) -> None:
        """Write down a start; the time of the file is that of the last one."""
        write_private(self.data / _NOTE, json.dumps(asdict(note)))

    def discard(self) -> None:
        """Move the data directory out of the way; ``tidy`` removes it later."""
        self.data.rename(self.folder / f"discarded-{secrets.token_hex(4)}")

    def tidy(self) -> None:
        """Remove what was discarded, and what a killed ``initdb`` left."""
        for left in (*self.folder.glob("discarded-*"), *self.folder.glob("fresh-*")):
            shutil.rmtree(left, ignore_errors=True)


def judge_cluster(cluster: Cluster) -> str | None:
    """Return why a data directory that exists cannot be used, or ``None`` if it looks well.

    With durability off a restart of the machine leaves nothing to rely on unless the server had
    been stopped before; nor does a copy that was taken while it ran.
    """
    data = cluster.data
    note = cluster.read_note()
    if note is None or note.format != _FORMAT:
        return "it does not say whose it is"
    if note.home != cluster.home:
        return f"it was moved or copied from {note.home}"
    try:
        found = (data / "PG_VERSION").read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return "it has no PG_VERSION"
    if found != str(cluster.major):
        return f"its PG_VERSION says {found[:20]!r}, not {cluster.major}"
    if not (data / "global" / "pg_control").is_file():
        return "it has no global/pg_control"
    if (data / "postmaster.pid").exists() and note.boot != name_boot():
        return "the machine went down while its server ran, durability off"
    if is_stale(data / _NOTE):
        return "nobody has used it for long, and the machine cleans that folder"
    return None


def make_cluster(cluster: Cluster, programs: Path) -> None:
    """Make the data directory, with a password that only its owner can read.

    :raises ClusterError: with what ``initdb`` said.
    """
    fresh = cluster.folder / f"fresh-{secrets.token_hex(4)}"
    password = secrets.token_urlsafe(24)
    secret = fresh.with_suffix(".word")
    write_private(secret, password)
    _give(secret, cluster.account)
    try:
        _run_initdb(cluster, programs, fresh, secret)
    finally:
        secret.unlink()
    note = Note(_FORMAT, cluster.home, password, name_boot())
    write_private(fresh / _NOTE, json.dumps(asdict(note)))
    fresh.rename(cluster.data)


def name_boot() -> str:
    """Return a word that is another one after each start of the machine."""
    with contextlib.suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    asked = subprocess.run(
        ["sysctl", "-n", "kern.boottime"], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip()


def clean_environment() -> dict[str, str]:
    """Return the variables for PostgreSQL's programs: English words, nobody's ``PG...``."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PG", "LC_", "LANG")) and name != "TZ"
    }
    return kept | {"LC_ALL": "C"}


def as_account(account: Account | None) -> dict[str, Any]:
    """Return the arguments of ``subprocess`` that start a program as an account."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def _run_initdb(cluster: Cluster, programs: Path, fresh: Path, secret: Path) -> None:
    """Run ``initdb``; where the machine has no C.UTF-8, the plain C locale does."""
    said = ""
    for locale in ("C.UTF-8", "C"):
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        _give(fresh, cluster.account)
        command = [str(programs / "initdb"), "-D", str(fresh), f"--pwfile={secret}"]
        command += _choose_options(cluster.major, locale)
        done = subprocess.run(
            command,
            cwd=cluster.folder,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_LIMIT,
            check=False,
            **as_account(cluster.account),
        )
        if done.returncode == 0:
            return
        said = said or done.stdout.decode(errors="replace")
    shutil.rmtree(fresh, ignore_errors=True)
    raise ClusterError(said.strip())


def _choose_options(major: int, locale: str) -> list[str]:
    """Return ``initdb``'s options.

    The password is long and random, so that many rounds of hashing would only cost time at each
    connection: one round from 16 on, where that can be set, and MD5 before.
    """
    options = ["-U", USER, "-E", "UTF8", f"--locale={locale}", "--no-sync", "--no-instructions"]
    if major >= 17:
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    if major >= 16:
        return [*options, "--auth=scram-sha-256", "-c", "scram_iterations=1"]
    return [*options, "--auth=md5"]


def _give(path: Path, account: Account | None) -> None:
    if account is not None:
        os.chown(path, account.uid, account.gid)
