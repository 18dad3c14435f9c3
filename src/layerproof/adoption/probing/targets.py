"""Importing what discovery names (``package.module:name``), to see whether it is what it seems."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from layerproof.adoption.probing.children import (
    PLANTED,
    PROBE,
    kill,
    make_environment,
    running_child,
)
from layerproof.adoption.probing.endings import hide_passwords


@dataclass(frozen=True, slots=True)
class ProbedTarget:
    """A target that was imported: its class as ``module.name``, or the problem that it made.

    ``tables`` is how many tables a metadata has, ``None`` for what has none.
    """

    target: str
    kind: str = ""
    tables: int | None = None
    problem: str = ""


def probe_targets(
    root: Path, python: str, targets: Sequence[str], paths: Sequence[str], time_limit: float
) -> tuple[ProbedTarget, ...]:
    """Import each target with ``python`` in one child process; return what each one is, in order.

    :param paths: folders that modules are imported from, from the root.
    :param time_limit: seconds for all of them.

    Raises ``OSError`` when the interpreter cannot be started.
    """
    if not targets:
        return ()
    with tempfile.TemporaryDirectory(prefix="layerproof-probe-", ignore_cleanup_errors=True) as at:
        folder = Path(at).resolve()
        order = {"paths": [str(root), *(str(root / path) for path in paths)], "targets": targets}
        (folder / "order.json").write_text(json.dumps(order), encoding="utf-8")
        end = _run(root, python, folder, time_limit)
        answers = {answer.target: answer for answer in _read(folder / "answers.jsonl")}
    return tuple(answers.get(target, ProbedTarget(target, problem=end)) for target in targets)


def _run(root: Path, python: str, folder: Path, time_limit: float) -> str:
    """Run the child; return how it ended, for targets that it did not come to."""
    with running_child(
        [python, str(PLANTED / "namer.py")],
        root=root,
        env={**make_environment(python, {}), PROBE: str(folder)},
        output=folder / "output.txt",
    ) as child:
        try:
            code = child.wait(time_limit)
        except subprocess.TimeoutExpired:
            kill(child)
            return f"the import did not end within {time_limit:g} s"
    return f"the process ended with exit code {code} before it was imported"


def _read(path: Path) -> list[ProbedTarget]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError:
        return []
    answers = [ProbedTarget(**json.loads(line)) for line in lines if line.endswith("}")]
    return [
        ProbedTarget(one.target, one.kind, one.tables, hide_passwords(one.problem))
        for one in answers
    ]
