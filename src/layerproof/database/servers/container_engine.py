"""The face of a container engine, and the values that go through it.

``container`` asks, ``docker_engine`` answers; tests have an engine of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


class EngineError(Exception):
    """The container engine is not there, or refuses; the text is its own."""


@dataclass(frozen=True, slots=True)
class Spec:
    """What a container is made from. ``mark`` changes when any of it does."""

    name: str
    image: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(repr=False)
    mark: str


@dataclass(frozen=True, slots=True)
class Found:
    """A container that exists."""

    running: bool
    mark: str


class Engine(Protocol):
    """What is asked of a container engine; every method may raise ``EngineError``."""

    def find(self, name: str) -> Found | None:
        """Return the container of that name."""

    def create(self, spec: Spec) -> None:
        """Make and start a container, its image fetched if need be."""

    def start(self, name: str) -> None:
        """Start a container that was stopped."""

    def stop(self, name: str) -> None:
        """Stop a container, keeping its data."""

    def remove(self, name: str) -> None:
        """Remove a container with its data."""

    def address(self, name: str) -> tuple[str, int]:
        """Return host and port under which a running container's server is reached."""

    def read_log(self, name: str) -> str:
        """Return the last lines that a container wrote."""
