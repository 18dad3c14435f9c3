"""What is true of each backend of ``tests/foreign``: written down by hand, never by Layerproof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Backend:
    """One backend, as its authors would describe it.

    ``install`` are the commands that fill an empty ``.venv``; ``variables`` what a developer sets
    (``{host}``, ``{port}`` and ``{user}`` are those of a server), and ``database`` what is there
    before the tests. ``untraced`` turns the suite's own measuring and workers off. ``layers`` are
    patterns of files' paths. ``red`` are the tests that its authors left failing, ``left_out`` is
    how many tests they leave out on purpose. ``adds`` and ``changes`` are all that
    init touches.
    """

    install: tuple[tuple[str, ...], ...]
    source: tuple[str, ...]
    layers: Mapping[str, str]
    tests: int
    adds: frozenset[str]
    changes: frozenset[str]
    variables: Mapping[str, str] = field(default_factory=dict)
    database: str = ""
    concurrency: str = "thread"
    untraced: tuple[str, ...] = ()
    red: frozenset[str] = frozenset()
    left_out: int = 0


BACKENDS: Mapping[str, Backend] = {
    "bookings": Backend(
        install=(("uv", "pip", "install", "--quiet", "-r", "requirements-dev.txt"),),
        source=("bookings",),
        layers={
            "repository": "bookings/repos/*.py",
            "service": "bookings/services/*.py",
            "router": "bookings/routes/*.py",
        },
        tests=44,
        adds=frozenset({"pyproject.toml", "noxfile.py", ".github/workflows/layerproof.yml"}),
        changes=frozenset({"Makefile"}),
        variables={"DATABASE_URL": "postgresql+asyncpg://{user}@{host}:{port}/bookings_test"},
        database="bookings_test",
        concurrency="greenlet,thread",
        left_out=2,
    ),
    # Poetry is not asked for: the packages of its group `dev` are given as it would resolve them.
    "clinic": Backend(
        install=(
            ("uv", "pip", "install", "--quiet", "-e", "."),
            ("uv", "pip", "install", "--quiet", "pytest>=8.2", "pytest-xdist>=3.6", "httpx~=0.28"),
        ),
        source=("clinic_core", "clinic_billing"),
        layers={"repository": "*/crud.py", "service": "*/service.py", "router": "*/views.py"},
        tests=43,
        adds=frozenset({"Makefile", ".github/workflows/tests.yml"}),
        changes=frozenset({"pyproject.toml", "noxfile.py"}),
        untraced=("-n0",),
    ),
    "ledger": Backend(
        install=(("uv", "sync", "--quiet", "--no-managed-python"),),
        source=("src/ledger",),
        layers={
            "repository": "src/ledger/repositories/*.py",
            "service": "src/ledger/services/*.py",
            "router": "src/ledger/routers/*.py",
        },
        tests=56,
        adds=frozenset({"noxfile.py", "Makefile", ".github/workflows/tests.yml"}),
        changes=frozenset({"pyproject.toml"}),
        variables={
            "LEDGER_DB_HOST": "{host}",
            "LEDGER_DB_PORT": "{port}",
            "LEDGER_DB_USER": "{user}",
        },
        untraced=("--no-cov",),
        red=frozenset({"tests/test_amounts.py::test_split_keeps_every_cent"}),
    ),
}
