"""What the ready fixtures say where nobody runs asynchronous tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.database_projects import write_project

TESTS = """
async def test_session(async_db): ...

async def test_client(client): ...

def test_sync(sync_client, db):
    assert sync_client.get("/items").status_code == 200

async def test_again(client, async_db): ...
"""


@pytest.mark.parametrize("without", [("no:asyncio",), ("no:asyncio", "no:anyio")])
def test_a_missing_plugin_is_named_each_time(tmp_path: Path, without: tuple[str, ...]) -> None:
    """A newcomer's asynchronous tests say what to install, and synchronous ones pass."""
    project = write_project(tmp_path, "sqlite")
    text = (tmp_path / "pyproject.toml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if "asyncio" not in line]
    project.put("pyproject.toml", "\n".join(lines)).write(integration_items=TESTS)
    ran = project.run(*(word for name in without for word in ("-p", name)))
    assert ran.tests == {
        "test_session": "error",
        "test_client": "error",
        "test_sync": "passed",
        "test_again": "error",
    }, ran.text
    assert ran.text.count('error[environment]: the fixture "async_db" is asynchronous') == 1
    assert ran.text.count('error[environment]: the fixture "client" is asynchronous') == 2
    assert ran.text.count("do: pip install pytest-asyncio and set asyncio_mode") == 3
    assert "AssertionError" not in ran.text
