"""Who runs an owned server, and where its data and programs lie. Standard library only.

PostgreSQL refuses to run as root. For root it runs as an unprivileged account, which often cannot
reach the checkout or the programs (below ``/root``, in private folders), and nobody's permissions
are changed here: data and, where needed, programs lie in ``/var/tmp/layerproof-<uid>`` instead.
Everybody else keeps both where they are. Used by ``keeper``; ``cluster`` makes the data.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pwd
import shutil
import stat
import time
from dataclasses import dataclass
from pathlib import Path

from layerproof.database.servers.home import ServerHome

#: Accounts that PostgreSQL runs as when root asks for it, in this order.
ACCOUNTS = ("postgres", "nobody")
#: Data of root's servers; kept over a restart of the machine, unlike ``/tmp``.
SHARED = Path("/var/tmp")  # noqa: S108 - the folder below is checked for its owner

_HOME_NOTE = "home"
_STALE_DAYS = 9
_COPIED = ("bin", "lib", "lib64", "share")


class AccountError(Exception):
    """No account, or no safe folder, to run a server with."""


@dataclass(frozen=True, slots=True)
class Account:
    """The account that PostgreSQL runs as in place of root."""

    name: str
    uid: int
    gid: int


def choose_account() -> Account | None:
    """Return the account to run as, or ``None`` where it is the present one."""
    if os.geteuid() != 0:
        return None
    for name in ACCOUNTS:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise AccountError(
        f"PostgreSQL does not run as root, and there is no account {' or '.join(ACCOUNTS)}"
    )


def place_data(home: ServerHome, account: Account | None) -> Path:
    """Return the folder in which the data directory of a home belongs, made if need be."""
    if account is None:
        return home.path
    folder = _shared_root() / home.mark
    folder.mkdir(mode=0o711, exist_ok=True)
    folder.chmod(0o711)
    (folder / _HOME_NOTE).write_text(str(home.path.resolve()), encoding="utf-8")
    return folder


def find_data(home: ServerHome) -> Path:
    """Return the folder that ``place_data`` would return, without making anything."""
    if os.geteuid() != 0:
        return home.path
    return SHARED / f"layerproof-{os.geteuid()}" / home.mark


def place_programs(programs: Path, version: str, account: Account | None) -> Path:
    """Return a folder with these programs that the account can run, copied once if need be."""
    if account is None or can_reach(programs.resolve() / "postgres", account):
        return programs
    tree = programs.resolve().parent
    mark = hashlib.sha256(os.fsencode(tree)).hexdigest()[:8]
    target = _shared_root() / "programs" / f"{version}-{mark}"
    copy = target / tree.parent.name / tree.name
    if not _is_fresh(copy, tree) or is_stale(target):
        _copy_programs(tree, target)
    os.utime(target)
    return copy / programs.resolve().name


def can_reach(path: Path, account: Account) -> bool:
    """Whether the permissions let an account run a program; lists of access rights do not count."""
    if not _may(path, account, stat.S_IROTH | stat.S_IXOTH):
        return False
    return all(_may(parent, account, stat.S_IXOTH) for parent in path.parents)


def remove_abandoned() -> None:
    """Remove the data of root's servers whose checkouts are gone."""
    root = SHARED / f"layerproof-{os.geteuid()}"
    for note in root.glob(f"*/{_HOME_NOTE}"):
        with contextlib.suppress(OSError):
            if Path(note.read_text(encoding="utf-8")).exists() or _has_server(note.parent):
                continue
            shutil.rmtree(note.parent, ignore_errors=True)


def is_stale(folder: Path) -> bool:
    """Whether the machine's cleaning of ``/var/tmp`` may have begun to eat a folder."""
    if SHARED not in folder.parents:
        return False
    return time.time() - folder.stat().st_mtime > _STALE_DAYS * 86_400


def _has_server(folder: Path) -> bool:
    """Whether a server may still be running there, for users who were there before."""
    try:
        first = (folder / "data" / "postmaster.pid").read_bytes().split()[0]
        os.kill(int(first), 0)
    except (OSError, ValueError, IndexError):
        return False
    return True


def _shared_root() -> Path:
    """Return root's folder in ``/var/tmp``; somebody else's, or a link, is refused."""
    root = SHARED / f"layerproof-{os.geteuid()}"
    with contextlib.suppress(FileExistsError):
        root.mkdir(mode=0o711)
    found = root.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise AccountError(f"{root} is there and does not belong to this user; remove it")
    root.chmod(0o711)
    return root


def _may(path: Path, account: Account, others: int) -> bool:
    found = path.stat()
    if found.st_uid == account.uid:
        wanted = others << 6
    elif found.st_gid == account.gid:
        wanted = others << 3
    else:
        wanted = others
    return found.st_mode & wanted == wanted


def _is_fresh(copy: Path, tree: Path) -> bool:
    """Whether a copy is whole and as new as what it was made from."""
    copied, original = copy / "bin" / "postgres", tree / "bin" / "postgres"
    try:
        same = copied.stat().st_size == original.stat().st_size
        newer = int(copied.stat().st_mtime) == int(original.stat().st_mtime)
    except FileNotFoundError:
        return False
    return same and newer


def _copy_programs(tree: Path, target: Path) -> None:
    """Copy what a server needs of an installation; complete or not there.

    Libraries that a wheel brings lie beside its package, and programs look for them from where
    they are themselves: both keep their places relative to each other.
    """
    package = tree.parent
    libraries = package.parent / f"{package.name}.libs"
    target.parent.mkdir(mode=0o711, exist_ok=True)
    target.parent.chmod(0o711)
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    sources = [(tree / name, fresh / package.name / tree.name / name) for name in _COPIED]
    for source, copy in (*sources, (libraries, fresh / libraries.name)):
        if source.is_dir():
            shutil.copytree(
                source,
                copy,
                copy_function=_link_or_copy,
                ignore=shutil.ignore_patterns("*.a", "pgxs", "man", "doc"),
            )
    for folder in (fresh, *(path for path in fresh.rglob("*") if path.is_dir())):
        folder.chmod(0o755)
    shutil.rmtree(target, ignore_errors=True)
    with contextlib.suppress(OSError):  # another keeper was faster
        fresh.rename(target)
    shutil.rmtree(fresh, ignore_errors=True)


def _link_or_copy(source: str, target: str) -> None:
    """Link a file that anybody may read, which takes no room; copy any other."""
    mode = Path(source).stat().st_mode
    if mode & stat.S_IROTH:
        with contextlib.suppress(OSError):
            os.link(source, target)
            return
    shutil.copy2(source, target)
    Path(target).chmod(0o755 if mode & stat.S_IXUSR else 0o644)
