"""Threads that end under the C tracer with greenlets."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.runs import untraced_environment

SCRIPT = """
import sys, threading, time, weakref
from greenlet import getcurrent
from layerproof.pytest_plugin.tracer_threads import let_threads_end

if sys.argv[1:]:
    let_threads_end()
seen = []
thread = threading.Thread(target=lambda: seen.append(weakref.ref(getcurrent())))
thread.start()
thread.join()
ends = time.monotonic() + (0.5 if sys.argv[1:] else 20)
while seen[0]() is not None and time.monotonic() < ends:
    time.sleep(0.01)  # the thread ends, and the interpreter makes its pending calls
print("alive" if seen[0]() is not None else "gone")
"""
SETTINGS = "[run]\nconcurrency = greenlet,thread\ncore = ctrace\n"


def _trace(folder: Path, *words: str) -> str:
    """Run ``coverage run WORDS`` as the suites do on 3.11, and return what it printed."""
    (folder / "settings.ini").write_text(SETTINGS)
    done = subprocess.run(
        [sys.executable, "-m", "coverage", "run", "--rcfile=settings.ini", *words],
        cwd=folder,
        env=untraced_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="the interpreter's fault is 3.11's")
@pytest.mark.parametrize(("words", "told"), [((), "gone"), (("kept",), "alive")])
def test_the_main_greenlet_of_a_traced_thread_is_kept(
    tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    """No greenlet is let go in a pending call, where its entry's removal could begin for ever."""
    (tmp_path / "script.py").write_text(SCRIPT)
    assert _trace(tmp_path, "script.py", *words).split() == [told]


ENDING = """
import collections, sys, threading, time
from layerproof.pytest_plugin.tracer_threads import let_threads_end

let_threads_end()
many = [[number] for number in range(300_000)]
complaints = []

def yield_once():
    time.sleep(0)

sys.unraisablehook = lambda told: complaints.append(repr(told.exc_value))
Pair = collections.namedtuple("Pair", "a b")
for _ in range(150):
    threads = [threading.Thread(target=yield_once) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in range(1_000):
        Pair(1, 2)  # a frame without builtins, in which pending calls are made as in any other
    for thread in threads:
        thread.join()
print(complaints)
"""


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="the interpreter's fault is 3.11's")
def test_threads_that_end_during_a_frame_without_builtins(tmp_path: Path) -> None:
    """Nobody looks for who keeps a thread's main greenlet, with an import that fails there."""
    (tmp_path / "script.py").write_text(ENDING)
    assert _trace(tmp_path, "script.py") == "[]\n"


PROJECT = '[project]\nname = "shop"\nversion = "1"\n[tool.layerproof]\nsource = ["shop"]\n'
INSIDE = """
import threading, time, weakref
from greenlet import getcurrent

def test_it():
    seen = []
    thread = threading.Thread(target=lambda: seen.append(weakref.ref(getcurrent())))
    thread.start()
    thread.join()
    time.sleep(0.3)  # by now the interpreter would have made the thread's pending calls
    assert seen[0]() is not None
"""


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="the interpreter's fault is 3.11's")
def test_the_plugin_keeps_them_from_its_start(tmp_path: Path) -> None:
    """A traced run of tests is helped without asking for it."""
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "test_it.py").write_text(INSIDE)
    assert "1 passed" in _trace(tmp_path, "-m", "pytest", "-q")
