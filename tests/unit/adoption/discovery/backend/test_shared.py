"""What all workers would share, and addresses that stand in code."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.adoption.survey import HardAddress
from tests.support.surveyed import survey


def _shared(tmp_path: Path, text: str) -> list[tuple[str, str]]:
    found = survey(tmp_path, {"shop/__init__.py": "", "tests/conftest.py": text})
    assert all(each.value.frees for each in found.shared)
    return [(each.value.kind, each.value.detail) for each in found.shared]


@pytest.mark.parametrize(
    ("text", "services"),
    [
        ("from redis import Redis\n@pytest.fixture\ndef r(): ...", [("service", "Redis")]),
        ("import rq, redis\n@pytest.fixture\ndef r(): ...", [("service", "Redis")]),
        ("import redis, fakeredis\n@pytest.fixture\ndef r(): ...", []),
        ("from redis import Redis\n", []),
        ("import redistribute\n@pytest.fixture\ndef r(): ...", []),
    ],
)
def test_services_that_fixtures_talk_to(
    tmp_path: Path, text: str, services: list[tuple[str, str]]
) -> None:
    """A service behind a client library of a file with fixtures is one for all workers."""
    assert _shared(tmp_path, f"import pytest\n{text}\n") == services


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "import shutil\nshutil.rmtree('/tmp/shop', ignore_errors=True)\n",
            [("path", "/tmp/shop")],
        ),
        (
            "from pathlib import Path\nOUT = Path('out')\nOUT.mkdir(exist_ok=True)\n",
            [("path", "out")],
        ),
        (
            "from pathlib import Path\nOUT = Path(__file__).parent / 'out'\nOUT.mkdir()\n",
            [("path", "tests/.../out")],
        ),
        (
            "import os, tempfile\nos.makedirs(os.path.join(tempfile.gettempdir(), 'shop'))\n",
            [("path", "/tmp/shop")],
        ),
        (
            "def save():\n    with open('out.txt', 'w') as f:\n        f.write('x')\n",
            [("path", "out.txt")],
        ),
        ("def save(tmp_path):\n    (tmp_path / 'out').mkdir()\n", []),
        ("import tempfile\nfrom pathlib import Path\nPath(tempfile.mkdtemp(), 'x').mkdir()\n", []),
        ("def load():\n    return open('in.txt').read()\n", []),
        (
            "import os, shutil\nshutil.rmtree(f\"/tmp/{os.environ['PYTEST_XDIST_WORKER']}\")\n",
            [],
        ),
        (
            """
                import os, shutil, tempfile
                shutil.rmtree(os.path.join(tempfile.gettempdir(), f"shop-{os.getpid()}"))
                """,
            [],
        ),
    ],
    ids=[
        "wiped",
        "relative",
        "beside",
        "temp",
        "written",
        "tmp_path",
        "mkdtemp",
        "read",
        "worker",
        "process",
    ],
)
def test_paths_that_tests_write_are_found(
    tmp_path: Path, text: str, expected: list[tuple[str, str]]
) -> None:
    """A literal path is shared; one of the test's own or the worker's is not."""
    assert _shared(tmp_path, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import uvicorn\n\ndef run(app):\n    uvicorn.run(app, port=8001)\n", [("port", "8001")]),
        ("import uvicorn\nPORT = 8002\nuvicorn.Config('a:b', port=PORT)\n", [("port", "8002")]),
        ("import socket\ns = socket.socket()\ns.bind(('', 9000))\n", [("port", "9000")]),
        ("import socket\ns = socket.socket()\ns.bind(('', 0))\n", []),
        (
            "from http.server import HTTPServer\nHTTPServer(('localhost', 8003), None)\n",
            [("port", "8003")],
        ),
        (
            "import subprocess\nsubprocess.Popen(['uvicorn', 'a:b', '--port', '8004'])\n",
            [("port", "8004")],
        ),
        ("def box(c):\n    c.with_bind_ports(5432, 5433)\n", [("port", "5433")]),
    ],
)
def test_fixed_ports_are_found(tmp_path: Path, text: str, expected: list[tuple[str, str]]) -> None:
    """A port that is bound by its number is shared; port 0 is not."""
    assert _shared(tmp_path, text) == expected


ONE = "async def test_a():\n    await asyncio.start_server(None, 'localhost', PORT)\n"
TWO = "async def test_b():\n    await asyncio.start_server(None, 'localhost', PORT)\n"
FIXTURE = "@pytest.fixture\nasync def server():\n    await asyncio.start_server(None, '', PORT)\n"
MANY = f"@pytest.mark.parametrize('n', [1, 2])\n{ONE}"


@pytest.mark.parametrize(
    ("text", "alone"),
    [(ONE, [True]), (ONE + TWO, [False]), (FIXTURE, [False]), (MANY, [False])],
    ids=["one test", "two tests", "a fixture", "parameters"],
)
def test_a_port_of_one_test_is_in_nobodys_way(tmp_path: Path, text: str, alone: list[bool]) -> None:
    """What one test uses, once, is met by no second worker; it is named all the same."""
    whole = f"import asyncio\nimport pytest\nPORT = 18765\n{text}"
    found = survey(tmp_path, {"tests/test_ports.py": whole}).shared
    assert [(each.value.detail, each.value.alone) for each in found] == [
        ("18765", each) for each in alone
    ]


@pytest.mark.parametrize(
    ("path", "temporary"),
    [("os.path.join(tempfile.gettempdir(), 'shop')", True), ("'/tmp/shop'", False)],
    ids=["asked", "written out"],
)
def test_what_is_asked_of_tempfile_is_temporary(tmp_path: Path, path: str, temporary: bool) -> None:
    """TMPDIR moves what the program asks for, and not what stands there as a text."""
    text = f"import os, shutil, tempfile\n\nshutil.rmtree({path})\n"
    found = survey(tmp_path, {"tests/conftest.py": text})
    assert [(each.value.detail, each.value.temporary) for each in found.shared] == [
        ("/tmp/shop", temporary)
    ]


def test_fixed_databases_are_shared(tmp_path: Path) -> None:
    """One SQLite file, one address and one name of a database are shared, without passwords."""
    text = """
        from sqlalchemy import create_engine

        file = create_engine("sqlite:///test.db")
        server = create_engine("postgresql://ada:secret@db/shop_test")

        def make(c):
            c.execute("CREATE DATABASE shop_two")
        """
    assert _shared(tmp_path, text) == [
        ("sqlite", "test.db"),
        ("database", "postgresql://ada:***@db/shop_test"),
        ("database", "shop_two"),
    ]


def test_the_backend_shares_what_it_writes_on_import(tmp_path: Path) -> None:
    """A folder that is made when a module is imported counts, one made in a function does not."""
    files = {
        "shop/__init__.py": "",
        "shop/files.py": """
            import os

            os.makedirs("uploads", exist_ok=True)

            def later():
                os.makedirs("later")
            """,
    }
    found = survey(tmp_path, files)
    assert [(each.value.detail, each.why) for each in found.shared] == [
        ("uploads", "written when it is imported")
    ]


def test_hard_addresses_stand_with_their_places(tmp_path: Path) -> None:
    """Addresses in code and in tests are found; defaults, comparisons and docstrings are none."""
    files = {
        "shop/database.py": '''
            """Talks to postgresql://db/documented."""

            import os
            from sqlalchemy import create_engine

            url = os.environ.get("DATABASE_URL", "postgresql://db/default")
            if url == "postgresql://db/compared":
                raise SystemExit
            legacy = create_engine("postgresql+psycopg2://ada:secret@old/shop")
            ''',
        "tests/conftest.py": "URL = 'sqlite:///test.db'\n",
        "tests/test_urls.py": "def test_url(parse):\n    parse('postgresql://db/data')\n",
    }
    found = survey(tmp_path, files)
    assert [(each.value, str(each.places[0])) for each in found.addresses] == [
        (
            HardAddress("postgresql+psycopg2://ada:***@old/shop", "postgresql", in_tests=False),
            "shop/database.py:9",
        ),
        (HardAddress("sqlite:///test.db", "sqlite", in_tests=True), "tests/conftest.py:1"),
    ]
