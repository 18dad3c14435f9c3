"""Tests that a pack from another machine cannot write where it should not."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

import ci.packs
from ci.packs import PackError, unpack_part


def _member(name: str, *, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, link
    return member


def _pack(folder: Path, *members: tarfile.TarInfo, name: str = "unit.tar") -> Path:
    with tarfile.open(folder / name, "w") as archive:
        for member in members:
            if member.isreg():
                member.size = 5
                archive.addfile(member, io.BytesIO(b"hello"))
            else:
                archive.addfile(member)
    return folder / name


@pytest.mark.parametrize(
    "name",
    [
        "../outside.txt",
        "unit/../../outside.txt",
        "/tmp/outside.txt",
        "unit",
        "api/outcome.json",
        "outcome.json",
        "./../unit/x",
        "unit/../unit/x",
    ],
)
def test_a_file_outside_of_its_part_is_refused(tmp_path: Path, name: str) -> None:
    """No name leads out of the part's own folder, and nothing of the pack is written."""
    pack = _pack(tmp_path, _member("unit/outcome.json"), _member(name))

    with pytest.raises(PackError, match=r"does not lie in 'unit/'"):
        unpack_part(pack, tmp_path / "there/suites")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["unit.tar"]


@pytest.mark.parametrize(
    "member",
    [
        _member("unit/link", kind=tarfile.SYMTYPE, link="/etc/passwd"),
        _member("unit/link", kind=tarfile.LNKTYPE, link="unit/outcome.json"),
        _member("unit/pipe", kind=tarfile.FIFOTYPE),
        _member("unit/device", kind=tarfile.CHRTYPE),
        _member("unit/folder", kind=tarfile.DIRTYPE),
    ],
    ids=lambda member: member.name,
)
def test_what_is_no_plain_file_is_refused(tmp_path: Path, member: tarfile.TarInfo) -> None:
    """Links, pipes, devices and folders have no business in a pack."""
    pack = _pack(tmp_path, member)

    with pytest.raises(PackError, match=r"is no plain file"):
        unpack_part(pack, tmp_path / "there")


def test_a_file_that_comes_twice_is_refused(tmp_path: Path) -> None:
    """The second one could replace what was looked at."""
    pack = _pack(tmp_path, _member("unit/outcome.json"), _member("unit/./outcome.json"))

    with pytest.raises(PackError, match=r"one file is in it twice"):
        unpack_part(pack, tmp_path / "there")


@pytest.mark.parametrize("name", ["-rf.tar", "..tar", "a b.tar", "unit\n.tar"])
def test_a_pack_with_an_odd_name_is_refused(tmp_path: Path, name: str) -> None:
    """A part's name becomes a folder, so it may hold nothing that a path or shell could mistake."""
    pack = _pack(tmp_path, _member("unit/outcome.json"), name=name)

    with pytest.raises(PackError, match=r"is not the name of a part"):
        unpack_part(pack, tmp_path / "there")


def test_a_pack_of_too_many_files_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pack cannot fill the disk with names."""
    monkeypatch.setattr(ci.packs, "MOST_FILES", 2)
    pack = _pack(tmp_path, *(_member(f"unit/{number}") for number in range(3)))

    with pytest.raises(PackError, match=r"3 files, where 1 to 2 are meant"):
        unpack_part(pack, tmp_path / "there")


def test_a_pack_of_too_many_bytes_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pack cannot fill the disk with content."""
    monkeypatch.setattr(ci.packs, "MOST_BYTES", 9)
    pack = _pack(tmp_path, _member("unit/a"), _member("unit/b"))

    with pytest.raises(PackError, match=r"more than 9 bytes"):
        unpack_part(pack, tmp_path / "there")


def test_a_compressed_pack_is_refused(tmp_path: Path) -> None:
    """Packs are plain, so that a small file cannot become a large one."""
    with tarfile.open(tmp_path / "unit.tar", "w:gz") as archive:
        archive.addfile(_member("unit/outcome.json"))

    with pytest.raises(PackError, match=r"not readable"):
        unpack_part(tmp_path / "unit.tar", tmp_path / "there")
