"""Holding each test of a barring suite to its bars, while it is set up, runs, and is torn down.

Imported and registered by ``activation`` only where a suite bars something.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Mapping
from contextlib import ExitStack
from typing import Any
from weakref import WeakSet

import pytest

from layerproof.core.config.values import Suite
from layerproof.pytest_plugin.barriers import BarredError, Guard, enforce, install_audit_hook
from layerproof.pytest_plugin.driver_barriers import watch_drivers
from layerproof.pytest_plugin.selection import SUITE

Phase = Generator[None, Any, Any]


class BarrierHooks:
    """The plugin object that bars network and database.

    :param barring: the suites that bar something, by name.
    """

    def __init__(self, barring: Mapping[str, Suite]) -> None:
        self._barring = barring
        self._guard: Guard | None = None
        self._insiders: WeakSet[threading.Thread] = WeakSet()
        watch_drivers()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Phase:
        """Find out whether the test is barred, and which threads are none of its doing."""
        suite = self._barring.get(item.stash.get(SUITE, ""))
        if suite is None:
            return (yield)
        # Not before the first such test: importing the test modules would pay for the hook.
        install_audit_hook()
        others = set(threading.enumerate()) - {threading.current_thread()} - set(self._insiders)
        self._guard = Guard(suite, item.nodeid, WeakSet(others))
        try:
            return (yield)
        finally:
            self._insiders.update(set(threading.enumerate()) - others)
            self._guard = None

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_setup(self) -> Phase:
        """Bar the set-up."""
        return (yield from self._bar_phase())

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_call(self) -> Phase:
        """Bar the test itself."""
        return (yield from self._bar_phase())

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_teardown(self) -> Phase:
        """Bar the tear-down, except for what an unbarred test has set up."""
        return (yield from self._bar_phase())

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Phase:
        """Know the fixture that is being set up; one of an unbarred test may clean up freely.

        Finalizers run last in, first out: what is added here before and after the fixture's
        own encloses them.
        """
        if self._guard is not None:
            self._guard.fixtures.append(fixturedef.argname)
            try:
                return (yield)
            finally:
                self._guard.fixtures.pop()
        lifted = ExitStack()
        fixturedef.addfinalizer(lifted.close)
        try:
            return (yield)
        finally:
            fixturedef.addfinalizer(lambda: lifted.enter_context(enforce(None)))

    def _bar_phase(self) -> Phase:
        guard = self._guard
        if guard is None:
            return (yield)
        try:
            with enforce(guard):
                result = yield
        except BarredError:
            guard.take_unreported()
            raise
        except (Exception, pytest.skip.Exception, pytest.fail.Exception) as error:
            _report(guard, error)
            raise
        _report(guard, None)
        return result


def _report(guard: Guard, error: BaseException | None) -> None:
    """Fail the phase for breaches whose error did not come through."""
    swallowed = guard.take_unreported()
    if swallowed:
        raise BarredError("\n".join(swallowed)) from error
