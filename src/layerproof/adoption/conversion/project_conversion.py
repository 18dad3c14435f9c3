"""Converting files and folders: what each file becomes, before anything is written."""

from __future__ import annotations

import fnmatch
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import libcst as cst

from layerproof.adoption.conversion.candidates import find_candidates
from layerproof.adoption.conversion.project_settings import read_settings
from layerproof.adoption.conversion.source_text import SourceText, read_source
from layerproof.adoption.conversion.text_conversion import convert_text
from layerproof.adoption.conversion.values import Conversion, Options
from layerproof.adoption.findings import Fault, Place

_DEEP = "is nested too deeply to be parsed"


@dataclass(frozen=True, slots=True)
class FileConversion:
    """One file: as it was, what becomes of it, and whether pytest collects it by its name."""

    shown: str
    source: SourceText
    result: Conversion
    collected: bool

    @property
    def changed(self) -> bool:
        """Whether the file is to be written."""
        return self.result.text != self.source.text

    @property
    def new_name(self) -> str:
        """The name under which pytest collects the file."""
        return self.source.path.name if self.collected else f"test_{self.source.path.name}"


@dataclass(frozen=True, slots=True)
class ProjectConversion:
    """What a call of the command found: conversions, files left alone, files not looked at."""

    files: tuple[FileConversion, ...] = ()
    faults: tuple[Fault, ...] = field(default=())

    @property
    def changed(self) -> tuple[FileConversion, ...]:
        """The files that are to be written."""
        return tuple(each for each in self.files if each.changed)


def convert_paths(paths: Iterable[Path], options: Options, start: Path) -> ProjectConversion:
    """Return what becomes of the files in ``paths``; one that cannot be read is a fault.

    :param start: the folder from which files are shown.
    :raises UsageError: when a path is not there.
    """
    files: list[FileConversion] = []
    faults: list[Fault] = []
    for path, _ in find_candidates(paths):
        shown = _shown(path, start)
        found = _convert_file(path, shown, options)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            files.append(found)
    return ProjectConversion(tuple(files), tuple(faults))


def _shown(path: Path, start: Path) -> str:
    try:
        return path.absolute().relative_to(start.absolute()).as_posix()
    except ValueError:
        return path.as_posix()


def _convert_file(path: Path, shown: str, options: Options) -> FileConversion | Fault:
    source = read_source(path, shown)
    if isinstance(source, Fault):
        return source
    settings = read_settings(path.absolute().parent)
    options = replace(options, asyncio_auto=options.asyncio_auto or settings.asyncio_auto)
    try:
        result = convert_text(source.text, path.stem, options)
        result.text.encode(source.encoding)
    except cst.ParserSyntaxError as error:
        return Fault(Place(shown, error.raw_line), f"is not Python: {error.message}")
    except RecursionError:
        return Fault(Place(shown), _DEEP)
    except UnicodeEncodeError as error:
        return Fault(Place(shown), f"cannot hold its TODOs in its encoding: {error.reason}")
    collected = any(fnmatch.fnmatch(path.name, each) for each in settings.python_files)
    return FileConversion(shown, source, result, collected)


def find_uncommitted(paths: Sequence[Path]) -> list[Path]:
    """Return those of ``paths`` with changes that git does not hold; none where git is not."""
    dirty: list[Path] = []
    for path in paths:
        try:
            said = subprocess.run(
                ["git", "status", "--porcelain", "--", path.name],
                cwd=path.absolute().parent,
                capture_output=True,
                check=True,
                timeout=20,
            )
        except (OSError, subprocess.SubprocessError):
            continue
        if said.stdout.strip():
            dirty.append(path)
    return dirty
