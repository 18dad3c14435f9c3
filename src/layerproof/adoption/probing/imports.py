"""Importing each module of a project in a process of its own, to see which do not come through."""

from __future__ import annotations

import contextlib
import json
import math
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from layerproof.adoption.probing.children import (
    PLANTED,
    PROBE,
    kill,
    make_environment,
    running_child,
)
from layerproof.adoption.probing.endings import hide_passwords
from layerproof.adoption.probing.stack_dumps import Frame, describe_frames, read_dumps, read_limit
from layerproof.adoption.probing.values import ImportStatus, ProbedImport

_AT_ONCE = 2
_START = 30.0
_GLANCE = 0.05
_NEWS = 10.0


@dataclass(frozen=True, slots=True)
class ImportScope:
    """What else may be said: folders from which modules are imported, from the project's root.

    ``whole_limit`` is seconds for all imports, ``environment`` what the modules read besides.
    """

    paths: tuple[str, ...] = ("src",)
    whole_limit: float = math.inf
    environment: Mapping[str, str] = field(default_factory=dict)


def probe_imports(
    root: Path,
    python: str,
    modules: Sequence[str],
    time_limit: float,
    say: Callable[[str], None],
    *,
    scope: ImportScope | None = None,
) -> tuple[ProbedImport, ...]:
    """Import each module below ``root`` with ``python``; return what came of each, in order.

    ``root`` stands first on the path, as for ``python -m pytest``. Modules that the probe did not
    come to are not among the answers.

    :param modules: dotted names.
    :param time_limit: seconds that one import may take; less once several have hung, since the
        others will mostly hang in the same place.
    :raises OSError: when the interpreter cannot be started.
    """
    if not modules:
        return ()
    scope = scope or ImportScope()
    with tempfile.TemporaryDirectory(prefix="layerproof-probe-", ignore_cleanup_errors=True) as at:
        folder = Path(at).resolve()
        task = _Task(root.resolve(), python, tuple(modules), time_limit, folder, scope)
        deadline = time.monotonic() + scope.whole_limit
        task.prepare()
        if hasattr(os, "fork"):
            task.run_at_once(deadline, say)
        else:
            task.run_one_by_one(deadline)
        return tuple(task.answers())


@dataclass(frozen=True, slots=True)
class _Task:
    root: Path
    python: str
    modules: tuple[str, ...]
    time_limit: float
    folder: Path
    scope: ImportScope

    def prepare(self) -> None:
        order = {
            "paths": [
                str(self.root),
                *(str(self.root / path) for path in self.scope.paths if path),
            ],
            "modules": self.modules,
            "at_once": _AT_ONCE,
            "time_limit": self.time_limit,
        }
        (self.folder / "order.json").write_text(json.dumps(order), encoding="utf-8")

    def run_at_once(self, deadline: float, say: Callable[[str], None]) -> None:
        """Let one process fork for each module."""
        # Each ends itself at its limit; this is for what escapes even that.
        rounds = math.ceil(len(self.modules) / _AT_ONCE)
        deadline = min(deadline, time.monotonic() + _START + rounds * self.time_limit)
        news = time.monotonic() + _NEWS
        with self._start() as child:
            while child.poll() is None and time.monotonic() < deadline:
                if time.monotonic() > news:
                    news = time.monotonic() + _NEWS
                    done = len(list(self.folder.glob("status-*.txt")))
                    say(f"{done} of {len(self.modules)} modules imported")
                time.sleep(_GLANCE)
            if child.poll() is None:
                kill(child)

    def run_one_by_one(self, deadline: float) -> None:
        """Start a process for each module, where nothing can fork."""
        for index in range(len(self.modules)):
            if time.monotonic() > deadline:
                return
            with self._start(str(index)) as child:
                try:
                    code = child.wait(_START + self.time_limit)
                except subprocess.TimeoutExpired:
                    kill(child)
                else:
                    status = code << 8 if code >= 0 else -code
                    (self.folder / f"status-{index}.txt").write_text(str(status), "utf-8")

    def _start(self, *words: str) -> contextlib.AbstractContextManager[subprocess.Popen[bytes]]:
        return running_child(
            [self.python, str(PLANTED / "importer.py"), *words],
            root=self.root,
            env={**make_environment(self.python, self.scope.environment), PROBE: str(self.folder)},
            output=self.folder / "output.txt",
        )

    def answers(self) -> Iterator[ProbedImport]:
        for index, module in enumerate(self.modules):
            status = self._read("status", index)
            if status:
                result, stacks = self._read("result", index), self._read("stacks", index)
                evidence = Evidence(result, stacks, int(status))
                yield read_import(module, evidence, str(self.root))

    def _read(self, kind: str, index: int) -> str:
        try:
            return (self.folder / f"{kind}-{index}.txt").read_text("utf-8", "replace")
        except OSError:
            return ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a process left: its own account, the dump of its stacks, how it ended (as ``wait``)."""

    result: str
    stacks: str
    status: int


def read_import(module: str, evidence: Evidence, root: str) -> ProbedImport:
    """Return what became of one import."""
    if evidence.result:
        row = json.loads(evidence.result)
        frames = tuple(Frame(*place) for place in row["frames"])
        message = hide_passwords(row["message"])
        described = describe_frames(frames, root)
        return ProbedImport(module, row["seconds"], ImportStatus(row["status"]), message, described)
    dumps = read_dumps(evidence.stacks)
    if dumps:
        limit = read_limit(evidence.stacks)
        message = f"did not end within {limit:g} s"
        described = describe_frames(dumps[-1], root)
        return ProbedImport(module, limit, ImportStatus.HANG, message, described)
    return ProbedImport(module, 0.0, ImportStatus.EXIT, _describe_end(evidence.status))


def _describe_end(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"the process was ended by {signal.Signals(os.WTERMSIG(status)).name}"
    return f"the process ended with exit code {os.WEXITSTATUS(status)}"
