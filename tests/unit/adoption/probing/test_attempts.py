"""Which attempts a probe makes after a file that spoils one."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from layerproof.adoption.probing import suite
from layerproof.adoption.probing.account import Account
from layerproof.adoption.probing.attempts import Attempt, Task
from layerproof.adoption.probing.values import Hang, ProbedRun, ProbeOrder

#: What one attempt writes, and how it ends.
Script = Callable[[Account], Attempt]


class Played:
    """Attempts that are told and not made, and what was asked for in each."""

    def __init__(self, *scripts: Script) -> None:
        self.asked: list[tuple[bool, list[str]]] = []
        self._scripts = list(scripts)

    def attempt(
        self, _task: Task, account: Account, *, collect_only: bool, skip: Sequence[str]
    ) -> Attempt:
        """Play the next script."""
        self.asked.append((collect_only, list(skip)))
        account.begin_attempt()
        _tell(account, "start", process="main")
        return self._scripts.pop(0)(account)


def _tell(account: Account, event: str, **fields: Any) -> None:
    account.take("1", json.dumps({"e": event, **fields}))


def _collect(account: Account, *paths: str, stay: str = "") -> None:
    _tell(account, "markers", names=[])
    for path in paths:
        _tell(account, "enter", path=path, file=True)
        _tell(account, "leave", path=path, seconds=0.1, error="")
        _tell(
            account,
            "test",
            id=f"{path}::t",
            path=path,
            line=1,
            markers=[],
            fixtures=[],
            definitions=[],
        )
    if stay:
        _tell(account, "enter", path=stay, file=True)


def _run(account: Account, *paths: str) -> None:
    _collect(account, *paths)
    for path in paths:
        for when in ("setup", "call", "teardown"):
            _tell(
                account,
                "phase",
                id=f"{path}::t",
                when=when,
                outcome="passed",
                seconds=0.1,
                expected=False,
                message="",
            )


def _hangs(path: str, *before: str) -> Script:
    def play(account: Account) -> Attempt:
        _collect(account, *before, stay=path)
        return Attempt(None, hang=Hang(path, 2.0, ("x.py:1 in f",)))

    return play


def _ends(path: str, *before: str, code: int) -> Script:
    def play(account: Account) -> Attempt:
        _collect(account, *before, stay=path)
        return Attempt(code)

    return play


def _finishes(*paths: str, code: int = 0, run: bool = False) -> Script:
    def play(account: Account) -> Attempt:
        (_run if run else _collect)(account, *paths)
        _tell(account, "end", code=code)
        return Attempt(code)

    return play


@pytest.fixture
def play(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., tuple[ProbedRun, Played]]:
    """Return a way to probe with attempts that are told."""

    def probe(*scripts: Script, **order: Any) -> tuple[ProbedRun, Played]:
        played = Played(*scripts)
        monkeypatch.setattr(suite, "make_attempt", played.attempt)
        run = suite.probe_suite(tmp_path, sys.executable, ProbeOrder(**order), lambda _: None)
        return run, played

    return probe


Play = Callable[..., tuple[ProbedRun, Played]]


def test_a_collection_goes_on_behind_what_hangs(play: Play) -> None:
    """What was collected before is kept, and not collected again."""
    run, played = play(_hangs("b.py", "a.py"), _finishes("c.py"), collect_only=True)
    assert played.asked == [(True, []), (True, ["b.py", "a.py"])]
    assert [test.path for test in run.tests] == ["a.py", "c.py"]
    assert run.hangs == (Hang("b.py", 2.0, ("x.py:1 in f",)),)
    assert (run.exit_code, run.lost) == (0, "")


def test_a_run_begins_when_every_spoiler_is_known(play: Play) -> None:
    """The rest is only collected until none is left; then all others run together."""
    run, played = play(
        _hangs("b.py", "a.py"),
        _ends("c.py", code=7),
        _finishes("d.py"),
        _finishes("a.py", "d.py", run=True),
    )
    assert played.asked == [
        (False, []),
        (True, ["b.py", "a.py"]),
        (True, ["b.py", "c.py", "a.py"]),
        (False, ["b.py", "c.py"]),
    ]
    assert list(run.outcomes) == ["a.py::t", "d.py::t"]
    assert run.errors == {"c.py": "ends the process at its import, with exit code 7"}
    assert (run.exit_code, run.lost) == (1, "")


def test_a_folder_goes_with_its_conftest(play: Play) -> None:
    """A conftest cannot be left out by itself."""
    run, played = play(_hangs("api/conftest.py"), _finishes("a.py"), collect_only=True)
    assert played.asked[1] == (True, ["api"])
    assert run.hangs[0].path == "api/conftest.py"


def test_nothing_is_collected_without_the_first_conftest(play: Play) -> None:
    """The probe does not try again what cannot be left out."""
    run, played = play(_hangs("conftest.py"))
    assert len(played.asked) == 1
    assert (run.exit_code, run.lost) == (None, "nothing can be collected without conftest.py")


def test_what_hangs_in_spite_of_being_left_out_ends_the_probe(play: Play) -> None:
    """A file that the arguments name is imported all the same."""
    run, played = play(_hangs("a.py"), _hangs("a.py"))
    assert len(played.asked) == 2
    assert run.lost == "nothing can be collected without a.py"


def test_the_probe_gives_up_after_twenty_files(play: Play) -> None:
    """A suite in which everything hangs does not take forever."""
    run, played = play(*(_hangs(f"t{n}.py") for n in range(30)), collect_only=True)
    assert len(played.asked) == 20
    assert run.lost == "stopped at the 20th file that hangs or ends the process"


def test_the_test_that_was_running_is_named(play: Play) -> None:
    """A process that ends on its own tells by its last test where it was."""

    def die(account: Account) -> Attempt:
        _run(account, "a.py")
        _tell(account, "begin", id="b.py::t", process="main")
        return Attempt(-9, running=account.running())

    run, _ = play(die)
    assert run.lost == "the process ended by SIGKILL, in b.py::t"
    assert (run.exit_code, list(run.outcomes)) == (None, ["a.py::t"])


def test_tests_that_did_not_run_are_counted(play: Play) -> None:
    """A plugin that stops a run early does not make the rest well."""

    def stop(account: Account) -> Attempt:
        _run(account, "a.py")
        _collect(account, "b.py")
        _tell(account, "end", code=0)
        return Attempt(0)

    assert play(stop)[0].lost == "1 of 2 tests were collected and did not run"


def test_the_whole_limit_is_told(play: Play) -> None:
    """A run that takes too long is not whole, whatever it has shown."""
    run, _ = play(lambda _: Attempt(None, timed_out=True), time_limit=1.5)
    assert (run.exit_code, run.lost) == (None, "did not end within 1.5 s")


def test_a_file_that_the_limit_cut_off_is_no_fault_of_its_own(play: Play) -> None:
    """It was only its turn when the time was over."""

    def run_out(account: Account) -> Attempt:
        _collect(account, "a.py", stay="b.py")
        return Attempt(None, timed_out=True)

    run, played = play(run_out)
    assert (run.errors, len(played.asked)) == ({}, 1)


def test_a_conftest_that_fails_at_the_start_is_an_error(play: Play, tmp_path: Path) -> None:
    """Then pytest stops before it collects anything, and says so in its output alone."""
    output = f"ImportError while loading conftest '{tmp_path}/conftest.py'.\nE   KeyError: 'A'\n"
    run, _ = play(lambda _: Attempt(4, output=output))
    assert run.errors == {"conftest.py": output}
    assert (run.exit_code, run.lost) == (4, "pytest did not start (exit code 4): KeyError: 'A'")


def test_an_interpreter_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A wrong path is an answer, and no error of ours."""
    run = suite.probe_suite(tmp_path, "/nowhere/python", ProbeOrder(), lambda _: None)
    assert run.lost == "/nowhere/python cannot be started: No such file or directory"
