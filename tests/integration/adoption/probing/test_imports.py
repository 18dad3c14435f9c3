"""Modules imported each in a process of its own."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from layerproof.adoption.probing.imports import ImportScope, probe_imports
from layerproof.adoption.probing.values import ImportStatus, ProbedImport
from tests.support.examined_projects import write_project

_SHOP = {
    "src/shop/__init__.py": "STATE = []\n",
    "src/shop/good.py": "import shop\nassert not shop.STATE\nshop.STATE.append(1)\n",
    "src/shop/other.py": "import shop\nassert not shop.STATE\n",
    "src/shop/missing.py": "import nowhere\n",
    "src/shop/syntax.py": "x =\n",
    "src/shop/exits.py": "import sys\nsys.exit('no settings')\n",
    "src/shop/ends.py": "import os\nos._exit(7)\n",
    "src/shop/killed.py": "import os\nos.kill(os.getpid(), 9)\n",
    "src/shop/hangs.py": "def wait():\n    import time\n    time.sleep(60)\nwait()\n",
    "src/shop/threads.py": """
        import threading
        threading.Thread(target=threading.Event().wait).start()
        """,
}
_NAMES = ("good", "other", "missing", "syntax", "exits", "ends", "killed", "hangs", "threads")


def _ask(
    root: Path, names: Sequence[str], time_limit: float = 3.0, scope: ImportScope | None = None
) -> tuple[ProbedImport, ...]:
    modules = [f"shop.{name}" for name in names]
    return probe_imports(root, sys.executable, modules, time_limit, lambda _: None, scope=scope)


@pytest.mark.parametrize("forks", [True, False])
def test_each_module_is_answered_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, forks: bool
) -> None:
    """No module hears of another, with fork and without; a thread left behind is no hang."""
    if not forks:
        monkeypatch.delattr(os, "fork")
    answers = _ask(write_project(tmp_path, _SHOP), _NAMES)
    ok, error, ended, hangs = ImportStatus
    assert [(each.module[5:], each.status, each.message) for each in answers] == [
        ("good", ok, ""),
        ("other", ok, ""),
        ("missing", error, "ModuleNotFoundError: No module named 'nowhere'"),
        ("syntax", error, "SyntaxError: invalid syntax"),
        ("exits", ended, "SystemExit: no settings"),
        ("ends", ended, "the process ended with exit code 7"),
        ("killed", ended, "the process was ended by SIGKILL"),
        ("hangs", hangs, "did not end within 3 s"),
        ("threads", ok, ""),
    ]
    frames = {each.module[5:]: each.frames[:2] for each in answers if each.frames}
    assert frames == {
        "missing": ("src/shop/missing.py:1 in <module>",),
        "syntax": ("src/shop/syntax.py:1 in <module>",),
        "exits": ("src/shop/exits.py:2 in <module>",),
        "hangs": ("src/shop/hangs.py:3 in wait", "src/shop/hangs.py:4 in <module>"),
    }


def test_nothing_is_said_of_what_was_not_reached(tmp_path: Path) -> None:
    """At the limit of the whole the rest has no answer."""
    files = {"src/shop/__init__.py": ""} | {
        f"src/shop/m{n}.py": "import threading\nthreading.Event().wait()\n" for n in range(4)
    }
    root = write_project(tmp_path, files)
    started = time.monotonic()
    answers = _ask(root, [f"m{n}" for n in range(4)], 30.0, ImportScope(("src",), 2.0))
    assert answers == ()
    assert time.monotonic() - started < 10


def test_modules_of_several_roots_are_found(tmp_path: Path) -> None:
    """A project of several distributions imports each from its own folder."""
    files = {"one/first.py": "", "two/second.py": "import first\n"}
    write_project(tmp_path, files)
    answers = probe_imports(
        tmp_path,
        sys.executable,
        ["second"],
        5.0,
        lambda _: None,
        scope=ImportScope(("one", "two")),
    )
    assert [each.status for each in answers] == [ImportStatus.OK]


def test_no_modules_need_no_process(tmp_path: Path) -> None:
    """An empty list starts nothing, whatever the interpreter."""
    assert probe_imports(tmp_path, "/nowhere/python", [], 1.0, lambda _: None) == ()


def test_an_interpreter_that_cannot_be_started(tmp_path: Path) -> None:
    """The caller hears of it as of any program that is not there."""
    with pytest.raises(FileNotFoundError, match="/nowhere/python"):
        probe_imports(tmp_path, "/nowhere/python", ["a"], 1.0, lambda _: None)
