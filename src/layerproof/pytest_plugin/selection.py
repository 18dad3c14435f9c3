"""Giving every collected test its suite, and keeping those of the suites that were chosen.

Selection comes before every other filter, so that what ``-k``, ``--lf`` or a conftest takes away
later can be seen and said (``Collected.dropped``): a run that lost tests is not the suite.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from layerproof.core.config.values import Config
from layerproof.core.suites.selection import Selector
from layerproof.core.suites.sharding import Shard, take_shard

#: The suite's name of an item; absent for a test that no suite selects.
SUITE = pytest.StashKey[str]()


@dataclass(slots=True)
class Collected:
    """What the collection held. ``assigned`` are the node ids that this run should run."""

    census: Counter[str] = field(default_factory=Counter)
    orphans: list[str] = field(default_factory=list)
    selected: int = 0
    assigned: list[str] = field(default_factory=list)
    dropped: int = 0
    modules: set[str] = field(default_factory=set)


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
        self._marks = {suite.name: getattr(pytest.mark, suite.name) for suite in settings.suites}
        self._limits = _list_limits(config, settings)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Classify all items, then keep those of the chosen suites and of this shard."""
        for item in items:
            self._classify(item)
        if not self.chosen:
            return
        members = [item for item in items if item.stash.get(SUITE, None) in self.chosen]
        kept = self._take_shard(members)
        self.collected.selected = len(members)
        self.collected.assigned = [item.nodeid for item in kept]
        keep = set(map(id, kept))
        config.hook.pytest_deselected(items=[item for item in items if id(item) not in keep])
        items[:] = kept

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
        names = frozenset(mark.name for mark in item.iter_markers())
        suite = self._selector.suite_of(self._relative(item.path), names)
        if suite is None:
            self.collected.orphans.append(item.nodeid)
            return
        self.collected.census[suite] += 1
        item.stash[SUITE] = suite
        if suite not in names:
            item.add_marker(self._marks[suite])

    def _take_shard(self, members: list[pytest.Item]) -> list[pytest.Item]:
        if self._shard is None:
            return members
        files = take_shard([self._relative(item.path) for item in members], self._shard)
        return [item for item in members if self._relative(item.path) in files]

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
