"""What a survey says, held to what a table can take: names that cannot stand there are left out."""

from __future__ import annotations

from collections.abc import Iterable

from layerproof.adoption.setup.toml_text import is_writable
from layerproof.adoption.survey import Survey
from layerproof.core.config.globs import compile_glob, normalise_path
from layerproof.errors import ConfigError


def has_tests(survey: Survey) -> bool:
    """Whether there are tests, or files that would be some if they could be read.

    Only where there are none at all may a tree of tests be written.
    """
    return bool(survey.tests.files)


def keep_target(target: str) -> str | None:
    """Return ``package.module:name`` where it is one."""
    halves = target.split(":")
    words = [word for half in halves for word in half.split(".")]
    return target if len(halves) == 2 and all(word.isidentifier() for word in words) else None


def keep_paths(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the paths that can stand in the table as folders or files, each once."""
    kept: dict[str, None] = {}
    for path in paths:
        if not is_writable(path) or any(char in path for char in "*?["):
            continue
        try:
            kept[normalise_path(path)] = None
        except ConfigError:
            continue
    return tuple(kept)


def keep_glob(glob: str) -> str | None:
    """Return the glob where it can stand in the table."""
    if not is_writable(glob):
        return None
    try:
        compile_glob(glob)
    except ConfigError:
        return None
    return glob
