"""Other processes that use a workshop's databases, to be killed or to come all at once."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.support.schemas import Workshop

_ROOT = Path(__file__).parent.parent.parent

#: Ensures the template, makes one copy, tells its name, and stays until its input ends.
_USER = """
import json, sys
from pathlib import Path
from layerproof.database.templates import read_recipe
from layerproof.database.values import PostgresPlace, RunningServer
from tests.support.schemas import Workshop
order = json.loads(sys.stdin.readline())
server = order["server"] and RunningServer(
    **{**order["server"], "place": PostgresPlace(**order["server"]["place"])}
)
said = []
workshop = Workshop(Path(order["root"]), order["engine"], server, said)
settings = workshop.settings(worker=order["worker"], **order["table"])
with workshop.databases(settings) as databases:
    template = databases.ensure_template(read_recipe(settings, server))
    place = databases.clone(template, "tests")
    told = {"url": place.url(settings.driver), "name": place.name, "built": template.built}
    print(json.dumps({**told, "migrations": template.migrations, "said": said}), flush=True)
    sys.stdin.read()
"""


class User:
    """A process that has a copy of the template, or waits for it."""

    def __init__(self, workshop: Workshop, worker: str, table: Mapping[str, object]) -> None:
        server = dataclasses.asdict(workshop.server) if workshop.server else None
        order = {"root": str(workshop.root), "engine": workshop.engine, "server": server}
        self.process = subprocess.Popen(
            [sys.executable, "-c", _USER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            text=True,
        )
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({**order, "worker": worker, "table": table}) + "\n")
        self.process.stdin.flush()

    def wait_for_copy(self) -> dict[str, object]:
        """Return what the process told of its template and copy."""
        assert self.process.stdout is not None
        told: dict[str, object] = json.loads(self.process.stdout.readline())
        return told

    def kill(self) -> None:
        """End the process as nothing can prevent."""
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        """End the process by the end of its input, as it ends by itself."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


@contextmanager
def users(workshop: Workshop, count: int, **table: object) -> Iterator[list[User]]:
    """Start so many processes at once, and end all that are left."""
    with ExitStack() as stack:
        started = []
        for number in range(count):
            user = User(workshop, f"gw{number}", table)
            stack.callback(user.close)
            started.append(user)
        yield started
