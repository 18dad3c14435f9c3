"""Imports modules of the project, each in a process of its own, and writes down what came of it.

Where the system can fork, this process forks for each module and has loaded nothing of the project
itself: one import cannot spoil another. A few libraries that only define things, and that the
project was seen to load, are loaded here once, because they are most of the time that each takes.
Called with modules' names as arguments it imports those right here, which is what happens without
fork. ``order.json`` says the rest.
"""

from __future__ import annotations

import contextlib
import faulthandler
import importlib
import json
import os
import sys
import time
import traceback
from pathlib import Path
from typing import Any

_INERT = (
    *("sqlalchemy", "sqlalchemy.orm", "sqlalchemy.ext.asyncio", "alembic", "sqlmodel"),
    *("pydantic", "pydantic_settings", "starlette", "fastapi", "fastapi.testclient"),
    *("httpx", "requests", "jinja2", "yaml", "numpy", "pandas", "cryptography.x509", "boto3"),
)
#: Hanging modules after which the others get less time, and how many seconds at least.
_PATIENT = 3
_IMPATIENT = 5.0
#: What must be loaded before anything else: nothing is loaded ahead of a project that has it.
_FIRST = frozenset({"gevent", "eventlet"})


def main() -> None:
    """Import every module of the order, as many at a time as it says."""
    folder = Path(os.environ["LAYERPROOF_PROBE"])
    order = json.loads((folder / "order.json").read_text(encoding="utf-8"))
    sys.path[:1] = order["paths"]
    importer = _Importer(folder, order)
    if len(sys.argv) > 1:
        importer.import_here(int(sys.argv[1]))
        # A thread that the module has started must not keep this process.
        os._exit(0)
    else:
        importer.fork_for_each()


class _Importer:
    def __init__(self, folder: Path, order: dict[str, Any]) -> None:
        self._folder = folder
        self._modules: list[str] = order["modules"]
        self._at_once: int = order["at_once"]
        self._time_limit: float = order["time_limit"]
        self._ready: set[str] = set()
        self._hung = 0

    def fork_for_each(self) -> None:
        waiting = list(range(len(self._modules)))
        running: dict[int, int] = {}
        while waiting or running:
            while waiting and len(running) < self._at_once:
                index = waiting.pop(0)
                running[self._fork(index)] = index
            pid, status = os.wait()
            if pid in running:
                self._close(running.pop(pid), status)

    def _fork(self, index: int) -> int:
        pid = os.fork()
        if pid == 0:
            try:
                self.import_here(index)
            finally:
                os._exit(0)
        return pid

    def import_here(self, index: int) -> None:
        """Import one module; a watchdog dumps the stacks and ends the process where it hangs."""
        with self._path("stacks", index).open("w", encoding="utf-8") as stacks:
            before = set(sys.modules)
            faulthandler.dump_traceback_later(self._time_limit, exit=True, file=stacks)
            started = time.perf_counter()
            result = _try_import(self._modules[index])
            faulthandler.cancel_dump_traceback_later()
        result["seconds"] = time.perf_counter() - started
        loaded = set(sys.modules) - before
        result["loaded"] = sorted(loaded.intersection(_INERT) if loaded.isdisjoint(_FIRST) else ())
        waiting = self._path("waiting", index)
        waiting.write_text(json.dumps(result), encoding="utf-8")
        waiting.replace(self._path("result", index))

    def _close(self, index: int, status: int) -> None:
        """Note how a process ended, for one that could not say anything itself."""
        self._path("status", index).write_text(str(status), encoding="utf-8")
        if status and self._path("stacks", index).stat().st_size:
            self._hung += 1
            if self._hung == _PATIENT:
                self._time_limit = min(self._time_limit, max(_IMPATIENT, self._time_limit / 4))
        try:
            result = json.loads(self._path("result", index).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return
        for name in result["loaded"]:
            if name not in self._ready:
                self._ready.add(name)
                _load_ahead(name)

    def _path(self, kind: str, index: int) -> Path:
        return self._folder / f"{kind}-{index}.txt"


def _try_import(module: str) -> dict[str, Any]:
    try:
        importlib.import_module(module)
    except SystemExit as error:
        return _describe("exit", error)
    except BaseException as error:  # noqa: BLE001 - whatever a foreign module raises is the answer
        return _describe("error", error)
    return {"status": "ok", "message": "", "frames": []}


def _describe(status: str, error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)
    said = traceback.format_exception_only(type(error), error)[-1].strip()
    places = [[frame.filename, frame.lineno or 0, frame.name] for frame in reversed(frames)]
    if isinstance(error, SyntaxError):
        places.insert(0, [error.filename or "", error.lineno or 0, "<module>"])
    return {"status": status, "message": said, "frames": places}


def _load_ahead(name: str) -> None:
    # A library that fails here fails again where it is asked for, and is told of there.
    with contextlib.suppress(BaseException):
        importlib.import_module(name)


if __name__ == "__main__":
    main()
