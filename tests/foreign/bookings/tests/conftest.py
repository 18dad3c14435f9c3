import asyncio
from datetime import datetime, timezone

import pytest


class QuietPolicy(asyncio.DefaultEventLoopPolicy):
    """Loops of our own: slow callbacks are reported, exceptions are kept for the tests."""

    def new_event_loop(self):
        loop = super().new_event_loop()
        loop.slow_callback_duration = 0.5
        return loop


@pytest.fixture(scope='session')
def event_loop_policy():
    return QuietPolicy()


@pytest.fixture
def at():
    def at(hour, minute=0, day=4):
        return datetime(2030, 3, day, hour, minute, tzinfo=timezone.utc)

    return at
