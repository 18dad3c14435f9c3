"""Packs: what one part of a suite left behind, as one file that travels between machines.

``python -m ci.packs pack FOLDER DIR`` makes ``DIR/<part>.tar`` of ``.layerproof/suites/<part>``;
``python -m ci.packs unpack DIR INTO`` puts every pack in ``DIR`` under ``INTO/suites``. A pack
comes from another machine and is not trusted: only plain files below the part's own folder are
written, and a pack with anything else is refused whole.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

#: A part's name: suite, Python version and shard, as in ``unit-3.12.2of3``.
PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")

#: A pack is refused past these: the data of a large suite is a few megabytes in five files.
MOST_FILES = 1_000
MOST_BYTES = 2 * 1024**3

_CHUNK = 1024**2


class PackError(Exception):
    """A pack could not be made, or is not one."""


def pack_part(folder: Path, into: Path) -> Path:
    """Write the files below ``folder`` into ``into`` as ``<part>.tar``; return its path.

    The same files give the same bytes: neither owner, nor mode, nor time goes in.

    :raises PackError: the folder is missing, is empty, or holds something that is no plain file.
    """
    if not PART.fullmatch(folder.name):
        raise PackError(f"'{folder.name}' is not the name of a part")
    files = [path for path in sorted(folder.rglob("*")) if path.is_symlink() or not path.is_dir()]
    if not files:
        raise PackError(f"{folder} holds nothing: the suite left no record")
    odd = next((path for path in files if path.is_symlink() or not path.is_file()), None)
    if odd is not None:
        raise PackError(f"{odd} is no plain file")
    into.mkdir(parents=True, exist_ok=True)
    target = into / f"{folder.name}.tar"
    unfinished = target.with_suffix(".tar.part")
    with tarfile.open(unfinished, "w", format=tarfile.PAX_FORMAT) as archive:
        for path in files:
            member = tarfile.TarInfo(str(PurePosixPath(path.relative_to(folder.parent))))
            member.size = path.stat().st_size
            with path.open("rb") as content:
                archive.addfile(member, content)
    return unfinished.replace(target)


def unpack_all(packs: Path, into: Path) -> tuple[list[str], list[str]]:
    """Unpack every pack at or below ``packs`` to ``into/suites``.

    Returns the names of the parts that arrived, and why the others were refused.
    """
    arrived: list[str] = []
    refused: list[str] = []
    for pack in sorted(packs.rglob("*.tar"), key=lambda path: (path.stem, path)):
        try:
            unpack_part(pack, into / "suites")
        except PackError as error:
            refused.append(f"{pack}: {error}")
        else:
            arrived.append(pack.stem)
    return arrived, refused


def unpack_part(pack: Path, into: Path) -> None:
    """Put the files of ``pack`` under ``into/<part>``, all of them or none.

    :raises PackError: the pack is not readable, or holds what a pack may not hold.
    """
    target = into / pack.stem
    if not PART.fullmatch(pack.stem):
        raise PackError(f"'{pack.stem}' is not the name of a part")
    if target.exists():
        raise PackError(f"the part '{pack.stem}' arrived twice")
    unfinished = into / f".{pack.stem}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        with tarfile.open(pack, "r:") as archive:
            for member, place in _checked(archive, pack.stem):
                _write(archive, member, unfinished / place)
        unfinished.rename(target)
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise PackError(f"not readable: {error}") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _checked(
    archive: tarfile.TarFile, part: str
) -> Iterator[tuple[tarfile.TarInfo, PurePosixPath]]:
    """Yield each member with its place below the part's folder, once all are known to be fit."""
    members = archive.getmembers()
    if not members or len(members) > MOST_FILES:
        raise PackError(f"{len(members)} files, where 1 to {MOST_FILES} are meant")
    if sum(member.size for member in members) > MOST_BYTES:
        raise PackError(f"more than {MOST_BYTES} bytes")
    places = [_place(member, part) for member in members]
    if len(set(places)) < len(places):
        raise PackError("one file is in it twice")
    yield from zip(members, places, strict=True)


def _place(member: tarfile.TarInfo, part: str) -> PurePosixPath:
    name = PurePosixPath(member.name)
    if not member.isreg():
        raise PackError(f"{member.name!r} is no plain file")
    if name.parts[:1] != (part,) or len(name.parts) < 2 or ".." in name.parts:
        raise PackError(f"{member.name!r} does not lie in '{part}/'")
    return name.relative_to(part)


def _write(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    content = archive.extractfile(member)
    if content is None:
        raise PackError(f"{member.name!r} has no content")
    target.parent.mkdir(parents=True, exist_ok=True)
    with content, target.open("xb") as out:
        shutil.copyfileobj(content, out, _CHUNK)


def main(argv: Sequence[str] | None = None) -> int:
    """Pack or unpack as the command line says; return 0, 2 for wrong use, 3 for a bad pack."""
    parser = argparse.ArgumentParser(
        prog="python -m ci.packs", description="Pack and unpack parts."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    pack = commands.add_parser("pack", help="pack the folder of one part")
    pack.add_argument("folder", type=Path)
    pack.add_argument("into", type=Path)
    unpack = commands.add_parser("unpack", help="unpack every pack below a folder")
    unpack.add_argument("packs", type=Path)
    unpack.add_argument("into", type=Path)
    args = parser.parse_args(argv)
    return _pack(args) if args.command == "pack" else _unpack(args)


def _pack(args: argparse.Namespace) -> int:
    try:
        print(pack_part(args.folder, args.into))
    except PackError as error:
        print(f"error: {error}", file=sys.stderr)
        return 3
    return 0


def _unpack(args: argparse.Namespace) -> int:
    arrived, refused = unpack_all(args.packs, args.into)
    for reason in refused:
        print(f"error: refused {reason}", file=sys.stderr)
    if not arrived:
        print(f"error: no pack arrived in {args.packs}", file=sys.stderr)
    print(f"unpacked {len(arrived)} parts: {' '.join(arrived)}")
    return 3 if refused or not arrived else 0


if __name__ == "__main__":
    raise SystemExit(main())
