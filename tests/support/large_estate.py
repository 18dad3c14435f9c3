"""A test estate of any size, two of its files hanging at import: for what an audit costs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

#: Where the two hanging files stand, and the function in which each of them waits.
HANGING = {
    "tests/unit/area_00/test_00_waits.py": "wait_for_nobody",
    "tests/unit/area_01/test_00_locks.py": "take_twice",
}

_PYPROJECT = """\
[project]
name = "estate"
version = "1"
requires-python = ">=3.11"
dependencies = []

[tool.pytest.ini_options]
pythonpath = ["."]
addopts = ["--strict-markers", "--import-mode=importlib"]
"""

_SERVICE = """\
def add(first, second):
    return first + second


def divide(whole, parts):
    if parts == 0:
        raise ValueError("nothing is divided into no parts")
    return whole / parts
"""

_TEST = """\
import pytest

from estate.area_{area:02}.service_{at:02} import add, divide


@pytest.fixture
def whole():
    return 12


def test_adds_{at}():
    assert add({at}, 2) == {at} + 2


@pytest.mark.parametrize("parts", [1, 2, 3])
def test_divides_{at}(whole, parts):
    assert divide(whole, parts) * parts == whole


def test_refuses_{at}(whole):
    with pytest.raises(ValueError, match="no parts"):
        divide(whole, 0)
"""

_WAITS = """\
import socket


def wait_for_nobody():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.accept()


wait_for_nobody()


def test_never_collected():
    assert True
"""

_LOCKS = """\
import threading

lock = threading.Lock()


def take_twice():
    with lock, lock:
        pass


take_twice()


def test_never_collected_either():
    assert True
"""


@dataclass(frozen=True, slots=True)
class Size:
    """So many areas with so many services each, a file of tests a service, and some more."""

    areas: int
    services: int
    more: int = 0


#: 249 files in 40 folders: 18 folders of areas on each side, and the four that hold them.
MEASURED = Size(areas=18, services=6, more=10)


def write_estate(root: Path, size: Size = MEASURED, *, hanging: bool = True) -> Path:
    """Write an estate to ``root`` and return it; ``hanging`` adds the two files that never end."""
    files = {"pyproject.toml": _PYPROJECT, "estate/__init__.py": "", "tests/conftest.py": ""}
    for area in range(size.areas):
        files[f"estate/area_{area:02}/__init__.py"] = ""
        for at in range(size.services):
            files[f"estate/area_{area:02}/service_{at:02}.py"] = _SERVICE
            path = f"tests/unit/area_{area:02}/test_service_{area:02}_{at:02}.py"
            files[path] = _TEST.format(area=area, at=at)
    for at in range(size.more):
        files[f"tests/unit/test_more_{at:02}.py"] = _TEST.format(area=0, at=at % size.services)
    if hanging:
        waits, locks = HANGING
        files |= {waits: _WAITS, locks: _LOCKS}
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root
