"""What a doctor's check answers: findings, each with why it matters and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from layerproof.adoption.findings import Place

if TYPE_CHECKING:
    from layerproof.adoption.reading.tree import ProjectTree
    from layerproof.adoption.survey import Survey
    from layerproof.core.config.values import Config


class State(StrEnum):
    """What a check came to; ``NOT_MEASURED`` is never well."""

    WELL = "well"
    FOUND = "found"
    NOT_MEASURED = "not measured"


@dataclass(frozen=True, slots=True)
class Edit:
    """A safe change of one file: its whole new text, and a sentence that says what changes."""

    path: str
    text: str
    about: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One answer of one check.

    ``what`` is the finding in one sentence, ``why`` why it matters, ``fix`` what to do.
    ``edits`` are what ``--fix`` would carry out; empty where nobody but the authors can decide.
    """

    check: str
    state: State
    what: str
    why: str = ""
    fix: str = ""
    places: tuple[Place, ...] = ()
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Patient:
    """The project under examination; ``config`` is ``None`` without a table, or with a wrong one.

    ``python`` is the interpreter of the project's environment, ``time_limit`` the seconds that the
    import of one file may take, ``run_limit`` those of one run of tests; ``say`` tells progress.
    """

    root: Path
    tree: ProjectTree
    survey: Survey
    config: Config | None
    python: str
    time_limit: float
    run_limit: float
    say: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Check:
    """A check: its slug, what it looks at, and how. ``runs_tests`` says that it takes long."""

    name: str
    about: str
    examine: Callable[[Patient], Iterable[Diagnosis]]
    runs_tests: bool = False
