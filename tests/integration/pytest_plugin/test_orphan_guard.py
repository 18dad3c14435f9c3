"""A pytest process whose runner is gone ends itself and its group."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from layerproof.pytest_plugin.orphan_guard import RUNNER
from tests.support.runs import untraced_environment

#: Stands for pytest: watches its runner, has a child in its group, says so, and waits.
WATCHED = """
import subprocess, sys, time
from layerproof.pytest_plugin.orphan_guard import watch_runner
watch_runner()
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("watching", file=sys.stderr, flush=True)
time.sleep(60)
"""

#: Stands for the runner: starts the other, and is gone as soon as that one watches.
RUNNING = f"""
import os, subprocess, sys
env = {{**os.environ, "{RUNNER}": str(os.getpid())}}
command = [sys.executable, "-c", {WATCHED!r}]
child = subprocess.Popen(command, env=env, start_new_session=True, stderr=subprocess.PIPE)
print(child.stderr.readline().decode(), end="", flush=True)
os._exit(0)
"""


def test_orphan_and_its_group_end() -> None:
    """Standard output reaches its end, which it only does once the last that holds it is gone."""
    command = [sys.executable, "-c", RUNNING]
    env = untraced_environment()
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, timeout=20, check=True)
    assert done.stdout == b"watching\n"


def test_runner_that_was_killed_before_the_watch_began() -> None:
    """A process that starts up while its runner is killed ends as soon as it would watch."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    command = [sys.executable, "-c", WATCHED]
    env = {**untraced_environment(), RUNNER: str(gone.pid)}
    done = subprocess.run(command, env=env, start_new_session=True, timeout=20, check=False)
    assert done.returncode == -signal.SIGKILL


#: Says how many threads there are in the end, with runners that are none of its parents.
BESIDE = f"""
import os, threading
from layerproof.pytest_plugin.orphan_guard import watch_runner
for runner in ("", "0", "1", str(os.getpid()), "a runner", None):
    os.environ.pop("{RUNNER}", None)
    if runner is not None:
        os.environ["{RUNNER}"] = runner
    watch_runner()
print(threading.active_count())
"""


def test_only_a_direct_child_watches() -> None:
    """A process that no runner started itself (a worker, a user's own pytest) does not."""
    command = [sys.executable, "-c", BESIDE]
    done = subprocess.run(command, env=untraced_environment(), capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, b"1\n")


def test_names_agree() -> None:
    """The wiring sets the variable that the guard reads."""
    wiring = Path(sys.modules["layerproof"].__path__[0], "wiring.py").read_text()
    assert f'env["{RUNNER}"] = str(os.getpid())' in wiring
