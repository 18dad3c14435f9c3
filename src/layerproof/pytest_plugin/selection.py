"""Giving every collected test its suite, and keeping those of the suites that were chosen.

Every test is noted when pytest makes it, so that what ``-k`` or a conftest takes away, before
the selection or after it, can be seen and said (``Collected.dropped``): a run that lost tests is
not the suite. A module that skips itself leaves no test and counts as a skipped one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from layerproof.core.config.values import Config
from layerproof.core.suites.selection import Selector
from layerproof.core.suites.sharding import Shard, take_shard

#: The suite's name of an item; absent for a test that no suite selects.
SUITE = pytest.StashKey[str]()


@dataclass(slots=True)
class Collected:
    """What the collection held. ``assigned`` are the node ids that this run should run.

    ``skipped`` are the modules that are this run's and skipped themselves, with their reasons;
    ``homes`` are the files that hold test functions; ``left_out`` counts the tests that the
    table's ``deselect`` leaves out, ``deselected`` those that ``--deselect`` of the project's own
    ``addopts`` does.
    """

    census: Counter[str] = field(default_factory=Counter)
    orphans: list[str] = field(default_factory=list)
    selected: int = 0
    assigned: list[str] = field(default_factory=list)
    dropped: int = 0
    left_out: int = 0
    deselected: int = 0
    modules: set[str] = field(default_factory=set)
    skipped: dict[str, str] = field(default_factory=dict)
    homes: set[str] = field(default_factory=set)


class SuiteSelection:
    """The plugin object that classifies and selects.

    :param chosen: the names of the suites to keep; empty keeps every test.
    """

    def __init__(
        self, config: pytest.Config, settings: Config, chosen: frozenset[str], shard: Shard | None
    ) -> None:
        self.collected = Collected()
        self.chosen = chosen
        self.settings = settings
        self._root = config.rootpath
        self._shard = shard
        self._selector = Selector(settings)
        self._paths: dict[Path, str] = {}
        self._made: list[pytest.Item] = []
        self._marks = {suite.name: getattr(pytest.mark, suite.name) for suite in settings.suites}
        self._limits = _list_limits(config, settings)
        self._deselected = _list_deselected(config.getini("addopts"))

    @pytest.hookimpl
    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Note a test, whatever becomes of it."""
        self._made.append(item)

    @pytest.hookimpl
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a module that skips itself; its place alone says whose it is, not its markers."""
        if not report.skipped or not report.nodeid.endswith(".py"):
            return
        suite = self._selector.suite_of(report.nodeid, frozenset())
        if suite is None:
            self.collected.orphans.append(f"{report.nodeid} (it skips itself, markers and all)")
            return
        self.collected.census[suite] += 1
        if suite in self.chosen:
            why = report.longrepr
            self.collected.skipped[report.nodeid] = str(why[2] if isinstance(why, tuple) else why)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Classify all tests, then keep those of the chosen suites and of this shard."""
        left = {item.nodeid for item in items}
        made = [*items, *(item for item in self._made if item.nodeid not in left)]
        for item in made:
            self._classify(item)
        if not self.chosen:
            return
        kept = self._assign([item for item in made if item.stash.get(SUITE, None) in self.chosen])
        config.hook.pytest_deselected(items=[item for item in items if id(item) not in kept])
        items[:] = [item for item in items if id(item) in kept]

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Count the tests that something else took out of the selection."""
        if self.chosen:
            left = {item.nodeid for item in session.items}
            self.collected.dropped = sum(n not in left for n in self.collected.assigned)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Give a test its suite's time limit, before pytest-timeout asks for it."""
        limit = self._limits.get(item.stash.get(SUITE, ""))
        if limit is not None and item.get_closest_marker("timeout") is None:
            item.add_marker(limit)
        return (yield)

    @pytest.hookimpl(tryfirst=True)
    def pytest_pycollect_makemodule(self, module_path: Path) -> None:
        """Note each test module that is collected; pytest goes on to make it."""
        self.collected.modules.add(self._relative(module_path))

    def _classify(self, item: pytest.Item) -> None:
        if isinstance(item, pytest.Function):
            self.collected.homes.add(self._relative(item.path))
        names = frozenset(mark.name for mark in item.iter_markers())
        # What brings its suite along has no file of the project's that could tell it.
        known = item.stash.get(SUITE, None)
        if known is None and self._selector.leaves_out(names):
            self.collected.left_out += 1
            return
        if self._deselected and item.nodeid.startswith(self._deselected):
            self.collected.deselected += 1
            return
        fixtures = getattr(item, "fixturenames", ())
        suite = known or self._selector.suite_of(self._relative(item.path), names, fixtures)
        if suite is None:
            self.collected.orphans.append(item.nodeid)
            return
        self.collected.census[suite] += 1
        item.stash[SUITE] = suite
        if suite not in names:
            item.add_marker(self._marks[suite])

    def _assign(self, members: list[pytest.Item]) -> set[int]:
        """Note what is this shard's of the suite's tests; return their identities."""
        found = self.collected
        files = [*(self._relative(item.path) for item in members), *found.skipped]
        here = set(files) if self._shard is None else take_shard(files, self._shard)
        kept = [item for item in members if self._relative(item.path) in here]
        found.selected = len(files)
        found.assigned = [item.nodeid for item in kept]
        found.skipped = {path: why for path, why in found.skipped.items() if path in here}
        return set(map(id, kept))

    def _relative(self, path: Path) -> str:
        known = self._paths.get(path)
        if known is None:
            inside = path.is_relative_to(self._root)
            known = (path.relative_to(self._root) if inside else path).as_posix()
            self._paths[path] = known
        return known


def _list_limits(config: pytest.Config, settings: Config) -> dict[str, pytest.MarkDecorator]:
    """Return each suite's time limit; none where nobody keeps limits or the user has set one."""
    if not config.pluginmanager.hasplugin("timeout"):
        return {}
    if config.getoption("timeout", None) is not None or config.getini("timeout"):
        return {}
    limited = (suite for suite in settings.suites if suite.timeout)
    return {suite.name: pytest.mark.timeout(suite.timeout) for suite in limited}


def _list_deselected(words: Sequence[str]) -> tuple[str, ...]:
    """Return the beginnings of tests' ids that the project's own ``addopts`` take out.

    They stand in a file that everybody sees; what a caller takes out is a narrowed run.
    """
    found = [word.partition("=")[2] for word in words if word.startswith("--deselect=")]
    found += [after for word, after in pairwise(words) if word == "--deselect"]
    return tuple(found)
