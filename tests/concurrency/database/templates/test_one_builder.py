"""Many processes that need one template at the same time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.postgres import running_server
from tests.support.schema_processes import users
from tests.support.schemas import Workshop, ran, write_migrations, write_models

PROCESSES = 8


@pytest.mark.parametrize("engine", ["postgresql", "sqlite"])
def test_eight_processes_build_one_template(engine: str, tmp_path: Path) -> None:
    """One builds, the others wait; each migration runs once, and each has a copy of its own."""
    server = running_server() if engine == "postgresql" else None
    workshop = Workshop(tmp_path, engine, server)
    write_migrations(tmp_path, 3)
    write_models(tmp_path, "def seed(session: Session): ...\n")
    table = {"migrations": "alembic.ini", "seed": "shop_models:seed"}
    with users(workshop, PROCESSES, **table) as started:
        told = [user.wait_for_copy() for user in started]
    assert sorted(bool(each["built"]) for each in told) == [False] * (PROCESSES - 1) + [True]
    assert sum(int(str(each["migrations"])) for each in told) == 3
    assert len({each["url"] for each in told}) == PROCESSES
    assert ran(tmp_path) == ["1", "2", "3"]
    assert workshop.build_left() == []
