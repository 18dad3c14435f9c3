"""A large project with the records of eight suites, made without running a test."""

from __future__ import annotations

import random
from pathlib import Path

from coverage import CoverageData

from layerproof.adapters import records
from layerproof.adapters.coverage_data import hash_data
from layerproof.core.outcome.values import (
    CoverageFacts,
    Part,
    PartOutcome,
    Result,
    Status,
    TestRecord,
)
from layerproof.wiring import LocalProject
from tests.support.backends import write_files

SUITES = ("unit", "integration", "api", "slow", "security", "migrations", "concurrency", "extra")

TABLE = """
[project]
name = "large"
version = "1"

[tool.layerproof]
source = ["src/large"]
fail_under = 10

[tool.layerproof.layers]
repository = { paths = ["src/large/repositories/*.py"], fail_under = 10 }
service = { paths = ["src/large/services/*.py"], fail_under = 10 }
router = { paths = ["src/large/routers/*.py"], fail_under = 10 }

[tool.layerproof.suites]
extra = {}
"""

FUNCTION = '''
def work_{n}(number, *, twice=False):
    """Do a little of everything."""
    result = []
    for step in range(number):
        if step % 2:
            result.append(step * {n})
        elif twice:
            result.append(
                step
                + {n}
            )
        else:
            continue
    try:
        total = sum(result)
    except TypeError:
        return None
    return total
'''


def write_large_project(root: Path, *, files: int, functions: int = 6) -> Path:
    """Write a project of ``files`` source files in three layers; return ``root``."""
    text = "".join(FUNCTION.format(n=n) for n in range(functions))
    layers = ("repositories", "services", "routers")
    sources = {
        f"src/large/{layers[n % 3]}/module_{n}.py": f'"""Module {n}."""\n{text}'
        for n in range(files)
    }
    return write_files(root, {"pyproject.toml": TABLE, **sources})


def record_runs(root: Path, *, tests: int) -> None:
    """Record a finished run of each suite, with data on about half of all lines.

    :param tests: how many tests each suite is said to have run.
    """
    project = LocalProject(root)
    fingerprint = project.take_fingerprint()
    chance = random.Random(7)
    lines = range(1, len((root / next(iter(fingerprint.source))).read_text().splitlines()) + 1)
    for suite in SUITES:
        part = Part(suite)
        folder = records.clear_part(records.make_home(root), part)
        data = CoverageData(basename=str(folder.data))
        data.set_context(suite)
        data.add_lines({path: chance.sample(lines, len(lines) // 2) for path in fingerprint.source})
        data.write()
        data.close(force=True)
        facts = CoverageFacts("7.17.3", "ctrace", ("thread",), False, 1, 1, hash_data(folder.data))
        ran = tuple(
            TestRecord(f"tests/{suite}/test_a.py::test_{n}", Result.PASSED, 0.01, "a.py", n)
            for n in range(tests)
        )
        outcome = PartOutcome(
            part,
            Status.FINISHED,
            exit_code=0,
            selected=tests,
            assigned=tests,
            tests=ran,
            census={suite: tests},
            fingerprint=fingerprint,
            coverage=facts,
        )
        records.write_outcome(folder, outcome)
