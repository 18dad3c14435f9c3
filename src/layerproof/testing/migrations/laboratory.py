"""Where the checks get their answers from: fresh databases, each with a process that looks at it.

The project's ``env.py`` runs in a process of its own. It may call ``asyncio.run``, read settings
once for all at import, and set up logging, none of which belongs into the process of the tests.
Checks that can share a database and a walk share a process; an answer is kept for the next check.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from typing import TypeAlias

from layerproof.database.ports import Say
from layerproof.database.templates.migration_files import working_folder
from layerproof.database.templating import fill_environment
from layerproof.database.values import Place, PostgresPlace, Settings
from layerproof.errors import ConfigError
from layerproof.testing.migrations.excuses import find_idle, read_excuses
from layerproof.testing.migrations.faults import MigrationFault, NotMeasuredHere
from layerproof.testing.migrations.inside.channel import ANSWER, PROGRESS
from layerproof.testing.migrations.values import (
    DATA_SURVIVES,
    DOWN_AND_UP,
    LOCKS,
    MODELS_IMPORTED,
    MODELS_MATCH,
    SINGLE_HEAD,
    UPGRADE,
    Answer,
    Finding,
    Gap,
    Order,
)

#: Gives an empty database for as long as the block runs; the word tells what it is for.
OpenEmpty: TypeAlias = Callable[[str], AbstractContextManager[Place]]

#: Checks that share a database and a process.
GROUPS = (
    (SINGLE_HEAD, UPGRADE, MODELS_MATCH, MODELS_IMPORTED),
    (DOWN_AND_UP,),
    (DATA_SURVIVES, LOCKS),
)

_MODULE = "layerproof.testing.migrations.inside"
_LINES = 20

#: The checks count no lines, so that what they cost is not doubled by tracing.
_NOT_INHERITED = ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG")


class Laboratory:
    """Answers for one project.

    :param settings: the database's settings; their table names the migrations.
    :param source: the folders that may hold models, from the project's root.
    :param open_empty: makes the databases.
    :param say: is told how far a long walk is.
    """

    def __init__(
        self, settings: Settings, source: tuple[str, ...], open_empty: OpenEmpty, say: Say
    ) -> None:
        if settings.table.migrations is None:
            raise ConfigError(
                "the database's table names no migrations to check",
                advice='add migrations = "alembic.ini" to [tool.layerproof.database]',
            )
        self.settings = settings
        self.source = source
        self._open_empty = open_empty
        self._say = say
        self._answers: dict[tuple[str, ...], Answer] = {}

    def ask(self, check: str) -> Answer:
        """Return the answer of the group of checks in which that one is.

        Raises what making the database raises (``ServerUnavailableError`` and the like).
        """
        group = next(group for group in GROUPS if check in group)
        if group not in self._answers:
            with self._open_empty("migrations") as place:
                self._answers[group] = self._run(group, place)
        return self._answers[group]

    def require(self, check: str) -> tuple[Gap, ...]:
        """Raise what the check has found that is not excused; return what it did not look at.

        Raises ``MigrationFault``, or ``NotMeasuredHere`` where it could look at nothing.
        """
        excuses = read_excuses(self.settings.table.migration_exceptions)
        answer = self.ask(check)
        mine = [finding for finding in answer.findings if finding.check == check]
        left = [
            finding
            for finding in mine
            if not any(excuse.holds_for(finding, answer.order) for excuse in excuses)
        ]
        left += [
            Finding(
                check,
                f'the exception "{one.place}" excuses nothing any more',
                "remove it from migration_exceptions",
            )
            for one in find_idle(check, excuses, answer)
        ]
        if left:
            raise MigrationFault(left)
        gaps = tuple(gap for gap in answer.gaps if gap.check == check)
        for gap in gaps:
            if gap.whole:
                raise NotMeasuredHere(gap.reason)
        return gaps

    def _run(self, checks: tuple[str, ...], place: Place) -> Answer:
        root, setting = self.settings.root, self.settings.table.migrations or ""
        try:
            folder = working_folder(root, setting)
        except OSError as error:
            raise ConfigError(
                f"database.migrations: {setting} cannot be read: {error.strerror}",
                advice="name the alembic.ini, from the project's folder",
            ) from error
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", _MODULE],
            cwd=folder,
            env=self._environment(place),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        try:
            return self._converse(process, self._order(checks, place))
        finally:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                with suppress(OSError):
                    stream.close()  # type: ignore[union-attr] # both were asked for

    def _converse(self, process: subprocess.Popen[str], order: Order) -> Answer:
        assert process.stdin is not None  # noqa: S101 - it was asked for as a pipe
        assert process.stdout is not None  # noqa: S101 - the same
        with suppress(BrokenPipeError):  # its output says why it is gone
            process.stdin.write(order.encode() + "\n")
            process.stdin.flush()
        tail: deque[str] = deque(maxlen=_LINES)
        for line in process.stdout:
            if line.startswith(ANSWER):
                return Answer.decode(line.removeprefix(ANSWER))
            if line.startswith(PROGRESS):
                self._say(line.removeprefix(PROGRESS).strip())
            elif line.strip():
                tail.append(line.rstrip())
        return Answer(tuple(_explain_end(order, process.wait(), tail)))

    def _order(self, checks: tuple[str, ...], place: Place) -> Order:
        settings, table = self.settings, self.settings.table
        on_server = isinstance(place, PostgresPlace)
        return Order(
            checks=checks,
            root=str(settings.root),
            ini=str(settings.root / (table.migrations or "")),
            url=place.url(settings.driver),
            async_url=place.url(settings.async_driver) if settings.async_driver else "",
            host=place.host if isinstance(place, PostgresPlace) else "",
            port=place.port if isinstance(place, PostgresPlace) else 0,
            name=place.name if on_server else "",
            path=None if isinstance(place, PostgresPlace) else str(place.path),
            guard=table.guard,
            search=tuple(_list_folders(self)),
            source=self.source,
            lock_threshold=table.lock_threshold,
        )

    def _environment(self, place: Place) -> dict[str, str]:
        inherited = {name: text for name, text in os.environ.items() if name not in _NOT_INHERITED}
        return {**inherited, **fill_environment(self.settings, place)}


def _list_folders(laboratory: Laboratory) -> Iterator[str]:
    """Yield where modules are looked for: as in this process, then as projects are laid out."""
    root = laboratory.settings.root
    yield from dict.fromkeys(
        [*(entry for entry in sys.path if entry), str(root / "src"), str(root)]
    )


def _explain_end(order: Order, code: int, tail: deque[str]) -> Iterator[Finding]:
    said = "".join(f"\n    {line}" for line in tail)
    for check in order.checks:
        yield Finding(
            check,
            f"the process that runs env.py ended with {code} and without an answer:{said}",
            "see that env.py runs by itself and does not end the process",
        )
