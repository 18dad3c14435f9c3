"""The upgrade from nothing to the head, as it is released, and the models against what it made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from alembic.autogenerate import RevisionContext
from alembic.runtime.migration import MigrationContext, MigrationStep
from alembic.script import Script

from layerproof.testing.migrations.inside.environment import Backend, step_up
from layerproof.testing.migrations.inside.failures import explain, find_at
from layerproof.testing.migrations.values import MODELS_MATCH, UPGRADE, Finding, Gap

#: How many tables are named where many were left out.
_MOST = 10

#: What ``alembic revision`` would be called with; nothing is written.
_QUESTION: dict[str, Any] = {
    "message": None,
    "autogenerate": True,
    "sql": False,
    "head": "heads",
    "splice": False,
    "branch_label": None,
    "version_path": None,
    "rev_id": None,
    "depends_on": None,
}


def check_upgrade(backend: Backend) -> Iterator[Finding]:
    """Upgrade to the head in the transactions that ``env.py`` asks for."""
    revisions = backend.list_revisions()
    reached: list[Script] = []

    def work(_: MigrationContext) -> Iterator[MigrationStep]:
        for revision in revisions:
            reached.append(revision)
            yield step_up(backend.scripts, revision)

    try:
        backend.run(work, stepwise=False)
    except Exception as error:
        if not reached:
            raise
        problem = f"the upgrade from nothing failed here: {explain(error)}"
        yield find_at(
            UPGRADE, reached[-1], backend.root, problem, "correct the upgrade of this revision"
        )
        return
    if revisions and not reached:
        yield Finding(
            UPGRADE,
            "env.py ran to its end and did not call context.run_migrations()",
            "see that it runs migrations when it is loaded",
            file=str(backend.scripts.env_py_location),
        )


def check_models(backend: Backend) -> Iterator[Finding]:
    """Compare the models that ``env.py`` names with the database, which is at the head.

    Every option of ``env.py`` counts (``include_object``, ``compare_type`` and so on); server
    defaults are compared unless it says otherwise.
    """
    context = RevisionContext(backend.config, backend.scripts, dict(_QUESTION))
    script = context.generated_revisions[-1]

    def work(migration: MigrationContext) -> Iterator[MigrationStep]:
        context.run_autogenerate(migration.get_current_heads(), migration)
        return iter(())

    backend.run(work, stepwise=False, template_args=context.template_args, revision_context=context)
    differences = [diff for ops in script.upgrade_ops_list for diff in ops.as_diffs()]
    lines = [describe(one) for each in differences for one in _flatten(each)]
    if lines:
        listed = "".join(f"\n    {line}" for line in lines)
        yield Finding(
            MODELS_MATCH,
            f"the models say otherwise than the migrations make ({len(lines)}):{listed}",
            'alembic revision --autogenerate -m "...", and read what it wrote; what is meant to '
            "differ belongs into `include_object` in env.py",
        )


def name_uncompared(backend: Backend) -> Iterator[Gap]:
    """Yield what ``check_models`` was kept from comparing, by a filter or by an empty metadata."""
    tables = {name for metadata in backend.metadata for name in metadata.tables}
    left_out = sorted(tables & backend.left_out)
    if not tables:
        yield Gap(MODELS_MATCH, "the `target_metadata` of env.py has no table", whole=True)
    elif left_out:
        named = ", ".join(left_out[:_MOST]) + (" ..." if len(left_out) > _MOST else "")
        whole = len(left_out) == len(tables)
        which = "every table of the models" if whole else "tables of the models"
        yield Gap(MODELS_MATCH, f"`include_object` leaves out {which}: {named}", whole=whole)


def describe(difference: Sequence[Any]) -> str:
    """Return one difference of Alembic's as a line."""
    kind, *rest = difference
    if kind.startswith("modify_"):
        schema, table, column, _, old, new = rest
        place = f"{schema}.{table}" if schema else table
        what = kind.removeprefix("modify_")
        return (
            f"column {place}.{column}: {what} is {_show(old)} in the database, "
            f"{_show(new)} in the models"
        )
    where = "in the models alone" if kind.startswith("add_") else "in the database alone"
    what = kind.partition("_")[2]
    if what == "column":
        schema, table, column = rest
        place = f"{schema}.{table}" if schema else table
        return f"column {place}.{column.name} ({column.type!r}) is {where}"
    thing = rest[0]
    if what == "table":
        return f"table {thing.fullname} is {where}"
    named = _name_constraint(thing)
    return f"{named} is {where}" if where else f"{kind}: {named}"


def _name_constraint(thing: Any) -> str:
    table = getattr(getattr(thing, "table", None), "fullname", "?")
    columns = ", ".join(column.name for column in getattr(thing, "columns", ()))
    kind = type(thing).__name__.removesuffix("Constraint").lower()
    kind = {"foreignkey": "foreign key", "primarykey": "primary key"}.get(kind, kind)
    return f"{kind} {thing.name or '(no name)'} on {table} ({columns})"


def _flatten(difference: Any) -> Sequence[Sequence[Any]]:
    return difference if isinstance(difference, list) else [difference]


def _show(value: Any) -> str:
    shown = getattr(value, "arg", value)
    return str(shown) if value is not None and not isinstance(value, bool) else repr(value)
