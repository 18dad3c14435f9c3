"""Each test begins with the same sequences and the same chance."""

from __future__ import annotations

import random

import factory
import faker
from factory.random import randgen
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from layerproof.testing import SQLAlchemyFactory
from layerproof.testing.factories.restart import reset_sequences, start_test


class Base(DeclarativeBase):
    """The declarative base."""


class Thing(Base):
    """Has fields to fill."""

    __tablename__ = "things"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    colour: Mapped[str]
    number: Mapped[int]


class ThingFactory(SQLAlchemyFactory[Thing]):
    """Sequences, chance and an iterator, one of them in a trait."""

    id = factory.Sequence(lambda n: n)
    name = factory.Faker("name")
    number = factory.LazyFunction(lambda: randgen.randrange(1_000_000))
    colour = factory.Iterator(["red", "green", "blue"])

    class Params:
        """What can be switched on."""

        grey = factory.Trait(colour=factory.Iterator(["light", "dark"]))


class SpecialThingFactory(ThingFactory):
    """Shares its parent's sequence."""


def draw(name: str) -> list[tuple[int, str, str, int]]:
    """Return what a test of this name gets."""
    start_test(name)
    things = [ThingFactory.build(), SpecialThingFactory.build(), ThingFactory.build(grey=True)]
    return [(thing.id, thing.name, thing.colour, thing.number) for thing in things]


def test_every_test_begins_alike() -> None:
    """The same name gives the same values, whatever ran before; objects differ."""
    first, other, again = draw("a test"), draw("another test"), draw("a test")
    assert first == again
    assert [row[0] for row in first] == [0, 1, 2]
    assert [row[2] for row in first] == ["red", "green", "light"]
    assert len({row[1] for row in first + other}) == 6
    assert len({row[3] for row in first + other}) == 6


def test_sequence_restarts_where_the_factory_says() -> None:
    """A factory's own start is asked for when it is used next, not when a test begins."""
    asked: list[int] = []

    class LateFactory(SQLAlchemyFactory[Thing]):
        id = factory.Sequence(lambda n: n)

        @classmethod
        def _setup_next_sequence(cls) -> int:
            asked.append(len(asked))
            return 100

    assert [LateFactory.build().id for _ in range(2)] == [100, 101]
    reset_sequences()
    assert asked == [0]
    assert (LateFactory.build().id, asked) == (100, [0, 1])


def test_plain_faker_is_seeded() -> None:
    """Faker's own objects draw from the same chance."""
    own = faker.Faker()
    start_test("a test")
    first = own.name()
    start_test("a test")
    assert own.name() == first


def test_chance_of_the_code_under_test_is_left_alone() -> None:
    """Python's own random numbers are not seeded: keys and tokens of an application stay random."""
    before = random.getstate()
    start_test("a test")
    assert random.getstate() == before
