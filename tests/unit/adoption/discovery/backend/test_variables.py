"""Variables that carry the database's address, and what they are to be set to."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from layerproof.adoption.survey import AddressVariable
from tests.support.surveyed import survey, templates

PLAIN = "postgresql://{user}:{password}@{host}:{port}/{name}"
SETTINGS = "from pydantic_settings import BaseSettings, SettingsConfigDict\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import os\nURL = os.environ['DATABASE_URL']\n", {"DATABASE_URL": "{url}"}),
        (
            "import os\nURL = os.getenv('DATABASE_URL', 'sqlite:///dev.db')\n",
            {"DATABASE_URL": "{url}"},
        ),
        (
            "from os import environ\nURL = environ.get('SHOP_DB', 'sqlite+aiosqlite:///dev.db')\n",
            {"SHOP_DB": "{async_url}"},
        ),
        ("from decouple import config\nURL = config('DATABASE_URL')\n", {"DATABASE_URL": "{url}"}),
        (
            "from environs import Env\nenv = Env()\nURL = env.str('DATABASE_URL')\n",
            {"DATABASE_URL": "{url}"},
        ),
        (
            """
                from starlette.config import Config
                config = Config('.env')
                URL = config('DATABASE_URL', cast=str)
                """,
            {"DATABASE_URL": "{url}"},
        ),
        (
            """
                import os

                def read(name, default=''):
                    return os.environ.get(f'SHOP_{name}', default)

                URL = read('DATABASE_URL')
                """,
            {"SHOP_DATABASE_URL": "{url}"},
        ),
        (
            """
                import os

                def load(environment=os.environ):
                    return environment['DATABASE_URL']
                """,
            {"DATABASE_URL": "{url}"},
        ),
        ("import os\nREDIS = os.environ['REDIS_URL']\nHOST = os.environ['HOST']\n", {}),
    ],
    ids=[
        "key",
        "default",
        "renamed",
        "decouple",
        "environs",
        "starlette",
        "reader",
        "argument",
        "others",
    ],
)
def test_reads_of_the_environment_are_found(
    tmp_path: Path, text: str, expected: dict[str, str]
) -> None:
    """Each usual way to read a variable is seen; what is not the database's is left alone."""
    assert templates(survey(tmp_path, {"shop/config.py": text})) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            """
                class Settings(BaseSettings):
                    model_config = SettingsConfigDict(env_prefix='SHOP_')
                    database_url: str
                """,
            {"SHOP_DATABASE_URL": "{url}"},
        ),
        (
            """
                from pydantic import Field, PostgresDsn
                class Settings(BaseSettings):
                    dsn: PostgresDsn = Field(validation_alias='PG_DSN')
                """,
            {"PG_DSN": "{url}"},
        ),
        (
            """
                from pydantic import AliasChoices, Field
                class Settings(BaseSettings):
                    database_url: str = Field(
                        '', validation_alias=AliasChoices('DB_URL', 'DATABASE_URL')
                    )
                """,
            {"DB_URL": "{url}", "DATABASE_URL": "{url}"},
        ),
        (
            """
                class Settings(BaseSettings):
                    database_url: str = ''
                    class Config:
                        env_prefix = 'OLD_'
                """,
            {"OLD_DATABASE_URL": "{url}"},
        ),
        (
            """
                from pydantic import BaseModel
                class Database(BaseModel):
                    host: str
                    port: int = 5432
                    name: str
                class Settings(BaseSettings):
                    model_config = SettingsConfigDict(env_prefix='SHOP_', env_nested_delimiter='__')
                    database: Database
                """,
            {
                "SHOP_DATABASE__HOST": "{host}",
                "SHOP_DATABASE__PORT": "{port}",
                "SHOP_DATABASE__NAME": "{name}",
            },
        ),
        (
            """
                class Base(BaseSettings):
                    model_config = SettingsConfigDict(env_prefix='X_')
                class Mixin(BaseSettings):
                    db_host: str
                    db_user: str
                class Settings(Mixin, Base):
                    pass
                """,
            {"X_DB_HOST": "{host}", "X_DB_USER": "{user}"},
        ),
        (
            """
                class Settings(BaseSettings):
                    model_config = {'case_sensitive': True}
                    database_url: str
                """,
            {"database_url": "{url}"},
        ),
    ],
    ids=["prefix", "alias", "choices", "old", "nested", "parents", "case"],
)
def test_settings_classes_say_their_variables(
    tmp_path: Path, text: str, expected: dict[str, str]
) -> None:
    """Prefix, alias, nesting, inheritance and case are those of pydantic-settings."""
    found = survey(tmp_path, {"shop/config.py": SETTINGS + dedent(text)}, dependencies=["psycopg"])
    assert templates(found) == expected


PARTS = """
    import os
    from sqlalchemy import create_engine

    BASE = os.environ["PLACE"]
    WHO = os.environ["WHO"]
    WORD = os.environ["WORD"]
    WHICH = os.environ.get("WHICH", "shop")
    URL = f"postgresql+psycopg://{WHO}:{WORD}@{BASE}:5432/{WHICH}"
    engine = create_engine(URL)
    """


def test_parts_are_known_by_the_address_they_make(tmp_path: Path) -> None:
    """Whatever the variables are called, their place in the address says what they are."""
    found = survey(tmp_path, {"shop/database.py": PARTS})
    assert templates(found) == {
        "PLACE": "{host}",
        "WHO": "{user}",
        "WORD": "{password}",
        "WHICH": "{name}",
    }


def test_parts_are_known_by_calls_that_build_an_address(tmp_path: Path) -> None:
    """``URL.create`` and pydantic's ``build`` say what their arguments are."""
    text = SETTINGS + dedent(
        """
            from pydantic import PostgresDsn
            class Settings(BaseSettings):
                pg_where: str
                pg_who: str
                pg_word: str
                pg_what: str
                @property
                def dsn(self):
                    return PostgresDsn.build(scheme='postgresql+asyncpg', username=self.pg_who,
                        password=self.pg_word, host=self.pg_where, path=self.pg_what)
            """
    )
    assert templates(survey(tmp_path, {"shop/config.py": text})) == {
        "PG_WHERE": "{host}",
        "PG_WHO": "{user}",
        "PG_WORD": "{password}",
        "PG_WHAT": "{name}",
    }


READ = """
import os
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import create_async_engine

url = os.environ["DATABASE_URL"]
"""


@pytest.mark.parametrize(
    ("code", "example", "expected"),
    [
        ("engine = create_async_engine(url)\n", "postgresql+asyncpg://db/shop", "{async_url}"),
        ("engine = create_async_engine(url)\n", "", "{async_url}"),
        ("engine = create_async_engine(url)\n", "postgresql://db/shop", PLAIN),
        (
            "engine = create_async_engine(url.replace('postgresql://', 'postgresql+asyncpg://'))\n",
            "",
            PLAIN,
        ),
        (
            """
                sync = create_engine(url.replace('+asyncpg', ''))
                engine = create_async_engine(url)
                """,
            "postgresql+asyncpg://db/shop",
            "{async_url}",
        ),
        (
            "sync = create_engine(url)\nengine = create_async_engine(url)\n",
            "postgresql+psycopg://db/shop",
            PLAIN.replace("postgresql", "postgresql+psycopg", 1),
        ),
        (
            "import asyncpg\n\nasync def pool():\n    return await asyncpg.create_pool(url)\n",
            "",
            PLAIN,
        ),
        ("import psycopg2\nconnection = psycopg2.connect(url)\n", "", PLAIN),
        ("engine = create_engine(url)\n", "postgresql+psycopg://db/shop", "{url}"),
        ("engine = create_engine(url.replace('+asyncpg', ''))\n", "", "{async_url}"),
        (
            "engine = create_engine(url)\n",
            "postgresql+pg8000://db/shop",
            PLAIN.replace("postgresql", "postgresql+pg8000", 1),
        ),
        ("engine = create_engine(url.replace('postgres://', 'postgresql://'))\n", "", "{url}"),
    ],
    ids=[
        "async",
        "async unknown",
        "async plain",
        "rewritten",
        "driver taken out",
        "both",
        "asyncpg",
        "psycopg2",
        "sync",
        "driver always taken out",
        "other driver",
        "old scheme",
    ],
)
def test_the_template_carries_the_driver_that_the_code_wants(
    tmp_path: Path, code: str, example: str, expected: str
) -> None:
    """The use in code and the project's own example say which driver, or that none is wanted."""
    files = {"shop/database.py": READ + dedent(code)}
    if example:
        files[".env.example"] = f"DATABASE_URL={example}\n"
    found = survey(tmp_path, files, dependencies=["asyncpg"])
    assert templates(found) == {"DATABASE_URL": expected}


def test_a_validator_that_puts_the_driver_in_wants_none(tmp_path: Path) -> None:
    """What a field's validator rewrites is a use of that field."""
    text = SETTINGS + dedent(
        """
            from pydantic import field_validator
            class Settings(BaseSettings):
                database_url: str
                @field_validator('database_url')
                @classmethod
                def driven(cls, value):
                    return value.replace('postgresql://', 'postgresql+asyncpg://')
            """
    )
    assert templates(survey(tmp_path, {"shop/config.py": text}, dependencies=["asyncpg"])) == {
        "DATABASE_URL": PLAIN
    }


def test_the_file_of_sqlite_is_a_path(tmp_path: Path) -> None:
    """A file that the code opens by itself, or puts into an address, is filled with its path."""
    text = """
        import os
        import sqlite3

        SHOP_DB_FILE = os.environ.get("SHOP_DB_FILE", "shop.db")
        connection = sqlite3.connect(SHOP_DB_FILE)
        """
    found = survey(tmp_path, {"shop/database.py": text}, dependencies=["aiosqlite"])
    assert templates(found) == {"SHOP_DB_FILE": "{path}"}


def test_examples_have_no_password(tmp_path: Path) -> None:
    """No password of a file comes into the survey, in an address or alone."""
    files = {
        "shop/config.py": SETTINGS
        + dedent("""
            class Settings(BaseSettings):
                database_url: str
                db_password: str = 's3cret-word'
                db_user: str = 'ada'
            """),
        ".env": """
            DATABASE_URL=postgresql+psycopg://ada:s3cret-word@db/shop
            DB_PASSWORD=s3cret-word
            """,
        "compose.yml": "services:\n  app:\n    environment:\n      DB_PASSWORD: s3cret-word\n",
        "tests/conftest.py": """
            import os

            os.environ['DB_PASSWORD'] = 's3cret-word'
            os.environ['DATABASE_URL'] = 'postgresql://ada:s3cret-word@db/shop_test'
            """,
        "shop/legacy.py": "URL = 'postgresql://ada:s3cret-word@old/shop'\n",
    }
    found = survey(tmp_path, files, ci={"DATABASE_URL": "postgresql://ci:s3cret-word@db/x"})
    assert "s3cret-word" not in repr(found)
    assert [each.value for each in found.variables] == [
        AddressVariable("DATABASE_URL", "{url}", "postgresql+psycopg://ada:***@db/shop"),
        AddressVariable("DB_PASSWORD", "{password}"),
        AddressVariable("DB_USER", "{user}", "ada"),
    ]


def test_variables_of_tests_are_told_apart(tmp_path: Path) -> None:
    """A variable that only tests read says so; one whose engine is another is left alone."""
    files = {
        "shop/config.py": """
            import os
            URL = os.environ.get('DATABASE_URL', 'postgresql://db/shop')
            """,
        "tests/conftest.py": """
            import os

            URL = os.environ.get("TEST_DATABASE_URL", "postgresql://db/shop_test")
            FAST = os.environ.get("FAST_DATABASE_URL", "sqlite://")
            """,
    }
    found = survey(tmp_path, files)
    assert [(each.value.name, each.value.for_tests) for each in found.variables] == [
        ("DATABASE_URL", False),
        ("TEST_DATABASE_URL", True),
    ]
