"""What a command costs: processor seconds, which a busy machine changes less than the clock."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.runs import untraced_environment


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of all processors together, children included, and seconds on the clock."""

    processor: float
    clock: float


def measure_cost(command: Sequence[str], root: Path, *, allowed: tuple[int, ...] = (0,)) -> Cost:
    """Run ``command`` in ``root``, untraced, and return what it cost."""
    env = untraced_environment()
    started = time.perf_counter()
    with (root / "cost-output.txt").open("w+b") as output:
        process = subprocess.Popen(
            command, cwd=root, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        assert process.returncode in allowed, output.read().decode()[-3_000:]
    return Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - started)


def compare_costs(
    first: Sequence[str],
    second: Sequence[str],
    root: Path,
    *,
    rounds: int,
    allowed: tuple[int, ...] = (0,),
) -> tuple[float, float]:
    """Return the least processor seconds of two commands, run in turns."""
    pairs = [
        (measure_cost(first, root, allowed=allowed), measure_cost(second, root, allowed=allowed))
        for _ in range(rounds)
    ]
    return min(one.processor for one, _ in pairs), min(other.processor for _, other in pairs)
