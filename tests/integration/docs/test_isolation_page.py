"""The page on isolation says what is so: its table of PRAGMAs, its limits and its links."""

from __future__ import annotations

import re
from pathlib import Path

from layerproof.core.config.values import Database
from layerproof.database.isolation.backends import Backend
from layerproof.database.sqlite_connections import PRAGMAS

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "isolation.md").read_text(encoding="utf-8")


def test_the_pragmas_are_those_that_are_set() -> None:
    """The table has every PRAGMA with its value, in the order in which they are set."""
    rows = PAGE.partition("| PRAGMA |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` \| `(\w+)` \|", rows, re.MULTILINE) == list(PRAGMAS.items())


def test_the_limits_are_the_defaults() -> None:
    """The timeouts on the page are those of a table that does not name them."""
    table = Database()
    assert f"`statement_timeout` ({table.statement_timeout:g} s)" in PAGE
    assert f"`lock_timeout` ({table.lock_timeout:g} s)" in PAGE


def test_a_session_is_described_as_shown() -> None:
    """The note in the example is how another session is written."""
    update = "UPDATE users SET name = 'x' WHERE id = 1"
    last = "SELECT id FROM orders"
    backend = Backend(4711, "layerproof gw0", "idle in transaction", last, (update,))
    assert f"layerproof: it waited for\n  {backend.describe()}\n```" in PAGE


def test_links_to_errors_lead_somewhere() -> None:
    """Every error that the page links has its heading on the page of troubles."""
    troubles = (DOCS / "troubleshooting.md").read_text(encoding="utf-8")
    slugs = re.findall(r"troubleshooting\.md#error([\w-]+)\)", PAGE)
    assert len(slugs) >= 3
    assert [slug for slug in slugs if f"\n## error[{slug}]\n" not in troubles] == []
