"""The running copy of Layerproof as a requirement, for each way to install it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from layerproof import __version__
from layerproof.sessions.running_copy import RunningCopy, find_running_copy, read_direct_url
from tests.support.session_projects import write_files


def _direct_url(url: str, **more: object) -> str:
    return json.dumps({"url": url, **more})


def test_an_editable_checkout_is_installed_editable(tmp_path: Path) -> None:
    """An environment of a checkout sees the checkout's edits, as the running copy does."""
    folder = write_files(tmp_path / "my checkout", {"pyproject.toml": ""})
    copy = read_direct_url(_direct_url(folder.as_uri(), dir_info={"editable": True}))
    assert (copy.requirement, copy.folder) == (("-e", str(folder)), folder)


def test_an_editable_checkout_is_another_copy_only_when_its_metadata_changes(
    tmp_path: Path,
) -> None:
    """Editing Layerproof installs nothing again; changing its dependencies does."""
    write_files(tmp_path, {"pyproject.toml": "", "src/layerproof/x.py": ""})
    text = _direct_url(tmp_path.as_uri(), dir_info={"editable": True})
    first = read_direct_url(text).identity
    write_files(tmp_path, {"src/layerproof/x.py": "edited = True"})
    second = read_direct_url(text).identity
    write_files(tmp_path, {"pyproject.toml": "[project]"})
    assert [first == second, first == read_direct_url(text).identity] == [True, False]


def test_a_copy_of_a_folder_is_another_copy_when_any_file_changes(tmp_path: Path) -> None:
    """What was copied is stale as soon as the folder is edited."""
    write_files(tmp_path, {"pyproject.toml": "", "src/layerproof/x.py": ""})
    text = _direct_url(tmp_path.as_uri(), dir_info={})
    first = read_direct_url(text)
    write_files(tmp_path, {"src/layerproof/x.py": "edited = True"})
    second = read_direct_url(text)
    assert first.requirement == (str(tmp_path),)
    assert first.identity != second.identity


def test_a_wheel_is_installed_from_where_it_was(tmp_path: Path) -> None:
    """A wheel on disk is named by its path, and is another copy when it is built again."""
    wheel = tmp_path / "layerproof-9-py3-none-any.whl"
    wheel.write_bytes(b"1")
    first = read_direct_url(_direct_url(wheel.as_uri(), archive_info={}))
    wheel.write_bytes(b"12")
    second = read_direct_url(_direct_url(wheel.as_uri(), archive_info={}))
    assert first.requirement == (str(wheel),)
    assert first.identity != second.identity


def test_a_commit_is_installed_as_that_commit() -> None:
    """A copy from version control is pinned to its commit, not to a branch that moves."""
    text = _direct_url(
        "https://example.org/layerproof.git",
        vcs_info={"vcs": "git", "commit_id": "abc", "requested_revision": "main"},
    )
    assert read_direct_url(text).requirement == (
        "layerproof @ git+https://example.org/layerproof.git@abc",
    )


def test_a_checkout_that_is_gone_falls_back_to_the_release(tmp_path: Path) -> None:
    """A folder that is no project any more cannot be installed; the same version can."""
    text = _direct_url(tmp_path.as_uri(), dir_info={"editable": True})
    assert read_direct_url(text).requirement == (f"layerproof=={__version__}",)


def test_the_copy_that_runs_this_test_is_found() -> None:
    """The running copy is a checkout of Layerproof, or the release of the same version."""
    copy = find_running_copy()
    if copy.folder is None:
        assert copy.requirement[-1].startswith("layerproof")
    else:
        assert (copy.folder / "src" / "layerproof").is_dir()


@pytest.mark.parametrize(
    ("requirement", "with_extras"),
    [
        (("layerproof==9",), ("layerproof[postgres,testing]==9",)),
        (("-e", "/my checkout"), ("-e", "/my checkout[postgres,testing]")),
        (("/x/layerproof-9.whl",), ("/x/layerproof-9.whl[postgres,testing]",)),
        (
            ("layerproof @ git+https://host/layerproof==fork@abc",),
            ("layerproof[postgres,testing] @ git+https://host/layerproof==fork@abc",),
        ),
    ],
)
def test_a_copy_is_installed_with_extras(
    requirement: tuple[str, ...], with_extras: tuple[str, ...]
) -> None:
    """Extras are written where each kind of requirement has them; without any it stays."""
    copy = RunningCopy(requirement, "identity")
    assert copy.with_extras(("postgres", "testing")) == with_extras
    assert copy.with_extras(()) == requirement
