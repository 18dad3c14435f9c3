"""The CI matrix: ``nox --json -l | python -m ci.plan`` prints one job for each part of a suite.

Sessions carry the tag ``suite``, and ``shards=N`` where a suite is split; both come from the
``[tool.layerproof]`` table, so a suite that is added there gets its job without an edit here.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypedDict

SUITE = "suite"
_SHARDS = re.compile(r"shards=([1-9][0-9]*)")


class Job(TypedDict):
    """One job. ``python`` and ``shard`` are empty where the suite has only one."""

    part: str
    suite: str
    python: str
    shard: str


def plan_jobs(sessions: Sequence[Mapping[str, Any]]) -> list[Job]:
    """Return the jobs for the sessions that Nox lists, in its order.

    :raises ValueError: the list is not one of Nox's, or no session in it is a suite.
    """
    jobs = [job for session in sessions if SUITE in session["tags"] for job in _jobs(session)]
    if not jobs:
        raise ValueError("no session is tagged as a suite")
    return jobs


def _jobs(session: Mapping[str, Any]) -> Iterator[Job]:
    suite, label = str(session["name"]), str(session["session"])
    # Nox gives a Python for each run of a session, and names the session after it if asked to.
    python = label.removeprefix(f"{suite}-") if label != suite else ""
    found = (_SHARDS.fullmatch(str(tag)) for tag in session["tags"])
    shards = next((int(match[1]) for match in found if match), 1)
    for shard in range(1, shards + 1):
        split = shards > 1
        yield Job(
            part=f"{label}.{shard}of{shards}" if split else label,
            suite=suite,
            python=python,
            shard=f"{shard}/{shards}" if split else "",
        )


def main() -> int:
    """Read Nox's list from standard input, print ``{"include": [...]}``; return the exit code."""
    try:
        jobs = plan_jobs(json.load(sys.stdin))
    except (ValueError, KeyError, TypeError) as error:
        print(f"error: cannot plan from this list of sessions: {error}", file=sys.stderr)
        return 2
    print(json.dumps({"include": jobs}, separators=(",", ":")))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
