"""Asks, in a process of its own, for the server that the table leads to; answers with JSON.

``python -m layerproof.adoption.doctor.server_question look`` starts nothing, and ``start`` uses a
server as a run of tests would. The current folder is the project's.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from layerproof.database.settings import read_settings
from layerproof.database.values import Settings
from layerproof.errors import LayerproofError
from layerproof.wiring import PlainProject

#: What a server is asked for.
_SHOWN = (
    *("server_version", "max_connections", "superuser_reserved_connections"),
    *("fsync", "synchronous_commit", "full_page_writes"),
)


def main(word: str) -> int:
    """Print the answer; 0 where there is one, right or wrong."""
    try:
        project = PlainProject(Path.cwd())
        assert project.config.database is not None  # noqa: S101 - asked for projects with one only
        settings = read_settings(project.config.database, project.root, run="doctor")
        answer = _start(settings) if word == "start" else _look(settings)
    except LayerproofError as error:
        answer = {"problem": error.problem, "tried": list(error.tried), "advice": error.advice}
    # lint-skip: print-at-door because this is a program of its own, and that its answer
    sys.stdout.write(json.dumps(answer) + "\n")
    return 0


def _look(settings: Settings) -> dict[str, Any]:
    """Return which provider would give a server, and why others would not."""
    tried: list[str] = []
    for name in settings.providers:
        problem = "; ".join(_look_at(name, settings))
        if not problem:
            return {"provider": name}
        tried.append(f"{name}: {problem}")
    return {"problem": "no provider would give a server", "tried": tried, "advice": ""}


def _look_at(name: str, settings: Settings) -> Iterator[str]:
    if name == "url":
        from layerproof.database.servers.borrowed import provide

        try:
            provide(settings, lambda _: None).release()
        except LayerproofError as error:
            yield error.problem
        return
    if find_spec("psycopg") is None and name != "sqlite":
        yield "psycopg is not installed"
    if name == "container" and find_spec("testcontainers") is None:
        yield "testcontainers is not installed"
    if name == "binaries" and settings.programs is None:
        from layerproof.database.servers.binaries import find_programs

        programs, refused = find_programs()
        if programs is None:
            yield from (str(each) for each in refused)


def _start(settings: Settings) -> dict[str, Any]:
    """Use the server as a run would, and return what it says of itself."""
    from layerproof.database.servers.acquire import acquire_server
    from layerproof.database.servers.connect import look_at_server

    lease = acquire_server(settings, lambda _: None)
    try:
        server = lease.server
        shown = look_at_server(server.place, durability=_SHOWN).durability
        return {
            "provider": server.provider,
            "owned": server.owned,
            "settings": dict(shown),
            "tried": list(server.passed_over),
        }
    finally:
        lease.release()


if __name__ == "__main__":
    code = main(sys.argv[1])
    sys.stdout.flush()
    # A driver's threads must not keep the process.
    os._exit(code)
