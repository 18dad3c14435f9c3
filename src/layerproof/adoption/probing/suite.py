"""Running a project's own pytest under observation, again and again where files spoil a run.

A file that hangs at its import, or ends the process, is left out of the next attempt. From then
on the rest is only collected, each attempt going on where the last one stood, so that every such
file is found at the price of one collection; then the run itself begins, without them.
"""

from __future__ import annotations

import os
import re
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from layerproof.adoption.probing.account import Account
from layerproof.adoption.probing.attempts import Attempt, Task, make_attempt
from layerproof.adoption.probing.endings import hide_passwords, name_cause
from layerproof.adoption.probing.values import Hang, ProbedRun, ProbeOrder

#: Files that may hang or end the process before the probe gives up.
_MOST_SPOILERS = 20
_ENDS = "ends the process at its import"
_NO_TESTS = 5
_FAILED = 1
_FAULTY = 2
_CONFTEST = re.compile(r"while loading conftest '(?P<path>[^']+)'")


def probe_suite(
    root: Path, python: str, order: ProbeOrder, say: Callable[[str], None]
) -> ProbedRun:
    """Run the suite below ``root`` as its authors do, and return what was seen.

    The project's settings hold, except that coverage is not measured, a failure does not stop the
    run, pytest's cache lies elsewhere, xdist has ``order.workers`` workers and pytest-randomly
    leaves the order alone.

    :param python: the interpreter of the project's environment.
    :param say: is told of progress, a sentence at a time.
    """
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="layerproof-probe-", ignore_cleanup_errors=True) as at:
        folder = Path(at).resolve()
        deadline = started + order.time_limit
        task = Task(root.resolve(), python, order, folder, deadline, say)
        probe = _Probe(task)
        probe.run()
    return probe.summarise(time.monotonic() - started)


@dataclass(slots=True)
class _Probe:
    """The attempts so far: what they saw, and what the next one leaves out."""

    task: Task
    account: Account = field(default_factory=Account)
    hangs: list[Hang] = field(default_factory=list)
    spoilers: list[str] = field(default_factory=list)
    last: Attempt = field(default_factory=lambda: Attempt(None))
    lost: str = ""

    def run(self) -> None:
        collect_only = self.task.order.collect_only
        self._say_start(collect_only=collect_only)
        while self._attempt(collect_only=collect_only):
            # Something was left out: go on collecting behind it.
            while self._attempt(collect_only=True, go_on=True):
                pass
            if self.lost or self.task.order.collect_only:
                return
            self.task.say("running the tests of the other files")

    def _attempt(self, *, collect_only: bool, go_on: bool = False) -> bool:
        """Whether a file spoiled the attempt, and another one is worth while without it."""
        known = [path for path in self.account.collection if not path.endswith("__init__.py")]
        skip = [*self.task.order.skip, *self.spoilers, *(known if go_on else [])]
        try:
            self.last = make_attempt(
                self.task, self.account, collect_only=collect_only, skip=list(dict.fromkeys(skip))
            )
        except OSError as error:
            self.lost = f"{self.task.python} cannot be started: {error.strerror or error}"
            return False
        spoiler = self._find_spoiler()
        if spoiler is None:
            self.lost = self._explain_loss(collect_only=collect_only)
            return False
        return self._leave_out(spoiler)

    def _find_spoiler(self) -> str | None:
        if self.last.hang is not None:
            self.hangs.append(self.last.hang)
            self.task.say(f"{self.last.hang.path} hangs at its import")
            return self.last.hang.path
        if self.last.timed_out:
            return None
        for process in self.account.processes.values():
            if process.file is not None:
                how = f", {self._say_how_it_ended()}" if process.name == "main" else ""
                self.account.errors.setdefault(process.file, f"{_ENDS}{how}")
                self.task.say(f"{process.file} {_ENDS}")
                return process.file
        return None

    def _leave_out(self, path: str) -> bool:
        name = path.rpartition("/")[2]
        folder = path.rpartition("/")[0]
        out = folder if name in {"conftest.py", "__init__.py"} else path
        if not out or out in self.spoilers:
            self.lost = f"nothing can be collected without {path or 'what hangs at the start'}"
        elif len(self.spoilers) + 1 >= _MOST_SPOILERS:
            self.lost = f"stopped at the {_MOST_SPOILERS}th file that hangs or ends the process"
        if out:
            self.spoilers.append(out)
        return not self.lost

    def _explain_loss(self, *, collect_only: bool) -> str:
        place = f", in {', '.join(self.last.running)}" if self.last.running else ""
        code = self.last.code
        if self.last.timed_out:
            return f"did not end within {self.task.order.time_limit:g} s{place}"
        if not self.account.finished and code is not None:
            if not any(not process.starting for process in self.account.processes.values()):
                return self._explain_start()
            return f"the process ended {self._say_how_it_ended()}{place}"
        if not collect_only:
            return self._count_missing()
        return ""

    def _explain_start(self) -> str:
        conftest = _CONFTEST.search(self.last.output)
        if conftest is not None:
            path = conftest["path"].removeprefix(f"{self.task.root}{os.sep}")
            self.account.errors[path] = self.last.output[-4_000:]
        if not self.account.processes and "No module named pytest" in self.last.output:
            return f"pytest is not installed for {self.task.python}"
        return f"pytest did not start (exit code {self.last.code}): {name_cause(self.last.output)}"

    def _say_how_it_ended(self) -> str:
        code = self.last.code or 0
        if code < 0:
            return f"by {signal.Signals(-code).name}"
        return f"with exit code {code}"

    def _count_missing(self) -> str:
        ended = self.account.outcomes()
        meant = [test for test in self.account.tests() if not test.deselected]
        missing = sum(test.nodeid not in ended for test in meant)
        return f"{missing} of {len(meant)} tests were collected and did not run" if missing else ""

    def _say_start(self, *, collect_only: bool) -> None:
        order = self.task.order
        if collect_only:
            self.task.say("collecting the tests")
        else:
            workers = f", {order.workers} workers" if order.workers else ""
            self.task.say(f"running the tests ({order.order} order{workers})")

    def summarise(self, seconds: float) -> ProbedRun:
        account = self.account
        return ProbedRun(
            exit_code=self._exit_code(),
            seconds=seconds,
            tests=account.tests(),
            outcomes=account.outcomes(),
            collection=account.files(),
            errors={
                _name_conftest(path, text): hide_passwords(text)
                for path, text in account.errors.items()
            },
            fixtures=account.fixtures(),
            registered_markers=tuple(account.registered),
            touched=tuple(account.touched),
            hangs=tuple(self.hangs),
            lost=self.lost,
            output=hide_passwords(self.last.output),
        )

    def _exit_code(self) -> int | None:
        """Return pytest's code; after several attempts, what one of the whole would be."""
        code = self.last.code
        if code is None or code < 0:
            return None
        if code in {0, _NO_TESTS} and self.spoilers:
            if self.account.errors:
                return _FAULTY if self.task.order.collect_only else _FAILED
            return 0 if self.account.tests() else _NO_TESTS
        return code


def _name_conftest(path: str, text: str) -> str:
    """Return the conftest that failed where pytest was collecting its folder."""
    conftest = f"{path}/conftest.py"
    return conftest if conftest in text else path
