"""The example backends, copied and run as their readers would; and small ways to break a copy."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.runs import Done, layerproof, run_command, untraced_environment

EXAMPLES = Path(__file__).parents[2] / "examples"


@dataclass(frozen=True, slots=True)
class Break:
    """A change of one place in the source, and the tests that have to notice it.

    ``old`` stands exactly once in ``path``. ``failing`` are names of tests as pytest's ``-k`` and
    its summary know them, all of them in ``tests``.
    """

    rule: str
    path: str
    old: str
    new: str
    tests: tuple[str, ...]
    failing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deletion:
    """A test that is taken out of a suite, and the layer whose gate in that suite needs it."""

    suite: str
    path: str
    test: str
    layer: str


def copy_example(name: str, folder: Path) -> Path:
    """Copy what git would keep of an example into ``folder``; return the copy's root."""
    source = EXAMPLES / name
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "."]
    listed = subprocess.run(words, cwd=source, capture_output=True, text=True, check=True).stdout
    root = folder / name
    for path in filter(None, listed.split("\0")):
        if (source / path).is_file():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / path, root / path)
    return root


def run_nox(root: Path, *words: str, timeout: float = 840) -> Done:
    """Run ``nox`` in a copy, its environments made anew; return how it ended and what it said."""
    command = [sys.executable, "-m", "nox", *words]
    return run_command(command, root, untraced_environment(), timeout)


def run_pytest(root: Path, *words: str, timeout: float = 300) -> Done:
    """Run plain ``pytest`` in a copy, with what is installed here."""
    command = [sys.executable, "-m", "pytest", *words]
    return run_command(command, root, _without_install(root), timeout)


def run_suite(root: Path, suite: str) -> Done:
    """Run one suite of a copy with what is installed here, held to its own gates."""
    return layerproof(root, "run", "--suite", suite, env=_without_install(root))


def break_rule(root: Path, change: Break) -> None:
    """Make the change in a copy.

    Raises:
        AssertionError: What is to be changed does not stand there exactly once.
    """
    text = (root / change.path).read_text(encoding="utf-8")
    assert text.count(change.old) == 1, f"{change.path} has {text.count(change.old)}: {change.old}"
    (root / change.path).write_text(text.replace(change.old, change.new), encoding="utf-8")


def delete_test(root: Path, deleted: Deletion) -> None:
    """Take one test out of a file of a copy: a function, a method, or a class of tests.

    Raises:
        AssertionError: There is not exactly one of that name.
    """
    path, name = deleted.path, deleted.test
    text = (root / path).read_text(encoding="utf-8")
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    found = [n for n in ast.walk(ast.parse(text)) if isinstance(n, kinds) and n.name == name]
    assert len(found) == 1, f"{path} has {len(found)} tests called {name}"
    [node] = found
    first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
    lines = text.splitlines(keepends=True)
    del lines[first - 1 : node.end_lineno]
    (root / path).write_text("".join(lines), encoding="utf-8")


def failed_tests(done: Done) -> set[str]:
    """Return the names of the failed tests in what pytest said, without files and parameters."""
    lines = [line for line in done.text.splitlines() if line.startswith("FAILED ")]
    return {line.split("::")[-1].split(" ")[0].split("[")[0] for line in lines}


def _without_install(root: Path) -> dict[str, str]:
    """The environment in which a copy's package is found though it is not installed."""
    return untraced_environment(PYTHONPATH=os.pathsep.join([str(root / "src"), str(root)]))
