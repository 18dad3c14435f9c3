"""What the pages say about types is so: a strict checker agrees, and refuses what is wrong."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.support.doc_pages import find_blocks, find_files, find_section, read_page, rows_of

FACTORIES = read_page("factories.md")
FIXTURES = read_page("fixtures.md")
TYPES = rows_of(find_section(FIXTURES, "Types for annotations"), "fixture")
#: Files of the page on factories that are typed: tests are not.
TYPED = ("shop/models.py", "tests/factories.py", "tests/async_factories.py", "tests/conftest.py")

#: How the types are used; a line that ends in ``# error`` is to be refused.
USES = """
async def use_clients(
    auth_client_for: layerproof.testing.ClientFor[httpx2.AsyncClient],
    auth_sync_client_for: layerproof.testing.SyncClientFor,
) -> None:
    bob = await auth_client_for(("bob", "secret"), role="chief", again=True)
    same: httpx2.AsyncClient = bob
    assert (await same.get("/")).status_code == 200
    assert auth_sync_client_for().get("/").status_code == 200
    auth_client_for(name="bob")  # error
    auth_sync_client_for("bob").got("/")  # error


async def use_tools(
    database: layerproof.testing.TestDatabase,
    frozen_time: layerproof.testing.FrozenTime,
    query_counter: layerproof.testing.QueryCounter,
    scenario: layerproof.testing.ScenarioBuilder,
) -> None:
    place: str = database.url
    frozen_time.shift(60)
    frozen_time.move_to(place)
    assert query_counter.count == len(database.fields)
    assert scenario("demo") or await scenario(use_clients)
    database.host  # error
    frozen_time.shift("soon")  # error
    query_counter.counted  # error
    scenario(1)  # error
"""


def check_types(root: Path) -> list[str]:
    """Return what mypy finds in a project, by its own settings."""
    command = [sys.executable, "-m", "mypy", "--strict", "--explicit-package-bases", "."]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return [line for line in (done.stdout + done.stderr).splitlines() if ": error: " in line]


def write_uses(root: Path) -> list[int]:
    """Write a function for each type of the table and the uses; return the lines of faults."""
    types = [re.findall(r"`([^`]+)`", row[1])[0] for row in TYPES]
    modules = {match for each in types for match in re.findall(r"\b(\w+(?:\.\w+)*)\.\w+", each)}
    lines = [f"import {module}" for module in sorted(modules)]
    lines += [f"def take_{n}(value: {each}) -> None: ..." for n, each in enumerate(types)]
    text = "\n".join(lines) + "\n" + USES
    (root / "uses.py").write_text(text, encoding="utf-8")
    return [n for n, line in enumerate(text.splitlines(), 1) if line.endswith("# error")]


def test_every_fixture_has_its_type() -> None:
    """The table of types has the fixtures of the table of fixtures, and no other."""
    listed = [
        re.findall(r"`(\w+)`", " ".join(row[0] for row in rows))
        for rows in (
            rows_of(FIXTURES, "fixture"),
            TYPES,
        )
    ]
    assert sorted(listed[0]) == sorted(listed[1])


def test_a_strict_checker_takes_what_the_pages_show(tmp_path: Path) -> None:
    """Types of fixtures and all factories are right under mypy --strict; wrong uses are not."""
    settings = find_blocks(find_section(FACTORIES, "Under a strict type checker"), "toml")[0]
    (tmp_path / "pyproject.toml").write_text(settings.body, encoding="utf-8")
    files = find_files(FACTORIES)
    for name in (*TYPED, "tests/scenarios.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(files[name], encoding="utf-8")
    faults = [f"uses.py:{line}" for line in write_uses(tmp_path)]

    found = check_types(tmp_path)
    assert [line.partition(": ")[0] for line in found] == faults, "\n".join(found)
