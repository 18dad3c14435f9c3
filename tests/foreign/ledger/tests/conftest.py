import os
import shutil
import tempfile
from pathlib import Path

os.environ["LEDGER_DB_NAME"] = "ledger_test"

EXPORTS = Path(tempfile.gettempdir()) / "ledger-exports"
shutil.rmtree(EXPORTS, ignore_errors=True)
EXPORTS.mkdir()

import psycopg  # noqa: E402
import pytest  # noqa: E402
from fastapi.testclient import TestClient  # noqa: E402
from sqlalchemy import text  # noqa: E402

from ledger.config import settings  # noqa: E402
from ledger.db import Base, SessionLocal, engine  # noqa: E402
from ledger.main import app  # noqa: E402
from ledger.services.transfers import TransferService  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def database():
    address = settings.url("postgres").render_as_string(hide_password=False)
    address = address.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS ledger_test")
        connection.execute("CREATE DATABASE ledger_test")
    Base.metadata.create_all(engine)
    yield
    engine.dispose()


@pytest.fixture(autouse=True)
def clean_tables(database):
    yield
    names = ", ".join(table.name for table in Base.metadata.sorted_tables)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))


@pytest.fixture
def session():
    with SessionLocal() as session:
        yield session


@pytest.fixture
def client():
    with TestClient(app) as client:
        yield client


@pytest.fixture
def service(session):
    return TransferService(session)


@pytest.fixture
def two_accounts(service, session):
    one = service.open_account("1000-01", "Anna Blum")
    two = service.open_account("1000-02", "Bürgerverein e.V.")
    service.deposit("1000-01", 10_000)
    session.commit()
    return one, two


@pytest.fixture(scope="session")
def exports():
    return EXPORTS
