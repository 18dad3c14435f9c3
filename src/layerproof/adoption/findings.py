"""What every look at a foreign project has in common: where a thing stands, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Confidence(StrEnum):
    """How sure a finding is: the file says so, the code can hardly mean another, or names alone."""

    CERTAIN = "certain"
    LIKELY = "likely"
    GUESS = "guess"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A file from the project's root, in POSIX form, and a line from 1; 0 is the whole file."""

    path: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """One thing that was found, the places that it rests on, and how sure it is.

    ``why`` says in a few words what made it so, where the value alone does not.
    """

    value: T
    places: tuple[Place, ...]
    confidence: Confidence = Confidence.CERTAIN
    why: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that could not be read or parsed, and why; nothing of it is in any finding."""

    place: Place
    problem: str
