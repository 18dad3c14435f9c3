"""The files of a project, listed and parsed once. Nothing of the project is imported.

Folders that hold no code of the project (environments, caches, hidden ones) are not entered, links
to folders are not followed, and what cannot be read is a fault instead of an error.
"""

from __future__ import annotations

import ast
import io
import os
import re
import tokenize
import tomllib
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from layerproof.adoption.findings import Fault, Place
from layerproof.adoption.reading.ini_file import (
    IniFile,
    IniUnreadableError,
    parse_ini,
    parse_pytest_ini,
)
from layerproof.adoption.reading.toml_file import TomlFile, parse_toml
from layerproof.adoption.reading.yaml_file import YamlFile, YamlUnreadableError, parse_yaml

T = TypeVar("T")

#: Folders that hold no code of the project itself.
SKIPPED = frozenset({"__pycache__", "node_modules", "site-packages"})
#: Folders that are built or installed, unless they are packages of the project by that name.
_BUILT = frozenset({"venv", "env", "virtualenv", "build", "dist", "htmlcov", "target"})
#: Hidden files and folders that say something about the project.
_SPEAKING = frozenset(
    {
        *(".github", ".gitlab-ci.yml", ".gitlab", ".circleci", ".azure-pipelines"),
        *(".coveragerc", ".coveragerc.toml", ".pytest.ini", ".pytest.toml", ".python-version"),
    }
)
_LARGEST = 2_000_000
#: Half of all nodes, which have nothing below them but a context.
_LEAVES = frozenset({ast.Name, ast.Constant, ast.alias})


@dataclass(frozen=True, slots=True)
class Module:
    """A parsed Python file: its path from the root, its text and its syntax tree."""

    path: str
    text: str
    tree: ast.Module


class ProjectTree:
    """A project's files; every file is read and parsed at most once.

    :param root: the project's folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._faults: dict[str, Fault] = {}
        self._texts: dict[str, str | None] = {}
        self._modules: dict[str, Module | None] = {}
        self._nodes: dict[str, tuple[ast.AST, ...]] = {}
        self._loaded: dict[tuple[str, str], object] = {}

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What could not be listed, read or parsed so far, by path."""
        return tuple(self._faults[path] for path in sorted(self._faults))

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Every file, from the root in POSIX form, sorted."""
        return tuple(sorted(self._walk("")))

    @cached_property
    def python_files(self) -> tuple[str, ...]:
        """Every Python file among them."""
        return tuple(path for path in self.files if path.endswith(".py"))

    def has(self, path: str) -> bool:
        """Whether there is such a file."""
        return self._holds(path)

    def has_folder(self, path: str) -> bool:
        """Whether there is such a folder."""
        return os.path.isdir(self.root / path)  # noqa: PTH112 # see `_holds`

    def read(self, path: str) -> str | None:
        """Return a file's text; ``None``, and a fault, where it cannot be read as UTF-8."""
        if path not in self._texts:
            self._texts[path] = self._read(path)
        return self._texts[path]

    def parse(self, path: str) -> Module | None:
        """Return a Python file's syntax tree; ``None``, and a fault, where there is none."""
        if path not in self._modules:
            self._modules[path] = self._parse(path)
        return self._modules[path]

    def nodes(self, path: str) -> tuple[ast.AST, ...]:
        """Return every node of a Python file, as ``ast.walk`` gives them; none for no Python.

        Walked once, however many ask: walking costs more than parsing does.
        """
        if path not in self._nodes:
            module = self.parse(path)
            self._nodes[path] = list_nodes(module.tree) if module else ()
        return self._nodes[path]

    def toml(self, path: str) -> TomlFile | None:
        """Return a TOML file; ``None``, and a fault, where there is none."""
        return self._load(path, parse_toml)

    def ini(self, path: str) -> IniFile | None:
        """Return an INI file as ``configparser`` reads it; ``None``, and a fault, else."""
        return self._load(path, parse_ini)

    def pytest_ini(self, path: str) -> IniFile | None:
        """Return an INI file as pytest reads it; ``None``, and a fault, else."""
        return self._load(path, parse_pytest_ini)

    def yaml(self, path: str) -> YamlFile | None:
        """Return a YAML file; ``None``, and a fault, where there is none."""
        return self._load(path, parse_yaml)

    def _load(self, path: str, parse: Callable[[str, str], T]) -> T | None:
        key = (path, parse.__name__)
        if key not in self._loaded:
            self._loaded[key] = self._try(path, parse)
        return self._loaded[key]  # type: ignore[return-value] # the key names the parser

    def _try(self, path: str, parse: Callable[[str, str], T]) -> T | None:
        text = self.read(path)
        if text is None:
            return None
        try:
            return parse(path, text)
        except tomllib.TOMLDecodeError as error:
            self._note(path, _find_line(error), f"is not TOML: {error}")
        except (IniUnreadableError, YamlUnreadableError) as error:
            self._note(path, error.line, str(error))
        except RecursionError:
            self._note(path, 0, "is nested too deeply")
        return None

    def _walk(self, folder: str) -> list[str]:
        found: list[str] = []
        waiting = [folder]
        while waiting:
            here = waiting.pop()
            try:
                entries = list(os.scandir(self.root / here))
            except OSError as error:
                self._note(here or ".", 0, f"cannot be listed: {error.strerror}")
                continue
            for entry in entries:
                path = f"{here}/{entry.name}" if here else entry.name
                if entry.is_dir(follow_symlinks=False):
                    if self._is_entered(path, entry.name):
                        waiting.append(path)
                elif self._is_listed(entry.name) and _is_file(entry):
                    found.append(path)
        return found

    def _is_entered(self, path: str, name: str) -> bool:
        if name.startswith("."):
            return name in _SPEAKING
        if name.endswith(".egg-info") or name in SKIPPED:
            return False
        if name in _BUILT and not self._holds(f"{path}/__init__.py"):
            return False
        return not self._holds(f"{path}/pyvenv.cfg")

    def _holds(self, path: str) -> bool:
        """Whether there is such a file; not, where nobody may look (``Path.is_file`` raises)."""
        return os.path.isfile(self.root / path)  # noqa: PTH113 # see the docstring

    @staticmethod
    def _is_listed(name: str) -> bool:
        return not name.startswith(".") or name in _SPEAKING or name.startswith(".env")

    def _read(self, path: str) -> str | None:
        try:
            with (self.root / path).open("rb") as file:
                data = file.read(_LARGEST + 1)
        except OSError as error:
            self._note(path, 0, f"cannot be read: {error.strerror}")
            return None
        if len(data) > _LARGEST:
            self._note(path, 0, f"is larger than {_LARGEST // 1_000_000} MB")
            return None
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            text = _decode_declared(data) if path.endswith(".py") else None
            if text is None:
                self._note(path, data[: error.start].count(b"\n") + 1, "is not UTF-8")
            return text

    def _parse(self, path: str) -> Module | None:
        text = self.read(path)
        if text is None:
            return None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return Module(path, text, ast.parse(text))
        except SyntaxError as error:
            self._note(path, error.lineno or 0, f"is not Python: {error.msg}")
        except (ValueError, RecursionError, MemoryError) as error:
            self._note(path, 0, f"is not Python: {error}")
        return None

    def _note(self, path: str, line: int, problem: str) -> None:
        self._faults.setdefault(path, Fault(Place(path, line), problem))


def list_nodes(root: ast.AST) -> tuple[ast.AST, ...]:
    """Return a node and all below it in the order of ``ast.walk``, without contexts such as Load.

    ``ast.walk`` takes four times as long.
    """
    found = [root]
    for node in found:
        if type(node) in _LEAVES:
            continue
        for value in vars(node).values():
            if isinstance(value, list):
                found += [each for each in value if isinstance(each, ast.AST)]
            elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                found.append(value)
    return tuple(found)


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether it is a file, or a link to one; a link that leads in a circle is none."""
    try:
        return entry.is_file()
    except OSError:
        return False


def _find_line(error: tomllib.TOMLDecodeError) -> int:
    match = re.search(r"line (\d+)", str(error))
    return int(match[1]) if match else 0


def _decode_declared(data: bytes) -> str | None:
    """Return a module's text by the encoding that its first lines declare, if they do (PEP 263)."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError):
        return None
