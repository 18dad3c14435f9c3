"""What git says of a checkout, on real ones."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from layerproof.adapters.git import Checkout, look_at_checkout

NAMED_BY_CI = ("GITHUB_HEAD_REF", "GITHUB_REF_NAME", "CI_COMMIT_REF_NAME")
TOLD_BESIDE = (
    "GITHUB_BASE_REF",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
    "CI_MERGE_REQUEST_REF_PATH",
)


def git(root: Path, *words: str) -> str:
    """Run git in ``root`` as somebody without settings, and return what it says."""
    identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org"]
    done = subprocess.run(
        ["git", *identity, *words], cwd=root, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture(autouse=True)
def _no_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*NAMED_BY_CI, *TOLD_BESIDE):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a checkout with one commit on the branch ``topic/a``."""
    git(tmp_path, "init", "-q", "-b", "topic/a")
    (tmp_path / "a.py").write_text("x = 1\n")
    git(tmp_path, "add", "a.py")
    git(tmp_path, "commit", "-q", "-m", "a")
    return tmp_path


def test_clean_checkout(checkout: Path) -> None:
    """Commit and branch are named, from a folder in it too."""
    (checkout / "src").mkdir()
    expected = Checkout(git(checkout, "rev-parse", "HEAD"), "topic/a", dirty=False)
    assert look_at_checkout(checkout) == expected
    assert look_at_checkout(checkout / "src") == expected


def test_changed_file(checkout: Path) -> None:
    """A change that is not committed makes it dirty."""
    (checkout / "a.py").write_text("x = 2\n")
    assert look_at_checkout(checkout).dirty


def test_new_file(checkout: Path) -> None:
    """So does a file that git does not know, but none that it ignores."""
    (checkout / ".git/info/exclude").write_text("*.log\n")
    (checkout / "# b.log").write_text("")
    assert not look_at_checkout(checkout).dirty
    (checkout / "# b.py").write_text("")
    assert look_at_checkout(checkout).dirty


def test_checkout_without_a_branch(checkout: Path) -> None:
    """A detached checkout has a commit and no branch."""
    commit = git(checkout, "rev-parse", "HEAD")
    git(checkout, "checkout", "-q", "--detach")
    assert look_at_checkout(checkout) == Checkout(commit, "", dirty=False)


@pytest.mark.parametrize("name", NAMED_BY_CI)
def test_branch_that_ci_names(checkout: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """CI systems check out a commit and name the branch; an empty name is none."""
    git(checkout, "checkout", "-q", "--detach")
    monkeypatch.setenv("GITHUB_HEAD_REF", "")
    monkeypatch.setenv(name, "pull/7")
    assert look_at_checkout(checkout).branch == "pull/7"


def test_branch_of_a_pull_request_counts_first(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the names that GitHub gives, the pull request's own branch is the branch."""
    for name in NAMED_BY_CI:
        monkeypatch.setenv(name, name)
    assert look_at_checkout(checkout).branch == "GITHUB_HEAD_REF"


@pytest.mark.parametrize(
    ("named", "branch"),
    [
        ({"GITHUB_HEAD_REF": "main", "GITHUB_BASE_REF": "main"}, "7/merge"),
        ({"GITHUB_HEAD_REF": "fix", "GITHUB_BASE_REF": "main"}, "fix"),
        # As `pull_request_target` has it: the checkout's own branch is left, if there is one.
        (
            {"GITHUB_HEAD_REF": "main", "GITHUB_BASE_REF": "main", "GITHUB_REF_NAME": "main"},
            "theirs",
        ),
        ({"CI_COMMIT_REF_NAME": "main"}, "main"),
        (
            {
                "CI_COMMIT_REF_NAME": "main",
                "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
                "CI_MERGE_REQUEST_REF_PATH": "refs/merge-requests/7/head",
            },
            "refs/merge-requests/7/head",
        ),
    ],
)
def test_the_main_branch_of_a_fork_is_not_ours(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, named: dict[str, str], branch: str
) -> None:
    """A fork's branch with the name of the one that it is to be merged into is another branch."""
    git(checkout, "checkout", "-q", "-b", "theirs")
    if "GITHUB_HEAD_REF" in named:
        monkeypatch.setenv("GITHUB_REF_NAME", "7/merge")
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    assert look_at_checkout(checkout).branch == branch


def test_nothing_committed_yet(tmp_path: Path) -> None:
    """A new checkout has a branch and no commit."""
    git(tmp_path, "init", "-q", "-b", "main")
    assert look_at_checkout(tmp_path) == Checkout("", "main", dirty=False)


def test_no_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no checkout there is nothing to say, whatever CI names."""
    monkeypatch.setenv("GITHUB_REF_NAME", "main")
    assert look_at_checkout(tmp_path) == Checkout()


def test_no_git(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where git is not installed it is the same."""
    monkeypatch.setenv("PATH", str(checkout))
    assert look_at_checkout(checkout) == Checkout()
