"""Templates that are made of a MetaData, and the seed that fills either kind."""

from __future__ import annotations

import textwrap

import pytest

from layerproof.database.errors import TemplateFailedError
from layerproof.database.templates import read_recipe
from tests.support.schemas import SYNC_ENV, Workshop, query, write_migrations, write_models

METADATA = "shop_models:Base.metadata"

SEEDS = {
    "session": """
        def seed(session: Session):
            session.add(Article(id=7))
    """,
    "name": """
        def seed(db):
            db.add(Article(id=7))
    """,
    "async-session": """
        from sqlalchemy.ext.asyncio import AsyncSession
        async def seed(anything: AsyncSession, /, *, amount: int = 1):
            anything.add(Article(id=7))
            await anything.flush()
    """,
    "async-name": """
        async def seed(session):
            session.add(Article(id=7))
    """,
    "connection": """
        from sqlalchemy import Connection, insert
        def seed(opened: "Connection"):
            opened.execute(insert(Article).values(id=7))
    """,
    "async-connection": """
        from sqlalchemy import insert
        async def seed(connection):
            await connection.execute(insert(Article).values(id=7))
    """,
    "nothing": """
        import os
        from sqlalchemy import create_engine
        def seed():
            with Session(create_engine(os.environ["SHOP_DATABASE"])) as session:
                session.add(Article(id=7))
                session.commit()
    """,
    "own-class": """
        class Own(Session):
            def put(self):
                self.add(Article(id=7))
        def seed(session: Own):
            session.put()
    """,
}


@pytest.mark.parametrize("seed", list(SEEDS.values()), ids=list(SEEDS))
def test_seed_is_in_every_copy(sqlite: Workshop, seed: str) -> None:
    """A seed gets what it asks for, by annotation or name, and is committed into the template."""
    write_models(sqlite.root, seed)
    table = {"metadata": METADATA, "seed": "shop_models:seed"}
    with sqlite.copy(**table, env={"SHOP_DATABASE": "{url}"}) as place:
        assert query(place, "SELECT id FROM articles") == [7]


@pytest.mark.parametrize("kind", ["session", "async-connection", "nothing"])
def test_seed_is_in_every_copy_on_a_server(postgres: Workshop, kind: str) -> None:
    """What a seed leaves is committed on a server too, whoever opened the connection."""
    write_models(postgres.root, SEEDS[kind])
    table = {"metadata": METADATA, "seed": "shop_models:seed"}
    with postgres.copy(**table, env={"SHOP_DATABASE": "{url}"}) as place:
        assert query(place, "SELECT id FROM articles") == [7]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("def seed(first, second): ...", "takes what is not known"),
        ("def seed(clock): ...", "takes what is not known"),
        ("seed = 7", "is no function"),
        ("", "has no attribute 'seed'"),
    ],
)
def test_a_seed_that_cannot_be_called_is_explained(
    sqlite: Workshop, more: str, message: str
) -> None:
    """A seed that asks for something else is an error that says what it may ask for."""
    write_models(sqlite.root, more)
    with pytest.raises(TemplateFailedError, match=message):
        sqlite.build(metadata=METADATA, seed="shop_models:seed")


def test_a_seed_fills_migrated_tables(workshop: Workshop) -> None:
    """Migrations and a seed go together: the seed finds their tables."""
    write_migrations(workshop.root, env=SYNC_ENV)
    seed = """
        from sqlalchemy import text
        def seed(connection):
            connection.execute(text("INSERT INTO t1 VALUES (5)"))
    """
    write_models(workshop.root, seed)
    with workshop.copy(migrations="alembic.ini", seed="shop_models:seed") as place:
        assert query(place, "SELECT id FROM t1") == [5]


@pytest.mark.parametrize("target", [METADATA, "shop_models:Base"])
def test_makes_the_tables_of_the_metadata(workshop: Workshop, target: str) -> None:
    """A MetaData, or a class that has one, is made into tables; without changes only once."""
    write_models(workshop.root)
    first = workshop.build(metadata=target)
    with workshop.copy(metadata=target) as place:
        assert query(place, "SELECT count(*) FROM articles") == [0]
    assert (first.built, workshop.build(metadata=target).built) == (True, False)


def test_makes_the_schemas_that_tables_name(postgres: Workshop) -> None:
    """A table in a schema of its own needs no preparation."""
    write_models(
        postgres.root,
        """
        class Bill(Base):
            __tablename__ = "bills"
            __table_args__ = {"schema": "Accounts"}
            id: Mapped[int] = mapped_column(primary_key=True)
        """,
    )
    with postgres.copy(metadata=METADATA) as place:
        assert query(place, 'SELECT count(*) FROM "Accounts".bills') == [0]


def test_a_changed_module_makes_another_template(workshop: Workshop) -> None:
    """Every module that the models load counts, also one that was not there before."""
    write_models(workshop.root)
    first = workshop.build(metadata=METADATA)
    (workshop.root / "shop_parts.py").write_text("size = 1\n")
    write_models(workshop.root, "import shop_parts\n")
    second = workshop.build(metadata=METADATA)
    (workshop.root / "shop_parts.py").write_text("size = 2\n")
    third = workshop.build(metadata=METADATA)
    (workshop.root / "unrelated.py").write_text("size = 3\n")
    fourth = workshop.build(metadata=METADATA)
    assert [each.built for each in (first, second, third, fourth)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("shop_models:Article.__tablename__", "is no MetaData but str"),
        ("shop_models:nothing", "has no attribute 'nothing'"),
        ("no_such_module:x", "No module named 'no_such_module'"),
        ("empty_models:metadata", "has no tables"),
    ],
)
def test_models_that_are_none_are_explained(sqlite: Workshop, target: str, message: str) -> None:
    """A target that leads to no tables is an error that says where it leads."""
    write_models(sqlite.root)
    source = "from sqlalchemy import MetaData\nmetadata = MetaData()\n"
    (sqlite.root / "empty_models.py").write_text(source)
    with pytest.raises(TemplateFailedError, match=message):
        sqlite.build(metadata=target)


def test_an_extension_is_in_every_copy(postgres: Workshop) -> None:
    """Extensions are made before the tables that use them."""
    write_models(
        postgres.root,
        """
        from sqlalchemy.dialects.postgresql import CITEXT
        class Label(Base):
            __tablename__ = "labels"
            text: Mapped[str] = mapped_column(CITEXT, primary_key=True)
        """,
    )
    with postgres.copy(metadata=METADATA, extensions=("citext",)) as place:
        assert query(place, "SELECT 'A'::citext = 'a'::citext") == [True]


def test_an_extension_that_is_missing_is_explained(postgres: Workshop) -> None:
    """An extension that the server does not have is named, and nothing is left of the build."""
    with pytest.raises(TemplateFailedError, match="the extension postgis cannot be made"):
        postgres.build(extensions=("postgis",))
    assert postgres.build_left() == []


def test_nothing_given_makes_an_empty_database(workshop: Workshop) -> None:
    """Without a schema the template has no table, and is made without a process of its own."""
    settings = workshop.settings()
    with workshop.databases(settings) as databases:
        recipe = read_recipe(settings, workshop.server)
        template = databases.ensure_template(recipe)
        assert recipe.empty
        assert (template.built, template.migrations) == (True, 0)
        place = databases.clone(template, "tests")
        tables = {
            "postgresql": "SELECT count(*) FROM information_schema.tables"
            " WHERE table_schema = 'public'",
            "sqlite": "SELECT count(*) FROM sqlite_master",
        }
        assert query(place, tables[workshop.engine]) == [0]


def test_pragmas_of_the_file_are_in_every_copy(sqlite: Workshop) -> None:
    """Pragmas that only an empty file takes are set before the first table, and WAL always is."""
    write_models(sqlite.root)
    pragmas = {"page_size": "8192", "encoding": "'UTF-16le'", "cache_size": "100"}
    with sqlite.copy(metadata=METADATA, pragmas=pragmas) as place:
        assert query(place, "PRAGMA page_size") == [8192]
        assert query(place, "PRAGMA encoding") == ["UTF-16le"]
        assert query(place, "PRAGMA journal_mode") == ["wal"]


def test_a_failing_seed_shows_where(workshop: Workshop) -> None:
    """The lines of the seed that raised are in the message, and nothing is left of the build."""
    write_models(
        workshop.root,
        """
        def seed(session: Session):
            raise RuntimeError("no seed today")
        """,
    )
    with pytest.raises(TemplateFailedError, match="RuntimeError: no seed today") as failed:
        workshop.build(metadata=METADATA, seed="shop_models:seed")
    assert textwrap.dedent('raise RuntimeError("no seed today")') in failed.value.explain()
    assert workshop.build_left() == []
