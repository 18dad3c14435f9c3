"""The folders in which runs keep what they recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.adapters.records import (
    PartFolder,
    clear_part,
    find_part_folders,
    hold_part,
    make_home,
    part_folder,
    read_json,
    read_outcome,
    write_json,
    write_outcome,
    write_text,
)
from layerproof.core.outcome.values import Part
from layerproof.errors import DataUnreadableError, UsageError
from tests.support.evidence import an_outcome

UNIT = Part("unit")


def make_parts(home: Path, *labels: str) -> None:
    """Make folders of parts that hold a record of sorts."""
    for label in labels:
        folder = home / "suites" / label
        folder.mkdir(parents=True)
        (folder / "outcome.json").write_text("{}")


def names(folder: Path) -> list[str]:
    """Return the names of what lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_home_keeps_itself_out_of_git(tmp_path: Path) -> None:
    """The folder ignores all in it; what a user wrote there stays."""
    home = make_home(tmp_path / "checkout")
    ignore = home / ".gitignore"
    assert (home, ignore.read_text()) == (tmp_path / "checkout" / ".layerproof", "*\n")
    ignore.write_text("*.json\n")
    make_home(tmp_path / "checkout")
    assert ignore.read_text() == "*.json\n"


def test_outcome_comes_back(tmp_path: Path) -> None:
    """What was written as a part's record is read as the same."""
    outcome = an_outcome("unit")
    folder = clear_part(tmp_path, UNIT)
    write_outcome(folder, outcome)
    assert read_outcome(folder) == outcome
    assert folder == PartFolder(tmp_path / "suites" / "unit")


def test_outcome_of_another_part(tmp_path: Path) -> None:
    """A record that lies in another part's folder is refused, and says whose it is."""
    folder = clear_part(tmp_path, Part("api"))
    write_outcome(folder, an_outcome("unit"))
    with pytest.raises(DataUnreadableError, match=r"outcome\.json is the record of unit$"):
        read_outcome(folder)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b"[" * 200_000, b'"\\ud800'], ids=lambda c: repr(c[:6])
)
def test_unreadable_document(tmp_path: Path, content: bytes) -> None:
    """What is cut off, no text, or nested without end is refused by its path."""
    path = tmp_path / "outcome.json"
    path.write_bytes(content)
    with pytest.raises(DataUnreadableError, match=r"outcome\.json cannot be read") as caught:
        read_json(path)
    assert caught.value.advice == "run the suite again"


def test_document_that_is_not_there(tmp_path: Path) -> None:
    """A missing document is refused as an unreadable one is."""
    with pytest.raises(DataUnreadableError, match=r"cannot be read: .*No such file"):
        read_json(tmp_path / "outcome.json")


def test_text_is_replaced_in_one_step(tmp_path: Path) -> None:
    """Who reads while it is replaced has the whole old text, and nothing else is left behind."""
    path = tmp_path / "report.json"
    write_text(path, "old\r\n" * 1_000)
    with path.open(encoding="utf-8", newline="") as reader:
        start = reader.read(3)
        write_text(path, "new")
        assert start + reader.read() == "old\r\n" * 1_000
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["report.json"]


def test_lone_surrogates_do_not_stop_a_report(tmp_path: Path) -> None:
    """Text that UTF-8 cannot hold is written with question marks."""
    write_text(tmp_path / "a", "é \udcff")
    assert (tmp_path / "a").read_bytes() == "é ?".encode()


def test_part_is_cleared_but_for_its_lock(tmp_path: Path) -> None:
    """Before a run, record, data, settings and pieces of the last one go."""
    folder = clear_part(tmp_path, UNIT)
    files = (folder.outcome, folder.session, folder.data, folder.settings, folder.path / "lock")
    for path in (*files, folder.pieces / "piece.1"):
        path.write_text("old")
    assert clear_part(tmp_path, UNIT) == folder
    assert names(folder.path) == ["lock", "pieces"]
    assert names(folder.pieces) == []


@pytest.mark.parametrize(
    ("part", "gone"),
    [
        (Part("unit"), {"unit.1of2", "unit.2of2", "unit.1of3"}),
        (Part("unit", None, 1, 2), {"unit", "unit.1of3"}),
        (Part("unit", None, 3, 3), {"unit", "unit.1of2", "unit.2of2"}),
        (Part("unit", "3.12"), {"unit-3.12.1of2"}),
        (Part("unit", "3.12", 2, 2), {"unit-3.12"}),
        (Part("api", None, 1, 2), set()),
    ],
)
def test_rivals_go_when_the_sharding_changes(tmp_path: Path, part: Part, gone: set[str]) -> None:
    """Parts of the same suite and Python that were divided in another way go; no others do."""
    before = {
        *("unit", "unit.1of2", "unit.2of2", "unit.1of3", "unit-3.12", "unit-3.12.1of2"),
        *("unit-3.13.1of9", "units.1of2", "unit-two", "api.9of9x", "unit.1of2.old"),
    }
    make_parts(tmp_path, *before)
    clear_part(tmp_path, part)
    assert set(names(tmp_path / "suites")) == (before | {part.label}) - gone


def test_rival_that_is_running_is_left_alone(tmp_path: Path) -> None:
    """A part that runs is not taken away under its feet; the other run is refused."""
    make_parts(tmp_path, "unit.1of2")
    running = part_folder(tmp_path, Part("unit", None, 1, 2))
    with hold_part(running), pytest.raises(UsageError, match=r"unit\.1of2 is already running"):
        clear_part(tmp_path, UNIT)
    assert running.outcome.exists()


def test_part_is_held_by_one(tmp_path: Path) -> None:
    """A second run of a part is refused while the first holds it, and can have it afterwards."""
    folder = part_folder(tmp_path, UNIT)
    with hold_part(folder):
        message = r"^unit is already running in this checkout$"
        with pytest.raises(UsageError, match=message), hold_part(folder):
            pass
        with hold_part(part_folder(tmp_path, Part("api"))):
            pass
    with hold_part(folder):
        pass


def test_part_is_let_go_after_a_failure(tmp_path: Path) -> None:
    """However the block ends, the part is free again."""
    folder = part_folder(tmp_path, UNIT)
    with pytest.raises(ZeroDivisionError, match="division"), hold_part(folder):
        _ = 1 / 0
    with hold_part(folder):
        pass


def test_parts_are_found_in_order_of_home_and_name(tmp_path: Path) -> None:
    """Each home's parts stand by name; a folder with nothing but a lock is none."""
    here, there = tmp_path / "here", tmp_path / "there"
    make_parts(here, "unit", "api")
    make_parts(there, "slow")
    (here / "suites" / "stray.json").write_text("{}")
    with hold_part(part_folder(here, Part("locked"))):
        found = find_part_folders([there, here, tmp_path / "nowhere"])
    assert [folder.path for folder in found] == [
        there / "suites" / "slow",
        here / "suites" / "api",
        here / "suites" / "unit",
    ]


def test_json_is_written_whole(tmp_path: Path) -> None:
    """A document that cannot be written leaves the old one as it was."""
    path = tmp_path / "a.json"
    write_json(path, {"a": 1})
    with pytest.raises(TypeError, match="not JSON serializable"):
        write_json(path, {"a": object()})
    assert read_json(path) == {"a": 1}
