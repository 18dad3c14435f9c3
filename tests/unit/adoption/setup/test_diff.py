"""The diff, in git's own words, and what is told beside it."""

from __future__ import annotations

from layerproof.adoption.setup.diff import render_changes, render_decisions
from layerproof.adoption.setup.values import Decision, FileChange


def test_a_diff_as_git_writes_it() -> None:
    """New files, empty ones, other line ends and a last line without an end."""
    changes = (
        FileChange("a b.txt", "one\r\ntwo", "one\r\ntwo\r\nthree"),
        FileChange("new.py", None, "x = 1\n"),
        FileChange("tests/__init__.py", None, ""),
    )
    assert render_changes(changes) == (
        "diff --git a/a b.txt b/a b.txt\n--- a/a b.txt\n+++ b/a b.txt\n@@ -1,2 +1,3 @@\n one\r\n"
        "-two\n\\ No newline at end of file\n+two\r\n+three\n\\ No newline at end of file\n"
        "diff --git a/new.py b/new.py\nnew file mode 100644\n"
        "--- /dev/null\n+++ b/new.py\n@@ -0,0 +1 @@\n+x = 1\n"
        "diff --git a/tests/__init__.py b/tests/__init__.py\nnew file mode 100644\n"
        "index 0000000..e69de29\n"
    )


def test_reasons_that_no_file_holds_are_told() -> None:
    """What stands as a comment in the diff is not said twice; long lines are broken."""
    decisions = (Decision("a", "1", "because.", written=True), Decision("b", "2", "so it is."))
    told = render_decisions(decisions, ("this is a longer note than the line",), 24)
    assert told == "b: 2 (so it is)\nnote: this is a longer\n    note than the line\n"
