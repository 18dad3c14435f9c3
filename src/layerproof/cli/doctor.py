"""``layerproof doctor``: what keeps a verdict from being true, why it matters, and the fix."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from layerproof.cli.arguments import find_folder, read_seconds
from layerproof.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerproof.adoption.doctor import Check, Diagnosis

EPILOG = """\
examples:
  layerproof doctor                          everything, in the project around this folder
  layerproof doctor --quick                  nothing that runs tests: seconds instead of minutes
  layerproof doctor ../shop --json           another project, as JSON
  layerproof doctor --only markers,addopts   two checks
  layerproof doctor --quick --fix            mend what can be mended safely, and show the diff

Each finding says why it matters and what to do. The project is never imported in this process:
what has to run, runs in one of its own with the project's interpreter.

exit codes: 0 all well, 1 something was found, 3 nothing was found but something could not be
measured, 2 wrong use. A check that was left out is told, and not called well.
"""

#: Rounds of mending: each takes one change of each file.
_ROUNDS = 20

#: Seconds between two lines where every line stays, as in CI.
_QUIET = 2.0


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.epilog = EPILOG
    parser.add_argument("path", nargs="?", metavar="PATH", help="the project; this one by default")
    parser.add_argument("--quick", action="store_true", help="leave out what runs tests")
    parser.add_argument("--fix", action="store_true", help="carry out the safe changes")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--only", action="append", metavar="CHECK,...", help="only these checks")
    parser.add_argument("--skip", action="append", metavar="CHECK,...", help="all but these checks")
    parser.add_argument("--list", action="store_true", help="list the checks and end")
    parser.add_argument(
        "--time-limit",
        type=read_seconds,
        default=20.0,
        metavar="S",
        help="seconds for the import of one file (20)",
    )
    parser.add_argument(
        "--run-limit",
        type=read_seconds,
        default=600.0,
        metavar="S",
        help="seconds for one run of tests (600)",
    )


def run(args: argparse.Namespace) -> ExitCode:
    """Examine, mend if asked, and print; the exit code says what is left."""
    from layerproof.adoption.doctor.catalogue import choose_checks, list_checks
    from layerproof.adoption.reading.collector import pause_collector

    checks = list_checks()
    if args.list:
        _print_list(checks, as_json=args.json)
        return ExitCode.KEPT
    only, skip = _split(args.only), _split(args.skip)
    chosen = choose_checks(checks, quick=args.quick, only=only, skip=skip)
    if not chosen:
        raise UsageError(
            "no check is left to run", advice="ask for fewer --skip, or leave out --quick"
        )
    root = _find_root(args.path)
    asked = [check.name for check in chosen]
    left_out = [check.name for check in checks if check.name not in asked]
    with pause_collector():
        return _Visit(args, root, left_out).hold(chosen)


class _Visit:
    """One call of the command: what was asked, and what is known so far."""

    def __init__(self, args: argparse.Namespace, root: Path, left_out: Sequence[str]) -> None:
        self.args = args
        self.root = root
        self.left_out = left_out
        self.known: list[Diagnosis] = []
        self.progress = _Progress()

    def hold(self, checks: Sequence[Check]) -> ExitCode:
        """Examine and print; what is known is printed even where somebody interrupts."""
        try:
            self._examine(checks)
            changes = self._mend(checks) if self.args.fix else []
        except KeyboardInterrupt:
            self.progress.end()
            done = {one.check for one in self.known}
            self._print([*self.left_out, *(one.name for one in checks if one.name not in done)])
            print("interrupted: what follows from here was not looked at", file=sys.stderr)
            return ExitCode.INTERRUPTED
        self.progress.end()
        self._print(self.left_out, changes)
        return _judge(self.known)

    def _examine(self, checks: Sequence[Check]) -> None:
        from layerproof.adoption.doctor import Limits, examine_each, make_patient

        limits = Limits(imports=self.args.time_limit, runs=self.args.run_limit)
        self.patient = make_patient(self.root, limits, self.progress.say)
        for one in examine_each(self.patient, checks):
            self.known.append(one)

    def _mend(self, checks: Sequence[Check]) -> list[dict[str, str]]:
        from layerproof.adoption.doctor.mending import mend

        changes: list[dict[str, str]] = []
        for _ in range(_ROUNDS):
            mends = mend(self.patient, self.known)
            if not mends:
                break
            changes += [
                {"path": one.path, "about": one.about, "diff": one.diff, "problem": one.problem}
                for one in mends
            ]
            if any(one.problem for one in mends):
                break
            again = {one.check for one in self.known if one.edits}
            self.known = [one for one in self.known if one.check not in again]
            self._examine([check for check in checks if check.name in again])
        return changes

    def _print(self, left_out: Sequence[str], changes: Sequence[dict[str, str]] = ()) -> None:
        from layerproof.adoption.doctor.document import describe
        from layerproof.adoption.doctor.rendering import render_text
        from layerproof.cli.screen import look_at_screen

        if self.args.json:
            document = describe(self.known, left_out=left_out)
            if self.args.fix:
                document["changes"] = list(changes)
            sys.stdout.write(json.dumps(document, indent=2) + "\n")
            return
        for change in changes:
            sys.stdout.write(_show_change(change))
        sys.stdout.write(render_text(self.known, look_at_screen(), left_out=left_out))


class _Progress:
    """Which check runs, on standard error: one line that changes, or lines for what takes long."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._start = time.monotonic()
        self._told = 0.0

    def say(self, text: str) -> None:
        """Show that something is done now."""
        seconds = time.monotonic() - self._start
        if self._live:
            sys.stderr.write(f"\r\x1b[K{seconds:4.0f} s  {text[:70]}")
        elif seconds - self._told >= _QUIET:
            self._told = seconds
            sys.stderr.write(f"{seconds:4.0f} s  {text}\n")
        sys.stderr.flush()

    def end(self) -> None:
        """Take the line away."""
        if self._live:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _judge(known: Sequence[Diagnosis]) -> ExitCode:
    states = {one.state.value for one in known}
    if "found" in states:
        return ExitCode.BROKEN
    return ExitCode.NOT_MEASURED if "not measured" in states else ExitCode.KEPT


def _show_change(change: dict[str, str]) -> str:
    if change["problem"]:
        return f"not mended: {change['path']}: {change['about']}: {change['problem']}\n\n"
    return f"mended: {change['path']}: {change['about']}\n{change['diff']}\n"


def _print_list(checks: Sequence[Check], *, as_json: bool) -> None:
    if as_json:
        rows = [
            {"check": one.name, "about": one.about, "runs_tests": one.runs_tests} for one in checks
        ]
        sys.stdout.write(json.dumps(rows, indent=2) + "\n")
        return
    width = max(len(one.name) for one in checks) + 2
    for one in checks:
        runs = " (runs tests)" if one.runs_tests else ""
        sys.stdout.write(f"{one.name:<{width}}{one.about}{runs}\n")


def _find_root(path: str | None) -> Path:
    """Return the named folder; by default the nearest one with a table, else this one."""
    from layerproof.adapters.config_file import has_table

    if path is not None:
        return find_folder(path)
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if has_table(folder)), here)


def _split(words: Sequence[str] | None) -> tuple[str, ...]:
    names = (name.strip() for word in words or () for name in word.split(","))
    return tuple(name for name in names if name)
