"""Naming conventions: each a rule, how many keep it, and who does not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch

from layerproof.adoption.audit.answers import Share
from layerproof.adoption.audit.inputs import AuditInput
from layerproof.adoption.audit.values import Convention

_SNAKE = re.compile(r"[a-z_][a-z0-9_]*")
_PASCAL = re.compile(r"_?[A-Z][A-Za-z0-9]*")
_EMPTY_NAME = re.compile(r"test_?(\d*|it|this|that|foo|bar|main|all|new|thing|something|case)\d*")


def judge_names(given: AuditInput) -> tuple[Convention, ...]:
    """Return every convention; one that nothing falls under has a share of nothing."""
    return (*_judge_files(given), *_judge_tests(given))


def _judge_files(given: AuditInput) -> Iterator[Convention]:
    paths = sorted({test.path for test in given.tests})
    files = {path: path.rpartition("/")[2] for path in paths}
    patterns = given.survey.tests.settings.python_files
    yield _judge(
        "files pytest collects",
        f"a file with tests matches python_files ({', '.join(patterns)})",
        {path: any(fnmatch(name, each) for each in patterns) for path, name in files.items()},
    )
    yield _judge(
        "one pattern for files",
        "files of tests are all named test_*.py, or all *_test.py",
        _same_pattern(files),
    )
    yield _judge(
        "snake_case files and folders",
        "files and folders of tests are lower case with underscores",
        {path: all(_SNAKE.fullmatch(part) for part in _parts(path)) for path in paths},
    )


def _judge_tests(given: AuditInput) -> Iterator[Convention]:
    named = [test for test in given.tests if not test.unittest]
    yield _judge(
        "snake_case tests",
        "a test's name is lower case with underscores",
        {test.nodeid: bool(_SNAKE.fullmatch(test.name)) for test in named},
    )
    yield _judge(
        "names that say something",
        "a test's name says what it shows, not only that it is a test",
        {test.nodeid: not _EMPTY_NAME.fullmatch(test.name) for test in given.tests},
    )
    classes = {
        f"{test.path}::{test.scope}": test.scope.rpartition(".")[2]
        for test in given.tests
        if test.scope
    }
    yield _judge(
        "PascalCase classes",
        "a class of tests is named in PascalCase",
        {nodeid: bool(_PASCAL.fullmatch(name)) for nodeid, name in classes.items()},
    )


def _same_pattern(files: dict[str, str]) -> dict[str, bool]:
    before = [path for path, name in files.items() if name.startswith("test_")]
    after = [path for path, name in files.items() if name.endswith("_test.py")]
    most = set(before if len(before) >= len(after) else after)
    return {path: path in most for path in files}


def _parts(path: str) -> Iterable[str]:
    *folders, name = path.split("/")
    return (*folders, name.removesuffix(".py"))


def _judge(name: str, about: str, kept: dict[str, bool]) -> Convention:
    exceptions = tuple(sorted(key for key, keeps in kept.items() if not keeps))
    return Convention(name, about, Share(len(kept) - len(exceptions), len(kept)), exceptions)
