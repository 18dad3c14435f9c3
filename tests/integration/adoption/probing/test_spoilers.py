"""Files that hang, end the process or cannot be imported, in real runs."""

from __future__ import annotations

import time
from pathlib import Path

from tests.support.probed_projects import probe, statuses

_HANGS = "import threading\n\ndef wait():\n    threading.Event().wait()\n\nwait()\n"
_GOOD = "def test_good(): pass\n"


def test_a_hanging_file_is_named_with_its_frames_and_the_others_run(tmp_path: Path) -> None:
    """The project's own frames come first; what was collected before it is kept."""
    files = {
        "test_a.py": _GOOD,
        "test_b.py": "import shop\n",
        "shop.py": _HANGS,
        "test_c.py": _GOOD,
    }
    run = probe(tmp_path, files, file_limit=2.0)
    assert statuses(run) == {"test_a.py::test_good": "passed", "test_c.py::test_good": "passed"}
    (hang,) = run.hangs
    assert (hang.path, hang.seconds) == ("test_b.py", 2.0)
    assert hang.frames[:3] == (
        "shop.py:4 in wait",
        "shop.py:6 in <module>",
        "test_b.py:1 in <module>",
    )
    assert (run.exit_code, run.lost) == (0, "")


def test_who_hangs_where_another_hung_is_found_sooner(tmp_path: Path) -> None:
    """The second file that waits in the same place needs no second full limit."""
    files = {f"test_{n}.py": "import shop\n" for n in range(3)}
    started = time.monotonic()
    run = probe(tmp_path, {**files, "shop.py": _HANGS}, collect_only=True, file_limit=4.0)
    assert [hang.path for hang in run.hangs] == ["test_0.py", "test_1.py", "test_2.py"]
    assert [hang.seconds for hang in run.hangs] == [4.0, 2.0, 2.0]
    assert time.monotonic() - started < 22


def test_a_file_that_ends_the_process_is_an_error(tmp_path: Path) -> None:
    """Whether it asks Python to end, ends at once, or is killed."""
    files = {
        "test_a.py": "import sys\nsys.exit('no settings')\n",
        "test_b.py": "import os\nos._exit(7)\n",
        "test_c.py": "import os\nos.kill(os.getpid(), 9)\n",
        "test_e.py": _GOOD,
    }
    run = probe(tmp_path, files)
    ends = "ends the process at its import"
    assert run.errors == {
        "test_a.py": f"{ends}, by SystemExit: no settings",
        "test_b.py": f"{ends}, with exit code 7",
        "test_c.py": f"{ends}, by SIGKILL",
    }
    assert statuses(run) == {"test_e.py::test_good": "passed"}
    assert (run.exit_code, run.lost) == (1, "")


def test_a_file_that_cannot_be_imported_does_not_stop_the_others(tmp_path: Path) -> None:
    """What pytest said of it is kept; the run goes on behind it."""
    files = {"test_a.py": "import nowhere\n", "test_b.py": "def test(:\n", "test_c.py": _GOOD}
    run = probe(tmp_path, files)
    assert statuses(run) == {"test_c.py::test_good": "passed"}
    assert {path: text.splitlines()[-1] for path, text in run.errors.items()} == {
        "test_a.py": "E   ModuleNotFoundError: No module named 'nowhere'",
        "test_b.py": "E   SyntaxError: invalid syntax",
    }
    assert (run.exit_code, run.lost) == (1, "")


def test_a_hanging_conftest_takes_its_folder_along(tmp_path: Path) -> None:
    """The conftest is what hangs, whichever file pytest came to it by."""
    files = {"api/conftest.py": _HANGS, "api/test_a.py": _GOOD, "unit/test_b.py": _GOOD}
    run = probe(tmp_path, files, file_limit=2.0)
    assert [hang.path for hang in run.hangs] == ["api/conftest.py"]
    assert statuses(run) == {"unit/test_b.py::test_good": "passed"}


def test_without_the_first_conftest_there_is_no_run(tmp_path: Path) -> None:
    """It is named, with where it stands, and nothing counts as seen."""
    run = probe(tmp_path, {"conftest.py": _HANGS, "test_a.py": _GOOD}, file_limit=2.0)
    assert [hang.path for hang in run.hangs] == ["conftest.py"]
    assert (run.exit_code, run.lost) == (None, "nothing can be collected without conftest.py")


def test_a_conftest_that_fails_is_named(tmp_path: Path) -> None:
    """The first one keeps pytest from starting; one further in is an error like a file's."""
    first = probe(tmp_path / "1", {"conftest.py": "import nowhere\n", "test_a.py": _GOOD})
    assert list(first.errors) == ["conftest.py"]
    assert first.lost == (
        "pytest did not start (exit code 4): ModuleNotFoundError: No module named 'nowhere'"
    )
    inner = {"api/conftest.py": "import nowhere\n", "api/test_a.py": _GOOD, "unit/test_b.py": _GOOD}
    second = probe(tmp_path / "2", inner)
    assert list(second.errors) == ["api/conftest.py"]
    assert statuses(second) == {"unit/test_b.py::test_good": "passed"}


def test_broken_settings_are_told(tmp_path: Path) -> None:
    """What pytest says of its own settings is the answer."""
    broken = {"pyproject.toml": "[tool.pytest.ini_options\n", "test_a.py": _GOOD}
    run = probe(tmp_path, broken)
    assert run.exit_code == 4
    assert run.lost.startswith("pytest did not start (exit code 4): ")


def test_a_loop_of_links_does_not_matter(tmp_path: Path) -> None:
    """Folders that lead into themselves are pytest's to leave; the probe adds nothing."""
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    run = probe(tmp_path, {"tests/test_a.py": _GOOD}, arguments=("tests",))
    assert statuses(run) == {"tests/test_a.py::test_good": "passed"}
