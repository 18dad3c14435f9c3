"""Each revision up, down and up again on empty tables, the schema compared each time."""

from __future__ import annotations

from collections.abc import Iterator

from alembic.runtime.migration import MigrationStep

from layerproof.testing.migrations.inside.schema import Schema, compare, read_schema
from layerproof.testing.migrations.inside.walk import Look, Walk, go_through, is_irreversible
from layerproof.testing.migrations.values import Gap

_MOST = 12


def check_steps(walk: Walk) -> Iterator[Gap]:
    """Walk, note what each downgrade forgets, and yield the revisions without a way back."""

    def visit(walk: Walk, look: Look) -> Iterator[MigrationStep]:
        irreversible = is_irreversible(walk.revision)
        before = {} if irreversible else _read(walk, look)
        yield walk.up()
        if irreversible:
            walk.irreversible.append(str(walk.revision.revision))
            return
        after = _read(walk, look)
        yield walk.down()
        _compare(walk, before, _read(walk, look), "the downgrade does not lead back")
        yield walk.up()
        _compare(walk, after, _read(walk, look), "the second upgrade gives something else")

    go_through(walk, visit)
    if walk.irreversible:
        names = ", ".join(walk.irreversible)
        yield Gap(walk.check, f"no way back from {names}, by their own word: not gone back")


def _read(walk: Walk, look: Look) -> Schema:
    schema = read_schema(look.connection, walk.backend.version_table)
    look.settle()
    return schema


def _compare(walk: Walk, wanted: Schema, found: Schema, problem: str) -> None:
    lines = compare(wanted, found)
    if lines:
        more = f"\n    and {len(lines) - _MOST} more" if len(lines) > _MOST else ""
        listed = "".join(f"\n    {line}" for line in lines[:_MOST])
        walk.add(
            f"{problem}:{listed}{more}",
            "let the downgrade undo everything that the upgrade does, and nothing else",
        )
