"""By which names pytest knows tests and their classes: ``python_functions``, ``python_classes``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from layerproof.adoption.survey import PytestSettings


@dataclass(frozen=True, slots=True)
class Naming:
    """What the names of test functions and of test classes begin with, or are patterns of."""

    functions: tuple[str, ...] = ("test",)
    classes: tuple[str, ...] = ("Test",)

    def is_test(self, name: str) -> bool:
        """Whether a function of that name is a test."""
        return _is_named(name, self.functions)

    def is_class_of_tests(self, name: str) -> bool:
        """Whether pytest looks for tests in a class of that name."""
        return _is_named(name, self.classes)


def read_naming(settings: PytestSettings) -> Naming:
    """Return the names that count in a project; pytest's own where its settings say nothing."""
    usual = Naming()
    return Naming(
        _patterns(settings, "python_functions", usual.functions),
        _patterns(settings, "python_classes", usual.classes),
    )


def _patterns(settings: PytestSettings, name: str, usual: tuple[str, ...]) -> tuple[str, ...]:
    value = settings.values.get(name, usual)
    return tuple(value.split()) if isinstance(value, str) else value


def _is_named(name: str, patterns: Iterable[str]) -> bool:
    """Whether a name starts with one of the words or matches one as a pattern, as in pytest."""
    return any(
        name.startswith(each) or (any(c in each for c in "*?[") and fnmatchcase(name, each))
        for each in patterns
    )
