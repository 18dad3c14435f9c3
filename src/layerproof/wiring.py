"""The one file that knows the real adapters. It fills the ports of ``pipeline`` with them.

What is slow to import (coverage.py above all) is imported where it is first needed: a session
that only runs tests should not wait for what judges them.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, Self

from layerproof import __version__
from layerproof.adapters import config_file, interpreter, processes, records, source_files
from layerproof.core.config.identity import identify_config
from layerproof.core.config.source_set import is_test_file
from layerproof.core.config.values import Config
from layerproof.core.judge.evidence import DataFault, DataFaultKind
from layerproof.core.judge.values import Provenance
from layerproof.core.linedata.values import ParsedSource, RawLines
from layerproof.core.outcome.values import Fingerprint, Part, PartOutcome
from layerproof.core.suites.selection import Selector
from layerproof.core.suites.tracing import Interpreter, Tracing
from layerproof.errors import DataUnreadableError
from layerproof.pipeline.ports import Ended, LinesRead, Packed, RecordedPart

#: Settings of coverage.py that a caller's environment would otherwise force on a suite.
_FOREIGN = ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG", "COVERAGE_CORE", "COVERAGE_FILE")
_FOREIGN_TOO = ("COVERAGE_RCFILE", "COVERAGE_FORCE_CONFIG")

#: Distributions whose presence decides which pytest options exist.
_ASKED_FOR = ("pytest-xdist", "pytest-cov", "pytest-timeout")


class PlainProject:
    """The project in a folder of this machine, for whoever neither measures nor judges."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.config: Config = self._read_config(root)

    @classmethod
    def find(cls, start: Path) -> Self:
        """Return the project that ``start`` lies in."""
        return cls(config_file.find_root(start))

    def _read_config(self, root: Path) -> Config:
        return config_file.read_config(root)

    def list_source(self) -> Sequence[str]:
        """Return every Python file of the source folders."""
        return source_files.list_python_files(self.root, self.config.source)

    def list_tests(self) -> Sequence[str]:
        """Return every Python file of the test roots that is not measured source."""
        files = source_files.list_python_files(self.root, self.config.tests)
        source = set(self.list_source())
        return [path for path in files if path not in source or is_test_file(self.config, path)]


class LocalProject(PlainProject):
    """The same project with its own coverage.py settings, for whoever measures or judges."""

    def _read_config(self, root: Path) -> Config:
        from layerproof.adapters.coverage_settings_file import read_coverage_choices

        return config_file.read_config(root, coverage=read_coverage_choices(root))

    def take_fingerprint(self) -> Fingerprint:
        """Return what source, tests and settings hash to now."""
        from layerproof.adapters.migration_files import list_migration_files
        from layerproof.adapters.settings_hashes import hash_settings

        source = [path for path in self.list_source() if not is_test_file(self.config, path)]
        tests = source_files.hash_files(self.root, [*self.list_tests(), *self._list_conftests()])
        tests |= hash_settings(self.root)
        database = self.config.database
        if database is not None and database.migrations is not None:
            files = list_migration_files(self.root, database.migrations)
            tests |= source_files.hash_files(self.root, files)
        return Fingerprint(
            source=source_files.hash_files(self.root, source),
            tests=tests,
            config=identify_config(self.config),
        )

    def _list_conftests(self) -> Iterable[str]:
        """Return the conftests above the test roots, which pytest reads for all tests below."""
        above = {folder for root in self.config.tests for folder in PurePosixPath(root).parents}
        found = {(folder / "conftest.py").as_posix() for folder in above | {PurePosixPath()}}
        return sorted(path for path in found if (self.root / path).is_file())

    def describe(self) -> Provenance:
        """Return a new run's identity: when, of which project, at which commit."""
        from layerproof.adapters.git import look_at_checkout

        checkout = look_at_checkout(self.root)
        return Provenance(
            run_id=str(uuid.uuid4()),
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            project=self.config.project,
            version=__version__,
            commit=checkout.commit,
            branch=checkout.branch,
            dirty=checkout.dirty,
        )


class LocalRecordings:
    """What runs left in one or more ``.layerproof`` folders."""

    def __init__(self, project: LocalProject, homes: Sequence[Path]) -> None:
        self._project = project
        self._homes = homes

    def read_parts(self) -> tuple[Sequence[RecordedPart], Sequence[DataFault]]:
        """Return every part that is recorded, and what could not be read."""
        parts: list[RecordedPart] = []
        faults: list[DataFault] = []
        for folder in records.find_part_folders(self._homes):
            try:
                parts.append(RecordedPart(records.read_outcome(folder), str(folder.path)))
            except DataUnreadableError as error:
                faults.append(DataFault(folder.path.name, error.problem))
        return parts, faults

    def read_lines(self, files: Sequence[str], parts: Sequence[RecordedPart]) -> LinesRead:
        """Return the parsed source, and what the parts of each suite ran."""
        from layerproof.adapters.source_parser import Unparsed, parse_sources

        choices = self._project.config.coverage
        found = parse_sources(
            self._project.root, files, choices, processes=interpreter.count_cores()
        )
        faults = [
            DataFault(f"source file {one.path}", one.problem)
            for one in found
            if isinstance(one, Unparsed)
        ]
        raw: dict[str, list[RawLines]] = {}
        for part in parts:
            read = self._read_part(part, faults)
            if read is not None:
                raw.setdefault(part.outcome.part.suite, []).append(read)
        return LinesRead([one for one in found if isinstance(one, ParsedSource)], raw, faults)

    def _read_part(self, part: RecordedPart, faults: list[DataFault]) -> RawLines | None:
        from layerproof.adapters.coverage_data import hash_data, read_traced

        label = part.outcome.part.label
        facts = part.outcome.coverage
        data = records.PartFolder(Path(part.key)).data
        if facts is None or not facts.data:
            return None
        if not data.is_file():
            problem = f"the coverage data of {label} is gone"
            faults.append(DataFault(label, problem, DataFaultKind.MISSING))
            return None
        if hash_data(data) != facts.data:
            faults.append(DataFault(label, f"the coverage data of {label} was changed or cut off"))
            return None
        try:
            return read_traced(data)
        except DataUnreadableError as error:
            faults.append(DataFault(label, error.problem))
            return None


class LocalDesk:
    """One part's folder while the part runs in this interpreter."""

    def __init__(self, project: PlainProject, folder: records.PartFolder, part: Part) -> None:
        self._project = project
        self._folder = folder
        self._part = part
        self.record = str(folder.session)

    def write(self, outcome: PartOutcome) -> None:
        """Write the part's record."""
        records.write_outcome(self._folder, outcome)

    def prepare_tracing(self, tracing: Tracing) -> None:
        """Write the settings that coverage.py will be started with."""
        from layerproof.adapters.tracing_file import TracingOrder, write_tracing_file

        config = self._project.config
        order = TracingOrder(
            root=self._project.root,
            source=config.source,
            suite=self._part.suite,
            tracing=tracing,
            pieces=self._folder.pieces,
        )
        write_tracing_file(self._folder.settings, order)

    def run_pytest(self, arguments: Sequence[str], *, traced: bool) -> Ended:
        """Run pytest in a child of this interpreter."""
        tracer = ["coverage", "run", f"--rcfile={self._folder.settings}", "-m"] if traced else []
        return run_python([*tracer, "pytest", *arguments], self._project.root)

    def read_session(self) -> Mapping[str, Any] | None:
        """Return what pytest's process wrote about itself, or ``None`` if it did not."""
        try:
            document: Mapping[str, Any] = records.read_json(self._folder.session)
        except DataUnreadableError:
            return None
        return document

    def pack(self, tracing: Tracing) -> Packed:
        """Join what all processes of the part traced into one file."""
        from layerproof.adapters.coverage_data import find_pieces, pack_pieces

        try:
            pieces = find_pieces(self._folder.pieces)
            data = pack_pieces(
                pieces,
                self._folder.data,
                root=self._project.root,
                suite=self._part.suite,
                branch=tracing.branch,
            )
        except DataUnreadableError as error:
            return Packed("", frozenset(), frozenset(), error.problem)
        return Packed(
            data if pieces else "",
            frozenset(piece.pid for piece in pieces if piece.proves("plain.py")),
            frozenset(piece.pid for piece in pieces if piece.proves("switching.py")),
        )


class LocalWorkplace:
    """This machine and this interpreter."""

    def __init__(self, project: PlainProject) -> None:
        self._project = project
        self.root = str(project.root)
        self.cores = interpreter.count_cores()
        self.python_version = interpreter.python_version()

    @cached_property
    def interpreter(self) -> Interpreter:
        """What decides the tracing."""
        return interpreter.look_at_interpreter()

    @cached_property
    def coverage_version(self) -> str:
        """The installed coverage.py's version, empty when there is none."""
        return interpreter.package_version("coverage") or ""

    @cached_property
    def installed(self) -> frozenset[str]:
        """Which of the distributions that matter are installed."""
        return frozenset(name for name in _ASKED_FOR if interpreter.package_version(name))

    @cached_property
    def addopts(self) -> tuple[str, ...]:
        """The words of the project's own ``addopts``."""
        from layerproof.adapters.pytest_settings import read_addopts

        return read_addopts(self._project.root)

    def now(self) -> str:
        """Return the time in UTC, as ISO 8601 with seconds."""
        return datetime.now(UTC).isoformat(timespec="seconds")

    def count_tests(self) -> Mapping[str, int]:
        """Return about how many tests each suite has, from the text of the test files."""
        selector = Selector(self._project.config)
        counts: Counter[str] = Counter()
        files = source_files.count_test_functions(self._project.root, self._project.list_tests())
        for path, tests in files.items():
            counts[selector.suite_of(path, frozenset()) or ""] += tests
        return counts

    def list_tests(self, folders: Iterable[str]) -> Sequence[str]:
        """Return every Python file of those folders."""
        return source_files.list_python_files(self._project.root, folders)

    @contextlib.contextmanager
    def open_desk(self, part: Part) -> Iterator[LocalDesk]:
        """Hold and clear the part's folder; nobody else runs the part until the block ends."""
        home = records.make_home(self._project.root)
        with records.hold_part(records.part_folder(home, part)):
            yield LocalDesk(self._project, records.clear_part(home, part), part)

    def run_bare(self, arguments: Sequence[str]) -> Ended:
        """Run pytest in a child of this interpreter, without tracing."""
        return run_python(["pytest", *arguments], self._project.root)


def run_python(module: Sequence[str], root: Path) -> Ended:
    """Run ``python -m`` with that module and its arguments, in this interpreter's environment."""
    command = [sys.executable, "-m", *module]
    env = child_environment() | {"LAYERPROOF_EARLY": _order_early(module, root)}
    ended = processes.run_child(command, root=root, env=env)
    return Ended(ended.code, ended.interrupted, ended.seconds)


def _order_early(words: Sequence[str], root: Path) -> str:
    """Return what the plugin that sets the environment needs to know before it can ask pytest."""
    option = "--layerproof-suites="
    suites = next((word.removeprefix(option) for word in words if word.startswith(option)), "")
    return json.dumps({"root": str(root), "suites": suites})


def child_environment() -> dict[str, str]:
    """Return the environment for a pytest process: this one's, without foreign tracing."""
    env = {k: v for k, v in os.environ.items() if k not in {*_FOREIGN, *_FOREIGN_TOO}}
    env["LAYERPROOF_RUNNER"] = str(os.getpid())
    return env
