"""What is noted about templates, and which of them may go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from layerproof.database.templates.template_note import (
    TemplateNote,
    choose_stale,
    is_kept_of,
    read_kept,
    write_kept,
)

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def test_a_note_comes_back_as_it_was_written() -> None:
    """Nothing is lost between writing and reading."""
    note = TemplateNote("wal_log", NOW, 3, {"server": "x"}, {"wal_log": 1.5})
    assert TemplateNote.from_json(note.to_json()) == note


@pytest.mark.parametrize("text", [None, "", "hello", "[]", "{}", '{"used": 1}'])
def test_a_foreign_note_is_old(text: str | None) -> None:
    """What somebody else wrote is no use of the template."""
    assert TemplateNote.from_json(text) == TemplateNote("", datetime.fromtimestamp(0, UTC))
    assert read_kept(text) is None


def test_use_is_noted_once_an_hour() -> None:
    """Many workers do not all write; after an hour one does."""
    note = TemplateNote("copy", NOW)
    assert note.touched(NOW + timedelta(minutes=59)) is None
    later = NOW + timedelta(minutes=61)
    assert note.touched(later) == TemplateNote("copy", later)


def test_old_and_surplus_templates_are_stale() -> None:
    """What is older than a week goes, and all beyond the five that were used last."""
    used = {f"t{days}": NOW - timedelta(days=days) for days in range(9)}
    assert choose_stale(used, NOW) == ["t5", "t6", "t7", "t8"]
    assert choose_stale({"t7": used["t7"], "t8": used["t8"]}, NOW) == ["t8"]


def test_kept_says_when() -> None:
    """The time at which a database was kept comes back."""
    assert read_kept(write_kept(NOW, Path("/a"))) == NOW


def test_kept_says_whose_it_is() -> None:
    """A kept database belongs to the home that kept it; a template's note is no such thing."""
    text = write_kept(NOW, Path("/a"))
    assert (is_kept_of(text, Path("/a")), is_kept_of(text, Path("/b"))) == (True, False)
    assert not is_kept_of(TemplateNote("copy", NOW).to_json(), Path("/a"))
