"""What a test is told about the statements that were sent. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from layerproof.testing.query_counter.statements import Origin, Repeated, Statement, group

_LONGEST_SQL = 300
_MOST_GROUPS = 20
_MOST_PARAMETERS = 3


def describe_excess(limit: int, statements: Sequence[Statement]) -> str:
    """Return the message of a limit that was passed: repeated statements first, with lines."""
    sent = len(statements)
    verb = "was" if sent == 1 else "were"
    first = (
        f"{_count(sent)} {verb} sent where at most {limit} {'is' if limit == 1 else 'are'} allowed"
    )
    return "\n".join([f"{first}:", *list_statements(statements)])


def list_statements(statements: Sequence[Statement]) -> list[str]:
    """Return how often each statement was sent, by which line, with which values."""
    groups = group(statements)
    lines = [line for one in groups[:_MOST_GROUPS] for line in _describe(one)]
    if len(groups) > _MOST_GROUPS:
        rest = sum(one.count for one in groups[_MOST_GROUPS:])
        lines.append(f"  and {rest} more")
    return lines


def show_place(origin: Origin | None) -> str:
    """Return a line's place as editors follow it, relative to the working folder if below it."""
    if origin is None:
        return "from outside the project"
    path = Path(origin.file)
    here = Path.cwd()
    shown = path.relative_to(here) if path.is_relative_to(here) else path
    return f"at {shown.as_posix()}:{origin.line} in {origin.function}"


def _describe(one: Repeated) -> list[str]:
    often = f"repeated {one.count} times (N+1?)" if one.count > 1 else "once"
    sql = " ".join(one.statements[0].sql.split())
    return [
        f"  {often}{_remarks(one)} {show_place(one.origin)}",
        f"    {_cut(sql, _LONGEST_SQL)}",
        *_parameters(one),
    ]


def _remarks(one: Repeated) -> str:
    failed = [statement.error for statement in one.statements if statement.error]
    rows = sum(statement.batch or 0 for statement in one.statements)
    remarks = f", {rows} rows in all," if rows else ""
    return remarks + (f", failed with {', '.join(sorted(set(failed)))}," if failed else "")


def _parameters(one: Repeated) -> list[str]:
    shown = [statement.parameters for statement in one.statements if statement.parameters]
    if not any(text not in {"()", "{}", "[]"} for text in shown):
        return []
    rest = [f"and {len(shown) - _MOST_PARAMETERS} more"] if len(shown) > _MOST_PARAMETERS else []
    return [f"    with {'; '.join([*shown[:_MOST_PARAMETERS], *rest])}"]


def _count(number: int) -> str:
    return f"{number} {'query' if number == 1 else 'queries'}"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest].rstrip()} ..."
