"""A user that is stored in the test's database stands in for the current one."""

# Annotations are evaluated here: FastAPI cannot find names of a function's own in text.
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, delete
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from layerproof.core.config.values import Auth
from layerproof.testing.authentication import AuthenticationFailedError, Authenticator
from layerproof.testing.clients import open_client
from layerproof.testing.wiring.dependencies import override_dependency
from layerproof.testing.wiring.sessions import make_session_override
from tests.support.wired_databases import running_test, wired_database


class Base(DeclarativeBase):
    """The models of this module."""


class Account(Base):
    """Somebody who is stored."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def generate() -> Iterator[Session]:
    """Give a session on a database that is not there."""
    with Session(create_engine("sqlite:////nowhere/production.db")) as session:
        yield session


async def generate_async() -> AsyncIterator[AsyncSession]:
    """Give an asynchronous one."""
    engine = create_async_engine("sqlite+aiosqlite:////nowhere/production.db")
    async with AsyncSession(engine) as session:
        yield session


def show_name(user: Annotated[Any, Depends(lambda: None)]) -> None:
    """Stand for the current user's dependency."""


@pytest.mark.parametrize("scope", [None, "function", "request"])
@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
async def test_a_stored_user_is_loaded_by_the_request_itself(
    tmp_path: Path, *, is_async: bool, scope: Literal["function", "request"] | None
) -> None:
    """The stand-in for the current user belongs to the request's session, whatever its scope."""
    dependency: Any = generate_async if is_async else generate
    alias: Any = Annotated[Any, Depends(dependency)]
    app = FastAPI()

    @app.get("/me")
    async def show(
        user: Annotated[Any, Depends(show_name)],
        session: Annotated[Any, Depends(dependency, scope=scope)],
    ) -> tuple[str, bool]:
        return user.name, user in session

    auth = Auth(user_dependency=f"{__name__}:show_name")
    with wired_database(tmp_path, "sqlite") as database:
        database.create_tables(Base.metadata)
        async with running_test(database, is_async=is_async) as test:
            override = make_session_override(dependency, test.source)
            authenticator = Authenticator(auth, session_dependency=alias)
            user, never = Account(name="ann"), Account(name="gone")
            test.session.add_all([user, never])
            await test.commit()
            with override_dependency(app, dependency, override), authenticator.wire(app):
                async with open_client(app) as client:
                    async with authenticator.open_client_for(client, user) as ann:
                        shown = (await ann.get("/me")).json()
                    gone_now = test.session.execute(delete(Account).where(Account.name == "gone"))
                    await gone_now if is_async else None
                    async with authenticator.open_client_for(client, never) as gone:
                        with pytest.raises(AuthenticationFailedError, match=r"key .* is not in"):
                            await gone.get("/me")

    assert shown == ["ann", True]
