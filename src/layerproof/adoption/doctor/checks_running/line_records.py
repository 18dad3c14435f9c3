"""Which lines of which files ran, out of reports and data that lie in a project. No judgement."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layerproof.adoption.doctor.values import Patient
from layerproof.adoption.probing.children import make_environment

_XML = ("coverage.xml", ".layerproof/report/coverage.xml")
_JSON = ("coverage.json",)
_DATA = ".coverage"
_LIMIT = 60
_TAKEN = re.compile(r"\((\d+)/(\d+)\)")


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file's lines that ran and that did not; branches as taken and all, 0 for none."""

    path: str
    ran: frozenset[int]
    missed: frozenset[int]
    taken: int = 0
    branches: int = 0


@dataclass(frozen=True, slots=True)
class LineRecord:
    """One report: where it lies, when it was written (seconds since the epoch), its files."""

    origin: str
    written: float
    files: tuple[FileRecord, ...]


def read_records(patient: Patient) -> tuple[LineRecord, ...]:
    """Return every report and data file that lies where tools put them, and can be read."""
    return tuple(_read_all(patient))


def _read_all(patient: Patient) -> Iterator[LineRecord]:
    for name in (*_XML, *_JSON, _DATA):
        path = patient.root / name
        try:
            written = path.stat().st_mtime
        except OSError:
            continue
        if name == _DATA:
            files = _read_data(patient, path)
        elif name in _XML:
            files = _read_xml(patient.root, path)
        else:
            files = read_json(_load(path))
        if files:
            yield LineRecord(name, written, files)


def _read_xml(root: Path, path: Path) -> tuple[FileRecord, ...]:
    try:
        top = ET.parse(path).getroot()  # noqa: S314 - the file is the project's own
    except (OSError, ET.ParseError):
        return ()
    sources = [each.text or "" for each in top.iterfind("sources/source")]
    return tuple(_read_class(root, sources, each) for each in top.iter("class"))


def _read_class(root: Path, sources: list[str], element: ET.Element) -> FileRecord:
    ran: set[int] = set()
    missed: set[int] = set()
    taken = branches = 0
    for line in element.iterfind("lines/line"):
        number = int(line.get("number", "0"))
        (ran if line.get("hits", "0") != "0" else missed).add(number)
        share = _TAKEN.search(line.get("condition-coverage", ""))
        if share:
            taken += int(share[1])
            branches += int(share[2])
    path = _find_file(root, sources, element.get("filename", ""))
    return FileRecord(path, frozenset(ran), frozenset(missed), taken, branches)


def _find_file(root: Path, sources: list[str], name: str) -> str:
    for source in (".", *sources):
        path = root / source / name
        if path.is_file() and path.resolve().is_relative_to(root.resolve()):
            return path.resolve().relative_to(root.resolve()).as_posix()
    return name


def _load(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def read_json(document: Any) -> tuple[FileRecord, ...]:
    """Return the files of a report by ``coverage json``; none where it is something else."""
    try:
        return tuple(
            FileRecord(
                path,
                frozenset(file["executed_lines"]),
                frozenset(file["missing_lines"]),
                file["summary"].get("covered_branches", 0),
                file["summary"].get("num_branches", 0),
            )
            for path, file in document["files"].items()
        )
    except (AttributeError, KeyError, TypeError):
        return ()


def _read_data(patient: Patient, path: Path) -> tuple[FileRecord, ...]:
    """Let the project's own coverage.py read a copy: a report may combine and delete data."""
    with tempfile.TemporaryDirectory(prefix="layerproof-probe-") as at:
        copy, report = Path(at, _DATA), Path(at, "report.json")
        command = [patient.python, "-m", "coverage", "json", "-q", "-i", "--fail-under=0"]
        try:
            shutil.copyfile(path, copy)
            subprocess.run(
                [*command, f"--data-file={copy}", "-o", str(report)],
                cwd=patient.root,
                env=make_environment(patient.python, {}),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_LIMIT,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return ()
        return read_json(_load(report))
