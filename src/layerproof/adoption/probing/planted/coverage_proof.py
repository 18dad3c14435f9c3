"""Measures the lines of Layerproof's trace probe as the project's own coverage settings say.

Prints, as JSON, how many statements each part of the probe has and how many were seen. What the
settings choose of files, data and processes is left aside: the question is what the tracer sees.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any

#: What would keep the probe's files out, write elsewhere, or reach other processes.
_ASIDE: dict[str, Any] = {
    "run:include": [],
    "run:omit": [],
    "run:parallel": False,
    "run:patch": [],
    "run:plugins": [],
    "run:source_pkgs": [],
    "report:exclude_also": [],
    "report:include": [],
    "report:omit": [],
}


def main() -> None:
    """Answer on the settings file that the order names, or on those that coverage.py finds."""
    private = Path(os.environ["LAYERPROOF_PROBE"])
    order = json.loads((private / "order.json").read_text(encoding="utf-8"))
    sys.path.append(order["layerproof"])
    answer = _measure(order, private)
    (private / "answer.json").write_text(json.dumps(answer), encoding="utf-8")


def _measure(order: dict[str, Any], private: Path) -> dict[str, Any]:
    try:
        import coverage
    except ImportError:
        return {"problem": "coverage is not installed"}
    folder = os.path.join(order["layerproof"], "layerproof", "trace_probe")  # noqa: PTH118 - text
    try:
        measuring = coverage.Coverage(
            config_file=order["config"] or True, data_file=str(private / "data"), source=[folder]
        )
        for name, value in _ASIDE.items():
            # Older versions do not know each of them.
            with contextlib.suppress(coverage.CoverageException):
                measuring.set_option(name, value)
        measuring.start()
    except coverage.CoverageException as error:
        return {"problem": f"coverage does not start: {error}"}
    greenlets = _run()
    measuring.stop()
    parts = ["plain", *(["switching"] if greenlets else [])]
    seen = {part: _count(measuring, os.path.join(folder, f"{part}.py")) for part in parts}  # noqa: PTH118 - text
    core = next(iter(dict(measuring.sys_info()).get("core", "").split()), "")
    return {"seen": seen, "core": core, "version": coverage.__version__}


def _run() -> bool:
    from layerproof.trace_probe import plain

    plain.run([])
    try:
        from layerproof.trace_probe import switching
    except ImportError:
        return False
    switching.run([])
    return True


def _count(measuring: Any, path: str) -> tuple[int, int]:
    _, statements, _, missing, _ = measuring.analysis2(path)
    return len(statements) - len(missing), len(statements)


if __name__ == "__main__":
    main()
