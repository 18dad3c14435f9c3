"""Prints the table of what databases cost. Exit code 1 when a promise is missed."""

from __future__ import annotations

import sys

from ci.bench.isolation import measure_isolation
from ci.bench.starting import measure_starts
from ci.bench.values import render
from ci.bench.workshop import open_workshop


def main() -> int:
    """Measure, print, and return the exit code."""
    with open_workshop() as shop:
        rows = measure_isolation(shop)
        version = shop.server.version // 10_000
    rows += measure_starts()
    print(f"PostgreSQL {version}, the least of several rounds taken in turns\n\n{render(rows)}")
    missed = [row for row in rows if not row.met]
    print(f"\n{len(missed)} missed" if missed else "\nall met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
