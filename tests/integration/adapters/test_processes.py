"""Children that never outlive their parent, with real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from layerproof.adapters.processes import PATIENCE, Ended, run_child
from tests.support.runs import untraced_environment

#: A child that starts another, which holds standard output open until it ends, and leaves it.
LEAVES_A_CHILD = """
import subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
"""

#: Runs that child as its own.
RUNS_IT = f"""
import os, sys
from pathlib import Path
from layerproof.adapters.processes import run_child
run_child([sys.executable, "-c", {LEAVES_A_CHILD!r}], root=Path(), env=os.environ)
print("ended", flush=True)
os._exit(0)
"""


def run(code: str, root: Path, **env: str) -> Ended:
    """Run Python code as a child in ``root``."""
    return run_child([sys.executable, "-c", code], root=root, env={**os.environ, **env})


def test_child_that_ends(tmp_path: Path) -> None:
    """Its exit code, the time that it took, and that nobody stopped it."""
    started = time.perf_counter()
    ended = run("raise SystemExit(5)", tmp_path)
    assert (ended.code, ended.interrupted) == (5, False)
    assert 0 < ended.seconds <= time.perf_counter() - started


def test_child_that_dies_of_a_signal(tmp_path: Path) -> None:
    """The code is the signal's number, negative."""
    ended = run("import os; os.kill(os.getpid(), 9)", tmp_path)
    assert (ended.code, ended.interrupted) == (-9, False)


def test_folder_and_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The child runs in the folder and with the environment that it is given, and no other."""
    code = "import os; open(os.environ['NAME'], 'w').write(os.environ.get('HIDDEN', 'none'))"
    monkeypatch.setenv("HIDDEN", "of the parent")
    run_child([sys.executable, "-c", code], root=tmp_path, env={"NAME": "said"})
    assert (tmp_path / "said").read_text() == "none"


def test_child_leads_a_group_of_its_own(tmp_path: Path) -> None:
    """Signals to the child's group do not reach us."""
    assert run("import os; raise SystemExit(os.getpgrp() != os.getpid())", tmp_path).code == 0


def test_what_the_child_started_ends_with_it() -> None:
    """Standard output reaches its end, which it only does once the last that holds it is gone."""
    command = [sys.executable, "-c", RUNS_IT]
    env = untraced_environment()
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, timeout=20, check=True)
    assert done.stdout == b"ended\n"


HANDLERS: dict[str, Callable[[], object]] = {
    "SIGINT": lambda: signal.getsignal(signal.SIGINT),
    "SIGTERM": lambda: signal.getsignal(signal.SIGTERM),
}


@pytest.mark.parametrize("name", HANDLERS)
def test_interruption(tmp_path: Path, name: str) -> None:
    """A signal to us becomes an interrupt of the child, and our own handlers come back."""
    before = {key: handler() for key, handler in HANDLERS.items()}
    code = (
        "import os, signal, time\n"
        f"os.kill(os.getppid(), signal.{name})\n"
        "try:\n    time.sleep(60)\n"
        "except KeyboardInterrupt:\n    raise SystemExit(7)\n"
    )
    ended = run(code, tmp_path)
    assert (ended.code, ended.interrupted) == (7, True)
    assert {key: handler() for key, handler in HANDLERS.items()} == before


def test_second_signal_cuts_it_short(tmp_path: Path) -> None:
    """A child that does not end when it is asked is killed at once when we are asked again."""
    code = (
        "import os, signal, time\n"
        "again = lambda *_: os.kill(os.getppid(), signal.SIGTERM)\n"
        "signal.signal(signal.SIGINT, again); signal.signal(signal.SIGTERM, lambda *_: None)\n"
        "os.kill(os.getppid(), signal.SIGINT)\n"
        "while True: time.sleep(60)\n"
    )
    ended = run(code, tmp_path)
    assert (ended.code, ended.interrupted) == (-9, True)
    assert ended.seconds < PATIENCE


def test_command_that_is_not_there(tmp_path: Path) -> None:
    """Our handlers come back even where nothing could be started."""
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(FileNotFoundError, match="no-such-command"):
        run_child(["no-such-command"], root=tmp_path, env={})
    assert signal.getsignal(signal.SIGINT) is before
