"""Which suite a test belongs to: exactly one, or none. Pure; the plugin asks it for every test.

In this order:

1. **Marker.** The first suite, in order of precedence, whose ``select`` brings the test in. A
   test marked ``integration`` and ``slow`` is in ``slow`` only.
2. **Fixture.** The first suite that names one of the fixtures which the test asks for, itself or
   through another fixture.
3. **Folder.** Of the suites whose ``folders`` match, the one that is named nearest to the
   root: ``tests/unit/api/test_x.py`` is a unit test.
4. **File name**, for tests that lie beside the code.
5. **An open expression.** Where ``select`` is true for a test without any marker (``not slow``,
   or an empty one), it does not bring a test in: it says which tests the suite does not take.
   It bars them from the suite's fixtures, folders and file names, and what nobody has taken until
   here goes to the first suite with such an expression that is true.
6. ``default_suite``.

A test that is left over is an orphan.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from layerproof.core.config.globs import compile_globs
from layerproof.core.config.markers import MarkerExpression, compile_expression
from layerproof.core.config.values import Config, Suite

#: Any file's name that no pattern would name on purpose; it stands for "whatever lies there".
_ANY_FILE = "\0"


class Selector:
    """The suites of one config, ready to be asked; answers are remembered."""

    def __init__(self, config: Config) -> None:
        self._suites = tuple(_Entry(suite) for suite in config.suites)
        self._open = tuple(entry for entry in self._suites if entry.is_open)
        self._closed = tuple(entry for entry in self._suites if not entry.is_open)
        self._default = [entry for entry in self._suites if entry.name == config.default_suite]
        self._fixtures = frozenset(name for suite in config.suites for name in suite.fixtures)
        self._deselects = compile_expression(config.deselect) if config.deselect else None
        self._answers: dict[tuple[str, frozenset[str], frozenset[str]], str | None] = {}
        self._marked: dict[frozenset[str], str | None] = {}
        self._placed: dict[str, tuple[_Entry, ...]] = {}

    def leaves_out(self, markers: frozenset[str]) -> bool:
        """Return whether the project leaves a test with these markers out on purpose."""
        return self._deselects is not None and self._deselects.matches(markers)

    def suite_of(
        self, path: str, markers: frozenset[str], fixtures: Collection[str] = ()
    ) -> str | None:
        """Return the name of the test's suite, or ``None`` for an orphan.

        :param path: the test's file, from the project's root, in POSIX form.
        :param markers: the names of all its markers, inherited ones too.
        :param fixtures: the names of all fixtures that it asks for, through others too.
        """
        question = (path, markers, self._fixtures.intersection(fixtures))
        try:
            return self._answers[question]
        except KeyError:
            answer = self._answers[question] = self._decide(*question)
            return answer

    def _decide(self, path: str, markers: frozenset[str], fixtures: frozenset[str]) -> str | None:
        if markers not in self._marked:
            self._marked[markers] = _first_taking(self._closed, markers)
        marked = self._marked[markers]
        if marked is not None:
            return marked
        if path not in self._placed:
            self._placed[path] = (*self._by_folder(path), *self._by_file(path))
        asking = [entry for entry in self._suites if not fixtures.isdisjoint(entry.fixtures)]
        candidates = (*asking, *self._placed[path], *self._open, *self._default)
        return next((each.name for each in candidates if each.admits(markers)), None)

    def _by_folder(self, path: str) -> Sequence[_Entry]:
        """Return the suites whose folders hold the file, the one named nearest the root first."""
        depths = [(entry.find_depth(path), entry) for entry in self._suites]
        found = [(depth, entry) for depth, entry in depths if depth]
        return [entry for _, entry in sorted(found, key=lambda pair: pair[0])]

    def _by_file(self, path: str) -> Sequence[_Entry]:
        name = path.rpartition("/")[2]
        return [entry for entry in self._suites if entry.takes_file(name)]


class _Entry:
    """One suite with its patterns compiled."""

    def __init__(self, suite: Suite) -> None:
        self.name = suite.name
        self.fixtures = suite.fixtures
        self.expression: MarkerExpression = compile_expression(suite.select)
        self.is_open = self.expression.is_open
        self.takes_file = compile_globs(suite.files)
        self.takes_path = compile_globs(suite.folders)

    def admits(self, markers: frozenset[str]) -> bool:
        """Return whether the markers do not bar a test that was found by its place."""
        return not self.is_open or self.expression.matches(markers)

    def find_depth(self, path: str) -> int:
        """Return how many parts of the path it takes to be in a folder; 0 if it is in none."""
        if not self.takes_path(path):
            return 0
        parts = path.split("/")
        for depth in range(1, len(parts)):
            if self.takes_path("/".join((*parts[:depth], _ANY_FILE))):
                return depth
        return len(parts)


def _first_taking(entries: Sequence[_Entry], markers: frozenset[str]) -> str | None:
    return next((each.name for each in entries if each.expression.matches(markers)), None)
