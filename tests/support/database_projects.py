"""Small projects whose tests use the ready fixtures, as files, and how their tests ended.

The backends come from ``wired_backends``. A project runs on SQLite, on the server of this process
(``given``), or on one of Layerproof's own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.support.postgres import running_server
from tests.support.runs import clean_environment
from tests.support.wired_backends import WiredBackend, write_backend

ENGINES = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run of pytest ended. ``tests`` has each test's outcome by its name."""

    code: int
    text: str
    tests: Mapping[str, str]

    def count(self, outcome: str) -> int:
        """Return how many tests ended so."""
        return list(self.tests.values()).count(outcome)


@dataclass(slots=True)
class Project:
    """A folder with a backend and its configuration, to which tests are added."""

    root: Path
    engine: str
    backend: WiredBackend
    given: bool = True
    env: dict[str, str] = field(default_factory=dict)

    def write(self, **files: str) -> Project:
        """Write tests: ``integration_items`` becomes ``tests/integration/test_items.py``."""
        for name, text in files.items():
            suite, _, module = name.partition("_")
            self.put(f"tests/{suite}/test_{module}.py", text)
        return self

    def put(self, path: str, text: str) -> Project:
        """Write any file."""
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(textwrap.dedent(text), encoding="utf-8")
        return self

    def configure(self, *, pytest: str = "", table: str = "", rest: str = "") -> Project:
        """Write ``pyproject.toml``.

        :param pytest: lines of pytest's own options; the mode of pytest-asyncio is auto.
        :param table: lines of the database's table, beside those that the backend needs.
        :param rest: whatever follows.
        """
        mode = "" if "asyncio_mode" in pytest else 'asyncio_mode = "auto"'
        text = f"""
            [project]
            name = "shop"
            version = "1"

            [tool.pytest.ini_options]
            pythonpath = ["."]
            addopts = "--strict-markers -p no:pytest_postgresql -p no:pytester"
            asyncio_default_fixture_loop_scope = "function"
            filterwarnings = ["error"]
            {mode}
            {{pytest}}

            [tool.layerproof]
            source = ["{self.backend.package}"]
            app = "{self.backend.app}"

            [tool.layerproof.database]
            engine = "{self.engine}"
            metadata = "{self.backend.package}.models:Base.metadata"
            {_as_toml(self.backend.table, table)}
            {{table}}

            {{rest}}
            """
        body = textwrap.dedent(text).replace("{pytest}", textwrap.dedent(pytest))
        body = body.replace("{table}", textwrap.dedent(table))
        body = body.replace("{rest}", textwrap.dedent(rest))
        return self.put("pyproject.toml", body)

    def environment(self) -> dict[str, str]:
        """Return the environment in which the project's tests run."""
        url = {}
        if self.given and self.engine == "postgresql":
            url = {"TEST_DATABASE_URL": running_server().place.url()}
        outer = clean_environment(**{**url, **self.env})
        if "TEST_DATABASE_URL" not in {**url, **self.env}:
            outer.pop("TEST_DATABASE_URL", None)
        return outer

    def command(self, *args: str) -> list[str]:
        """Return the command that runs the project's tests.

        Hypothesis is imported by its plugin in every run: a sixth of the time of such a small one.
        """
        unused = ["-p", "no:cacheprovider", "-p", "no:hypothesispytest"]
        return [sys.executable, "-m", "pytest", *unused, *args]

    def run(self, *args: str, timeout: float = 120) -> Ran:
        """Run pytest on the project in a process of its own."""
        report = self.root / "report.xml"
        report.unlink(missing_ok=True)
        done = subprocess.run(
            self.command(f"--junitxml={report}", *args),
            cwd=self.root,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout,
            check=False,
        )
        return Ran(done.returncode, done.stdout, _read_outcomes(report))


def write_project(
    root: Path,
    engine: str,
    *,
    shape: str = "dependency",
    is_async: bool = True,
    given: bool = True,
) -> Project:
    """Write a backend of a shape and its configuration.

    :param given: use this process's PostgreSQL; otherwise the project starts its own.
    """
    root.mkdir(parents=True, exist_ok=True)
    backend = write_backend(root, shape, is_async=is_async, package="shop")
    if shape == "environment" and is_async:
        backend.table["env"] = {"SHOP_URL": "{async_url}"}
    return Project(root, engine, backend, given=given).configure()


def _as_toml(table: Mapping[str, object], over: str) -> str:
    lines = []
    for key, value in table.items():
        if f"{key} =" in over:
            continue
        if isinstance(value, dict):
            inner = ", ".join(f'{name} = "{text}"' for name, text in value.items())
            lines.append(f"{key} = {{ {inner} }}")
        elif isinstance(value, tuple):
            lines.append(f"{key} = [{', '.join(repr(each) for each in value)}]")
        else:
            lines.append(f'{key} = "{value}"')
    return f"\n{' ' * 12}".join(lines)


def _read_outcomes(report: Path) -> dict[str, str]:
    if not report.exists():
        return {}
    outcomes: dict[str, str] = {}
    for case in ET.parse(report).iter("testcase"):
        ends = [child.tag for child in case if child.tag in ("failure", "error", "skipped")]
        name = str(case.get("name"))
        seen = outcomes.get(name, "passed")
        outcome = {"failure": "failed", "error": "error"}.get(ends[0], ends[0]) if ends else seen
        outcomes[name] = "failed" if seen == "failed" else outcome
    return outcomes


def is_alive(pid: int) -> bool:
    """Return whether a process runs; one that only waits to be read by its parent does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def find_processes(folder: Path) -> list[int]:
    """Return the processes whose command line or working directory names a folder."""
    found = []
    for place in Path("/proc").iterdir():
        if not place.name.isdigit() or int(place.name) == os.getpid():
            continue
        try:
            words = (place / "cmdline").read_bytes().decode(errors="replace")
            where = str((place / "cwd").readlink())
        except OSError:
            continue
        if (str(folder) in words or where.startswith(str(folder))) and is_alive(int(place.name)):
            found.append(int(place.name))
    return found
