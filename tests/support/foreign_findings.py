"""What ``layerproof discover`` has to find in each backend of ``tests/foreign``, read by hand.

The keys are those of ``foreign.read_findings``.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from typing import Any

_BOOKINGS: Mapping[str, Any] = {
    "manager": "pip",
    "python": None,
    "source": ["bookings"],
    "layers": {
        "repository": {"bookings/repos/**"},
        "service": {"bookings/services/**"},
        "router": {"bookings/routes/**"},
        "model": {"bookings/tables.py"},
    },
    "ci": {".github/workflows/tests.yml", "Makefile"},
    "application": "bookings.app:create_app",
    "metadata": "bookings.tables:Base.metadata",
    "migrations": "alembic.ini",
    "engine": "postgresql",
    "sessions": {
        ("bookings.db:engine", "engine"),
        ("bookings.db:get_session", "dependency"),
        ("bookings.db:session_factory", "factory"),
    },
    "logins": {"api_key"},
    "variables": {"DATABASE_URL": "{async_url}"},
    "tables": {"rooms", "bookings"},
    "ways": {
        ("drop_all", "DROP SCHEMA public CASCADE"),
        ("migrations", "alembic upgrade"),
        ("rollback", "session"),
        ("dependency_override", "bookings.db:get_session"),
    },
    "shared": {("port", "18765")},
    "loops": {
        "asyncio_default_fixture_loop_scope = session",
        "asyncio_default_test_loop_scope = session",
        "asyncio_mode = auto",
        "event_loop_policy overridden",
        "pytest-asyncio",
    },
    "plugins": {"pytest-asyncio"},
    "fixtures": {"engine": ["database"], "session": ["session"], "client": ["client"]},
    "test files": 7,
    "unittest classes": 0,
    "addopts": ["-m", "not slow", "--strict-markers", "-p", "no:cacheprovider"],
    "omit": ["bookings/services/reminders.py", "*/tests/*"],
    "faults": [],
}

_CLINIC: Mapping[str, Any] = {
    "manager": "poetry",
    "python": "^3.11",
    "source": ["clinic_billing", "clinic_core"],
    "layers": {
        "repository": {"clinic_billing/invoices/crud.py", "clinic_core/**/crud.py"},
        "service": {"clinic_billing/invoices/service.py", "clinic_core/**/service.py"},
        "router": {"clinic_billing/invoices/views.py", "clinic_core/**/views.py"},
        "model": {
            "clinic_billing/invoices/models.py",
            "clinic_core/appointments/models.py",
            "clinic_core/patients/models.py",
        },
    },
    "ci": set(),
    "application": "clinic_core.app:create_app",
    "metadata": "clinic_core.database:Base.metadata",
    "migrations": None,
    "engine": "sqlite",
    "sessions": {
        ("clinic_core.database:Session", "factory"),
        ("clinic_core.database:engine", "engine"),
    },
    "logins": set(),
    "variables": {"CLINIC_DB": "{url}"},
    "tables": {"patients", "appointments", "invoices", "invoice_lines"},
    "ways": {
        ("override", "CLINIC_DB"),
        ("create_all", "Base.metadata"),
        ("truncate", "Base.metadata"),
    },
    "shared": set(),
    "loops": set(),
    "plugins": {"pytest-xdist", "clinic_testing"},
    "fixtures": {"db": ["session"], "http": ["client"]},
    "test files": 8,
    "unittest classes": 2,
    "addopts": ["-p", "clinic_testing", "-n", "2", "--dist", "loadfile"],
    "omit": [],
    "faults": [],
}

_LEDGER: Mapping[str, Any] = {
    "manager": "uv",
    "python": ">=3.11",
    "source": ["src/ledger"],
    "layers": {
        "repository": {"src/ledger/repositories/**"},
        "service": {"src/ledger/services/**"},
        "router": {"src/ledger/routers/**"},
        "model": {"src/ledger/models.py"},
    },
    "ci": set(),
    "application": "ledger.main:app",
    "metadata": "ledger.models:Base.metadata",
    "migrations": None,
    "engine": "postgresql",
    "sessions": {
        ("ledger.db:SessionLocal", "factory"),
        ("ledger.db:engine", "engine"),
        ("ledger.db:get_session", "dependency"),
    },
    "logins": set(),
    "variables": {
        "LEDGER_DB_HOST": "{host}",
        "LEDGER_DB_PORT": "{port}",
        "LEDGER_DB_USER": "{user}",
        "LEDGER_DB_PASSWORD": "{password}",
        "LEDGER_DB_NAME": "{name}",
    },
    "tables": {"accounts", "transfers", "entries"},
    "ways": {
        ("override", "LEDGER_DB_NAME"),
        ("drop_database", "ledger_test"),
        ("create_database", "ledger_test"),
        ("create_all", "Base.metadata"),
        ("truncate", "TRUNCATE"),
    },
    "shared": {("path", f"{tempfile.gettempdir()}/ledger-exports"), ("database", "ledger_test")},
    "loops": set(),
    "plugins": {"pytest-cov"},
    "fixtures": {
        "database": ["database"],
        "clean_tables": ["database"],
        "session": ["session"],
        "client": ["client"],
    },
    "test files": 5,
    "unittest classes": 0,
    "addopts": ["--cov=ledger", "--cov-fail-under=60", "-ra", "--strict-markers"],
    "omit": [],
    "faults": [],
}

FINDINGS = {"bookings": _BOOKINGS, "clinic": _CLINIC, "ledger": _LEDGER}
