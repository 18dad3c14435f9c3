"""Sequences under threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import factory

from layerproof.testing import SQLAlchemyFactory
from tests.support.factory_models import Price, PriceFactory


def test_a_sequence_begins_once() -> None:
    """Threads that need a factory's first number at the same time get different ones."""
    meeting = Barrier(2)

    class LateFactory(SQLAlchemyFactory[Price]):
        cents = factory.Sequence(lambda n: n)

        @classmethod
        def _setup_next_sequence(cls) -> int:
            with suppress(BrokenBarrierError):  # nobody else comes: that is as it should be
                meeting.wait(0.2)
            return 0

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda _: LateFactory.build(), range(2)))
    assert sorted(price.cents for price in made) == [0, 1]


def test_a_start_may_be_found_with_another_factory() -> None:
    """A factory that asks another one for its first number does not wait for itself."""

    class AskingFactory(SQLAlchemyFactory[Price]):
        cents = factory.Sequence(lambda n: n)

        @classmethod
        def _setup_next_sequence(cls) -> int:
            return PriceFactory.build().cents

    assert AskingFactory.build().cents == 250
