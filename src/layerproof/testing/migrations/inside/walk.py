"""One walk through all revisions, from nothing to the head, in one run of ``env.py``.

``steps`` and ``survival`` say what to do at each revision; here is how the walk goes on after a
revision that failed, and how it is told which one that was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from alembic.runtime.migration import MigrationContext, MigrationStep
from alembic.script import Script
from sqlalchemy import Connection

from layerproof.testing.migrations.inside.channel import Channel
from layerproof.testing.migrations.inside.environment import (
    Backend,
    open_connection,
    settle,
    step_down,
    step_up,
)
from layerproof.testing.migrations.inside.failures import explain, find_at
from layerproof.testing.migrations.values import DATA_SURVIVES, Finding

_DOWN_ADVICE = (
    "correct the downgrade; where there is no way back, let it raise NotImplementedError "
    "or set `irreversible = True` in the file"
)


@dataclass(slots=True)
class Walk:
    """Where a walk is, and what it has found. ``stage`` is the step that runs now, if one does."""

    backend: Backend
    channel: Channel
    check: str
    findings: list[Finding] = field(default_factory=list)
    irreversible: list[str] = field(default_factory=list)
    stage: str = ""
    _at: Script | None = None

    @property
    def revision(self) -> Script:
        """The revision at which the walk is."""
        if self._at is None:
            raise RuntimeError("the walk has not begun")
        return self._at

    def arrive(self, revision: Script) -> None:
        """Come to a revision, of which no step has run yet."""
        self._at, self.stage = revision, ""

    def up(self) -> MigrationStep:
        """Return the step to the revision at which the walk is."""
        again = self.stage == "downgrade"
        self.stage = "second upgrade" if again else "upgrade"
        return step_up(self.backend.scripts, self.revision)

    def down(self) -> MigrationStep:
        """Return the step back from that revision."""
        self.stage = "downgrade"
        return step_down(self.backend.scripts, self.revision)

    def add(self, problem: str, advice: str = "", check: str | None = None) -> None:
        """Note something that is wrong with that revision."""
        finding = find_at(check or self.check, self.revision, self.backend.root, problem, advice)
        self.findings.append(finding)


@dataclass(frozen=True, slots=True)
class Look:
    """The connection between two steps. ``outer``: ``env.py`` holds a transaction around all."""

    connection: Connection
    outer: bool

    def settle(self) -> None:
        """End what our own questions have begun."""
        settle(self.connection, outer=self.outer)


#: Does at one revision what is to be done; yields the steps.
Visit = Callable[[Walk, Look], Iterator[MigrationStep]]


def go_through(walk: Walk, visit: Visit) -> None:
    """Visit every revision in order. A downgrade that failed is noted, and the walk goes on.

    After a failed upgrade nothing behind it can be reached, so the walk ends there.
    """
    waiting = walk.backend.list_revisions()
    total = len(waiting)

    def work(context: MigrationContext) -> Iterator[MigrationStep]:
        outer = walk.backend.is_outer
        while waiting:
            walk.arrive(waiting[0])
            number = total - len(waiting) + 1
            walk.channel.progress(
                f"{walk.check}: revision {number} of {total} ({walk.revision.revision})"
            )
            for step in visit(walk, Look(open_connection(context), outer)):
                # The types made so far, which one release after the other would not remember.
                context.impl.memo.clear()
                yield step
            waiting.pop(0)

    while waiting:
        before = len(waiting)
        try:
            walk.backend.run(work, stepwise=True)
        except Exception as error:
            if not walk.stage:
                raise
            if not _note(walk, error) or not waiting:
                return
            waiting.pop(0)
        if len(waiting) == before:
            raise RuntimeError("env.py ran to its end and did not call context.run_migrations()")


def is_irreversible(revision: Script) -> bool:
    """Whether the file says that there is no way back."""
    return bool(getattr(revision.module, "irreversible", False))


def _note(walk: Walk, error: Exception) -> bool:
    """Note what a step raised; return whether the walk can go on behind it."""
    if walk.stage == "downgrade" and isinstance(error, NotImplementedError):
        walk.irreversible.append(str(walk.revision.revision))
        return True
    where = " on tables with rows" if walk.check == DATA_SURVIVES else ""
    walk.add(
        f"the {walk.stage} failed{where}: {explain(error)}",
        _DOWN_ADVICE if walk.stage == "downgrade" else "correct the upgrade",
    )
    # Without transactions around the schema's changes, half of the step may have been done.
    return walk.stage == "downgrade" and walk.backend.is_transactional
