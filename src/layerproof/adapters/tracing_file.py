"""The settings file that coverage.py is started with for one part of a suite.

Paths are absolute while the tests run: a process that the tests start in another folder must
find the same source and the same data folder. They become relative when the data is packed
(``adapters.coverage_data``), so that machines with other checkout paths can merge. What the
project omits is traced all the same and left out when it is judged: a pattern such as
``*/tests/*`` would otherwise match the folder of the checkout itself.
"""

from __future__ import annotations

import configparser
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import layerproof.trace_probe
from layerproof.core.suites.tracing import Tracing

#: What every data file of a part is named after, inside its folder of pieces.
PIECE = "piece"


@dataclass(frozen=True, slots=True)
class TracingOrder:
    """What to trace for one part, and where its processes leave their data."""

    root: Path
    source: Sequence[str]
    suite: str
    tracing: Tracing
    pieces: Path


def probe_folder() -> Path:
    """Return the folder of the trace probe, which is measured beside the source."""
    return Path(layerproof.trace_probe.__file__).parent


def write_tracing_file(path: Path, order: TracingOrder) -> None:
    """Write coverage.py's settings for ``order`` to ``path``."""
    parser = configparser.ConfigParser(interpolation=None)
    # coverage.py puts environment variables where a value has a ``$``.
    parser["run"] = {key: text.replace("$", "$$") for key, text in _run_section(order).items()}
    with path.open("w", encoding="utf-8") as stream:
        parser.write(stream)


def _run_section(order: TracingOrder) -> dict[str, str]:
    source = dict.fromkeys(str(_folder_of(order.root / entry)) for entry in order.source)
    return {
        "branch": str(order.tracing.branch).lower(),
        "core": order.tracing.core,
        "concurrency": ",".join(order.tracing.concurrency),
        "context": order.suite,
        "data_file": str(order.pieces / PIECE),
        "parallel": "true",
        "sigterm": str(sys.platform != "win32").lower(),
        "patch": _lines(_patches()),
        "source": _lines([*source, str(probe_folder())]),
        "disable_warnings": _lines(["no-data-collected", "module-not-imported"]),
    }


def _folder_of(entry: Path) -> Path:
    """Return the folder to trace: coverage.py takes a file in ``source`` for a package's name.

    What else lies beside the file is traced with it, and never counted.
    """
    return entry.parent if entry.is_file() else entry


def _patches() -> list[str]:
    """Return coverage.py's patches that follow processes the tests start, fork or end early."""
    return ["subprocess", "_exit", *(["fork"] if hasattr(os, "fork") else [])]


def _lines(values: Sequence[str]) -> str:
    return "\n" + "\n".join(values)
