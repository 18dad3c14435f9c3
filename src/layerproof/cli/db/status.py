"""``layerproof db status``: what runs, where, for whom, and what lies on disk."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from layerproof.cli.db.project import read_project, show_size
from layerproof.errors import ExitCode, LayerproofError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from layerproof.database.servers.inventory import ServerState, StoredDatabase
    from layerproof.database.values import Settings

EPILOG = """\
examples:
  layerproof db status
  layerproof db status --json | jq '.servers[].databases[].name'
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the action's arguments."""
    parser.epilog = EPILOG
    parser.add_argument("--json", action="store_true", help="print JSON; it holds no password")


def run(args: argparse.Namespace) -> ExitCode:
    """Print the state; nothing is started for it."""
    settings = read_project()
    state = read_state(settings)
    if args.json:
        print(json.dumps(state, indent=2))
    else:
        for line in show_state(state):
            print(line)
    return ExitCode.KEPT


def read_state(settings: Settings) -> dict[str, Any]:
    """Return everything there is to say, ready for JSON."""
    from layerproof.database.servers.inventory import describe_server, list_files
    from layerproof.database.servers.owned import list_homes

    servers = [_describe_owned(describe_server(home)) for home in list_homes(settings)]
    if settings.url and "url" in settings.providers:
        servers.append(_describe_borrowed(settings))
    servers += _describe_container(settings)
    return {
        "engine": settings.engine,
        "providers": list(settings.providers),
        "home": str(settings.home),
        "servers": servers,
        "files": _list(list_files(settings.home)),
    }


def show_state(state: dict[str, Any]) -> Iterator[str]:
    """Yield the state as lines for people."""
    yield f"{state['engine']}, by {', '.join(state['providers'])}, in {state['home']}"
    for server in state["servers"]:
        yield from _show_server(server)
    for file in state["files"]:
        yield f"  {file['name']:<52} {show_size(file['size']):>9}  {file['kind']}"
    if not state["servers"] and not state["files"]:
        yield "  nothing yet: the first test with a database makes it, or `layerproof db start`"


def _show_server(server: dict[str, Any]) -> Iterator[str]:
    title = server["title"]
    if not server["running"]:
        yield f"{title}: not running{_reason(server)}, {show_size(server['size'])} on disk"
        return
    pinned = ", until `layerproof db stop`" if server["pinned"] else ""
    yield f"{title}: running at {server['address']}{pinned}"
    if "users" in server:
        off = ", ".join(f"{name} {value}" for name, value in server["durability"].items())
        yield f"  users {server['users']}; {off}; {show_size(server['size'])} on disk"
        yield f"  data {server['data']}"
    for found in server["databases"]:
        size, busy = show_size(found["size"]), found["connections"]
        connected = f", {busy} connected" if busy else ""
        yield f"  {found['name']:<52} {size:>9}  {found['kind']}{connected}"


def _reason(server: dict[str, Any]) -> str:
    return f" ({server['reason']})" if server.get("reason") else ""


def _describe_owned(state: ServerState) -> dict[str, Any]:
    card = state.card
    return {
        "provider": "binaries",
        "title": f"PostgreSQL {card.program_version}" if card else state.home.path.name,
        "running": card is not None,
        "version": state.version,
        "address": f"{card.host}:{card.port}" if card else None,
        "home": str(state.home.path),
        "data": str(state.data),
        "programs": card.programs if card else None,
        "process": card.postgres if card else None,
        "keeper": card.keeper if card else None,
        "pinned": bool(card and card.pinned),
        "users": state.users,
        "durability": dict(state.durability),
        "size": state.size,
        "databases": _list(state.databases),
    }


def _describe_borrowed(settings: Settings) -> dict[str, Any]:
    from layerproof.database.servers.borrowed import provide
    from layerproof.database.servers.inventory import list_databases
    from layerproof.database.settings import URL_VARIABLE

    described: dict[str, Any] = {
        "provider": "url",
        "title": f"the server at {URL_VARIABLE}",
        "running": False,
        "pinned": False,
        "size": 0,
        "databases": [],
    }
    try:
        server = provide(settings, lambda _: None).server
    except LayerproofError as error:
        return described | {"reason": error.problem}
    return described | {
        "running": True,
        "version": server.version,
        "address": f"{server.place.host}:{server.place.port}",
        "databases": _list(list_databases(server.place)),
    }


def _describe_container(settings: Settings) -> list[dict[str, Any]]:
    from layerproof.database.servers.container import find_container

    found = find_container(settings)
    if found is None:
        return []
    name, address, reason = found
    return [
        {
            "provider": "container",
            "title": f"the container {name}",
            "running": address is not None,
            "reason": reason,
            "address": address,
            "pinned": address is not None,
            "size": 0,
            "databases": [],
        }
    ]


def _list(databases: Sequence[StoredDatabase]) -> list[dict[str, Any]]:
    return [asdict(found) | {"kind": found.kind} for found in databases]
