"""The files that pages refer to."""

from __future__ import annotations

from hashlib import sha256

import pytest

from layerproof.history.pages.static_files import load_static, static_address


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("style.css", "text/css; charset=utf-8"), ("icon.svg", "image/svg+xml")],
)
def test_a_file_is_named_after_what_is_in_it(name: str, media_type: str) -> None:
    """The address of a file ends with the beginning of its hash."""
    found = load_static(name)
    assert found is not None
    assert found.media_type == media_type
    assert found.version == sha256(found.body).hexdigest()[:16]
    assert static_address(name) == f"/static/{name}?v={found.version}"


@pytest.mark.parametrize("name", ["../numbers.py", "style.css/..", "", "other.css"])
def test_only_known_files_are_read(name: str) -> None:
    """A name that is not one of ours is none, wherever it would lead."""
    assert load_static(name) is None
    with pytest.raises(KeyError, match=r"^'.*'$"):
        static_address(name)
