"""Tests of packing what a suite left behind, and of unpacking it elsewhere."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

import pytest

from ci.packs import PackError, main, pack_part, unpack_all, unpack_part


@pytest.fixture
def part(tmp_path: Path) -> Path:
    """A part with two files, one of them in a folder and hidden."""
    folder = tmp_path / "here/.layerproof/suites/unit-3.12.2of3"
    (folder / ".logs").mkdir(parents=True)
    (folder / "outcome.json").write_text("{}")
    (folder / ".logs/run.txt").write_bytes(b"\x00" * 5000)
    return folder


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_what_is_packed_arrives_as_it_was(part: Path, tmp_path: Path) -> None:
    """Hidden files and binary data survive the way, under the part's name."""
    pack = pack_part(part, tmp_path / "packs")
    arrived, refused = unpack_all(tmp_path / "packs", tmp_path / "there")

    assert pack.name == "unit-3.12.2of3.tar"
    assert (arrived, refused) == (["unit-3.12.2of3"], [])
    assert _contents(tmp_path / "there/suites/unit-3.12.2of3") == _contents(part)
    assert [path.name for path in (tmp_path / "there/suites").iterdir()] == ["unit-3.12.2of3"]


def test_packs_are_found_in_folders_of_their_own(part: Path, tmp_path: Path) -> None:
    """An artifact store may put each pack into a folder with the artifact's name."""
    pack_part(part, tmp_path / "packs/suite-unit-3.12.2of3")

    assert unpack_all(tmp_path / "packs", tmp_path / "there") == (["unit-3.12.2of3"], [])


def test_the_same_files_make_the_same_pack(part: Path, tmp_path: Path) -> None:
    """Neither time nor mode nor owner is packed."""
    first = pack_part(part, tmp_path / "one").read_bytes()
    os.utime(part / "outcome.json", (0, 0))
    (part / "outcome.json").chmod(0o600)

    assert pack_part(part, tmp_path / "two").read_bytes() == first


def test_a_part_without_records_is_not_packed(tmp_path: Path) -> None:
    """An empty pack would look like a suite that arrived."""
    with pytest.raises(PackError, match=r"unit holds nothing: the suite left no record"):
        pack_part(tmp_path / "unit", tmp_path)


def test_a_link_is_not_packed(part: Path, tmp_path: Path) -> None:
    """What a link points to is not the suite's, and a link does not travel."""
    (part / "secret").symlink_to("/etc/passwd")

    with pytest.raises(PackError, match=r"secret is no plain file"):
        pack_part(part, tmp_path / "packs")
    assert not (tmp_path / "packs").exists()


def test_one_part_cannot_arrive_twice(part: Path, tmp_path: Path) -> None:
    """Of two packs of one part neither can be believed over the other, so the second is named."""
    pack_part(part, tmp_path / "packs/a")
    pack_part(part, tmp_path / "packs/b")

    arrived, refused = unpack_all(tmp_path / "packs", tmp_path / "there")

    assert arrived == ["unit-3.12.2of3"]
    assert refused == [
        f"{tmp_path}/packs/b/unit-3.12.2of3.tar: the part 'unit-3.12.2of3' arrived twice"
    ]


@pytest.mark.parametrize("kept", [0, 100, 700, 5000])
def test_a_pack_that_was_cut_short_leaves_nothing(part: Path, tmp_path: Path, kept: int) -> None:
    """Half a pack is refused whole, and its part is missing rather than damaged."""
    pack = pack_part(part, tmp_path / "packs")
    pack.write_bytes(pack.read_bytes()[:kept])

    with pytest.raises(PackError, match=r"not readable|0 files"):
        unpack_part(pack, tmp_path / "there")
    assert not list((tmp_path / "there").glob("*"))


def test_an_empty_pack_is_refused(tmp_path: Path) -> None:
    """A pack without files is no record of a run."""
    with tarfile.open(tmp_path / "unit.tar", "w"):
        pass

    with pytest.raises(PackError, match=r"0 files, where 1 to 1000 are meant"):
        unpack_part(tmp_path / "unit.tar", tmp_path / "there")


def test_what_an_interrupted_unpacking_left_does_not_arrive(part: Path, tmp_path: Path) -> None:
    """Unpacking begins with an empty folder, whatever lies there."""
    left = tmp_path / "there/.unit-3.12.2of3.unfinished"
    left.mkdir(parents=True)
    (left / "old.json").write_text("{}")

    unpack_part(pack_part(part, tmp_path / "packs"), tmp_path / "there")

    assert _contents(tmp_path / "there/unit-3.12.2of3") == _contents(part)


def test_a_folder_that_is_named_like_a_pack_is_refused(tmp_path: Path) -> None:
    """What cannot be opened is named, and does not end the unpacking with a traceback."""
    (tmp_path / "packs/api.tar").mkdir(parents=True)

    arrived, refused = unpack_all(tmp_path / "packs", tmp_path / "there")

    assert arrived == []
    assert [reason.partition(": [")[0] for reason in refused] == [
        f"{tmp_path}/packs/api.tar: not readable"
    ]


def test_a_folder_with_an_odd_name_is_not_packed(tmp_path: Path) -> None:
    """A name that would be refused on arrival is refused before it travels."""
    with pytest.raises(PackError, match=r"'a b' is not the name of a part"):
        pack_part(tmp_path / "a b", tmp_path)


def test_a_file_that_is_no_tar_is_refused_and_the_others_arrive(
    part: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A damaged pack is named, costs the verdict, and hides nothing of its neighbours."""
    pack_part(part, tmp_path / "packs")
    (tmp_path / "packs/api.tar").write_bytes(b"not a tar" * 100)

    assert main(["unpack", str(tmp_path / "packs"), str(tmp_path / "there")]) == 3

    out, err = capsys.readouterr()
    assert out == "unpacked 1 parts: unit-3.12.2of3\n"
    assert err.startswith(f"error: refused {tmp_path}/packs/api.tar: not readable: ")


def test_nothing_at_all_is_not_a_success(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty folder means that no suite arrived."""
    assert main(["unpack", str(tmp_path), str(tmp_path / "there")]) == 3
    assert capsys.readouterr().err == f"error: no pack arrived in {tmp_path}\n"


def test_the_command_packs(part: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Packing prints where the pack is, and says why where there is none."""
    packs = tmp_path / "packs"

    assert main(["pack", str(part), str(packs)]) == 0
    assert capsys.readouterr().out == f"{packs}/unit-3.12.2of3.tar\n"
    assert tarfile.is_tarfile(packs / "unit-3.12.2of3.tar")

    assert main(["pack", str(tmp_path / "api"), str(packs)]) == 3
    assert capsys.readouterr().err == (
        f"error: {tmp_path}/api holds nothing: the suite left no record\n"
    )
