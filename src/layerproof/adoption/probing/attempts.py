"""One attempt at a project's suite: a child is started, listened to, and ended for good reason."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from layerproof.adoption.probing.account import Account, Process
from layerproof.adoption.probing.children import (
    PLANTED,
    PROBE,
    kill,
    make_environment,
    running_child,
    stop_politely,
)
from layerproof.adoption.probing.stack_dumps import (
    Frame,
    describe_frames,
    list_own_places,
    read_dumps,
)
from layerproof.adoption.probing.values import Hang, Order, ProbeOrder

_GLANCE = 0.05
_NEWS = 10.0
_OUTPUT = 20_000
#: Seconds between two looks at the stacks of a file that is being imported, at most.
_LOOK = 2.0
#: Seconds that pytest and its plugins may take to start, at least.
_START = 60.0


@dataclass(frozen=True, slots=True)
class Task:
    """What all attempts of one probe share."""

    root: Path
    python: str
    order: ProbeOrder
    folder: Path
    deadline: float
    say: Callable[[str], None]
    #: The innermost frames of what hung before: whoever stands there again needs no second proof.
    known: set[str] = field(default_factory=set)

    @property
    def looks(self) -> int:
        """How often a file is looked at before it counts as hanging."""
        return max(2, round(self.order.file_limit / _LOOK))

    @property
    def interval(self) -> float:
        """Seconds between two looks."""
        return self.order.file_limit / self.looks


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one attempt ended: by itself with a code, over a hang, or at the end of its time.

    ``running`` are the tests that were cut off.
    """

    code: int | None
    hang: Hang | None = None
    timed_out: bool = False
    output: str = ""
    running: tuple[str, ...] = ()


@dataclass(slots=True)
class _Listener:
    """Reads what the processes of the child append, each from where it stopped."""

    folder: Path
    account: Account
    _read: dict[Path, int] = field(default_factory=dict)

    def listen(self) -> None:
        for path in sorted(self.folder.glob("events-*.jsonl")):
            with path.open("rb") as stream:
                stream.seek(self._read.get(path, 0))
                data = stream.read()
            whole = data.rpartition(b"\n")[0]
            if whole:
                self._read[path] = self._read.get(path, 0) + len(whole) + 1
            process = path.stem.removeprefix("events-")
            for line in whole.decode("utf-8", "replace").split("\n"):
                self.account.take(process, line)


def make_attempt(
    task: Task, account: Account, *, collect_only: bool, skip: Sequence[str]
) -> Attempt:
    """Run the suite once, or its collection, adding what is seen to ``account``.

    :param skip: files and folders that are left out.
    :raises OSError: when the interpreter cannot be started.
    """
    account.begin_attempt()
    place = Path(tempfile.mkdtemp(prefix="attempt-", dir=task.folder))
    _write_order(place, task, skip)
    env = {**make_environment(task.python, task.order.environment), PROBE: str(place)}
    output = place / "output.txt"
    command = _make_command(place, task, collect_only=collect_only)
    with running_child(command, root=task.root, env=env, output=output) as child:
        attempt = _follow(task, child, _Listener(place, account))
    text = output.read_bytes()[-_OUTPUT:].decode("utf-8", "replace")
    return replace(attempt, output=text)


def _write_order(place: Path, task: Task, skip: Sequence[str]) -> None:
    order = {
        "root": str(task.root),
        "temporary": [tempfile.gettempdir()],
        "reversed": task.order.order is Order.REVERSED,
        "workers": task.order.workers,
        "watch": task.order.watch,
        "skip": list(skip),
        "only": list(task.order.only),
        "interval": task.interval,
    }
    (place / "order.json").write_text(json.dumps(order), encoding="utf-8")


def _make_command(place: Path, task: Task, *, collect_only: bool) -> list[str]:
    # What pytest remembers of the last run is the user's: this run remembers elsewhere.
    cache = ["-o", f"cache_dir={place / 'cache'}"]
    collecting = ["--collect-only", "-qq"] if collect_only else []
    command = [task.python, str(PLANTED / "starter.py"), "-p", "layerproof_witness", *cache]
    return [*command, *collecting, *task.order.arguments]


def _follow(task: Task, child: subprocess.Popen[bytes], listener: _Listener) -> Attempt:
    account = listener.account
    news = time.monotonic() + _NEWS
    while True:
        ended = child.poll() is not None
        listener.listen()
        if ended:
            return Attempt(child.returncode, running=account.running())
        hang = _find_hang(task, listener)
        if hang is not None:
            kill(child)
            listener.listen()
            return Attempt(None, hang)
        now = time.monotonic()
        if now > task.deadline:
            # An interrupt ends the test before pytest itself; it is named all the same.
            running = account.running()
            stop_politely(child)
            listener.listen()
            return Attempt(None, timed_out=True, running=running)
        if now > news:
            news = now + _NEWS
            task.say(f"{len(account.collection)} files collected, {account.started} tests begun")
        time.sleep(_GLANCE)


def _find_hang(task: Task, listener: _Listener) -> Hang | None:
    """Return the file that stands still, if one does for long enough."""
    for pid, process in listener.account.processes.items():
        if not (process.starting or process.collecting):
            continue
        stacks = listener.folder / f"stacks-{pid}.txt"
        if not stacks.is_file() or not stacks.stat().st_size:
            continue
        dumps = read_dumps(stacks.read_text("utf-8", "replace"))
        if dumps and _stands_still(task, process, dumps):
            return _describe_hang(task, process, dumps)
    return None


def _stands_still(task: Task, process: Process, dumps: list[tuple[Frame, ...]]) -> bool:
    """Whether it was looked at often enough, or stands where another one hung."""
    own = list_own_places(dumps[-1], str(task.root))
    if not own and process.starting:
        # Nothing of the project is to blame: pytest and its plugins are being imported.
        return len(dumps) * task.interval >= max(task.order.file_limit, _START)
    if own[:1] and own[0] in task.known:
        return True
    return len(dumps) >= task.looks


def _describe_hang(task: Task, process: Process, dumps: list[tuple[Frame, ...]]) -> Hang:
    root = str(task.root)
    own = list_own_places(dumps[-1], root)
    task.known.update(own[:1])
    path = process.file or _find_cause(own, process)
    return Hang(path, round(len(dumps) * task.interval, 3), describe_frames(dumps[-1], root))


def _find_cause(places: tuple[str, ...], process: Process) -> str:
    """Return the conftest or package that hangs while a folder is collected, or pytest starts."""
    files = [place.rsplit(":", 1)[0] for place in places]
    for file in reversed(files):
        if file.rpartition("/")[2] in {"conftest.py", "__init__.py"}:
            return file
    if files:
        return files[-1]
    return process.collecting[-1][0] if process.collecting else ""
