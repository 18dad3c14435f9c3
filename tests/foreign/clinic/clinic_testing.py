"""pytest plugin: a database for the tests of both packages."""
import os
import tempfile

WORKER = os.environ.get('PYTEST_XDIST_WORKER', 'master')
FILE = os.path.join(tempfile.mkdtemp(prefix='clinic-'), f'test-{WORKER}.db')
os.environ['CLINIC_DB'] = 'sqlite:///' + FILE

import pytest  # noqa: E402

import clinic_billing.models  # noqa: E402,F401
import clinic_core.models  # noqa: E402,F401
from clinic_core.app import create_app  # noqa: E402
from clinic_core.database import Base, Session, engine  # noqa: E402


def empty_database():
    Session.remove()
    with engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())


def pytest_sessionstart(session):
    Base.metadata.create_all(engine)


def pytest_sessionfinish(session):
    Session.remove()
    engine.dispose()
    if os.path.exists(FILE):
        os.remove(FILE)
        os.rmdir(os.path.dirname(FILE))


@pytest.fixture
def db():
    empty_database()
    yield Session()
    empty_database()


@pytest.fixture(scope='session')
def app():
    return create_app()


@pytest.fixture
def http(db, app):
    from starlette.testclient import TestClient

    return TestClient(app)
