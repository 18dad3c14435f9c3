"""What the first database test of a run costs: with nothing on the disk, and on the next day.

Each start is a process of its own. The clock runs from the first word about a database to the
first row in a test's transaction; Python and SQLAlchemy, which the backend needs anyway, are up.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from ci.bench.values import Row
from ci.bench.workshop import stop_servers, write_project


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds until the first row, and whether the schema was built for it."""

    seconds: float
    built: bool


def measure_starts(*, rounds: int = 3) -> list[Row]:
    """Return the rows of a cold and a warm start, the least of several of each."""
    cold, warm = [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="layerproof-bench-") as folder:
            cold.append(start_apart(Path(folder)))
            warm.append(start_apart(Path(folder)))
    if not all(start.built for start in cold) or any(start.built for start in warm):
        raise RuntimeError("the schema has to be built in the first run, and not again")
    first, next_day = (min(start.seconds for start in starts) for starts in (cold, warm))
    return [
        Row("first database test, nothing on the disk", first, "", limit=3.0),
        Row("the same on the next day, schema kept", next_day, "", limit=0.5),
        Row("the same on the next day, schema kept", next_day, "nothing on the disk", first),
    ]


def start_apart(root: Path) -> Start:
    """Measure one start in a process of its own, and wait until its server has stopped."""
    command = [sys.executable, "-m", "ci.bench.starting", str(root)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    stop_servers(write_project(root))
    return Start(**json.loads(done.stdout))


def _start_here(root: Path) -> Start:
    from sqlalchemy import insert

    from ci.bench.schema import tables
    from layerproof.database.isolation.rollback import rollback
    from layerproof.database.provision import Provision

    settings = write_project(root)
    started = perf_counter()
    provision = Provision(settings, lambda line: print(line, file=sys.stderr))
    try:
        with rollback(provision.worker.engine) as connection:
            connection.execute(insert(tables[0]).values(name="ann"))
        return Start(perf_counter() - started, provision.template.built)
    finally:
        provision.close()


if __name__ == "__main__":
    found = _start_here(Path(sys.argv[1]))
    print(json.dumps({"seconds": found.seconds, "built": found.built}))
