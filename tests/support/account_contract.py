"""What every store of accounts does, whether it keeps them in memory or in a database.

A test class inherits from the contract and gives a fixture ``stores`` on nothing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from layerproof.history.errors.accounts import LogInRefusedError, RefreshRefusedError
from layerproof.history.errors.problem import ProblemError
from layerproof.history.records.logins import Failure, NewLogin, NewRefreshToken
from layerproof.history.records.people import Login, LoginKind, NewUser, RefreshToken, User
from layerproof.history.services.ports.accounts import AccountStore, AccountStores
from layerproof.history.services.secrets import hash_secret

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=14)
SECOND = timedelta(seconds=1)

ANN_HASH = hash_secret("ann")
BO_HASH = hash_secret("bo")


def make_user(name: str) -> NewUser:
    """Return a person who is not stored yet."""
    address = f"{name}@Example.org"
    return NewUser(hash_secret(name)[:32], address, address.casefold(), name.title(), f"of {name}")


async def add_user(store: AccountStore, name: str = "ann") -> User:
    """Store a person."""
    user = await store.users.add(make_user(name), created_at=NOW)
    assert user is not None
    return user


async def add_login(
    store: AccountStore, user: User, word: str = "first", *, expires_at: datetime = LATER
) -> Login:
    """Store a log-in of a person, with a token whose secret is the word."""
    public_id = hash_secret(word)[:32]
    new = NewLogin(public_id, user.key, LoginKind.API, NOW, expires_at)
    key = await store.logins.add(new)
    await store.logins.add_token(NewRefreshToken(key, hash_secret(word), NOW, expires_at))
    return Login(key, public_id, user, LoginKind.API, NOW, expires_at, None)


async def find_token(store: AccountStore, word: str) -> RefreshToken:
    """Return a token that is there."""
    token = await store.logins.find_token(hash_secret(word))
    assert token is not None
    return token


async def _add_and_fail(stores: AccountStores, error: ProblemError) -> None:
    async with stores.writing() as store:
        await add_user(store)
        raise error


class AccountContract:
    """The contract; ``pytest`` collects only what inherits from it."""

    @pytest.fixture
    def stores(self) -> AccountStores:
        """Give stores on nothing."""
        raise NotImplementedError

    @pytest.fixture
    async def store(self, stores: AccountStores) -> AsyncIterator[AccountStore]:
        """Give one transaction for changes."""
        async with stores.writing() as store:
            yield store


class UserContract(AccountContract):
    """People."""

    async def test_a_person_is_found_as_stored(self, store: AccountStore) -> None:
        """A person is found by key and by address, with the address as it was given."""
        added = await add_user(store)
        new = make_user("ann")
        expected = User(added.key, new.public_id, "ann@Example.org", "Ann", "of ann", NOW)
        found = (
            added,
            await store.users.find(added.key),
            await store.users.find_to_change(added.key),
            await store.users.find_by_address("ann@example.org"),
        )
        assert found == (expected,) * 4

    async def test_nobody_is_found_who_is_not_there(self, store: AccountStore) -> None:
        """Neither an unknown key nor an unknown address is anybody's."""
        await add_user(store)
        found = (
            await store.users.find(10_000),
            await store.users.find_to_change(10_000),
            await store.users.find_by_address("ann@Example.org"),
            await store.users.find_by_address("bo@example.org"),
        )
        assert found == (None,) * 4

    async def test_an_address_is_taken_once(self, store: AccountStore) -> None:
        """A second person with an address is refused, and the first stays as they are."""
        first = await add_user(store)
        other = replace(make_user("ann"), public_id="0" * 32, name="Other", password_hash="no")
        assert await store.users.add(other, created_at=NOW) is None
        assert await store.users.find_by_address("ann@example.org") == first

    async def test_a_name_changes(self, store: AccountStore) -> None:
        """Only the person who is renamed has the new name."""
        ann, bo = await add_user(store), await add_user(store, "bo")
        await store.users.rename(ann.key, "Anna <b>")
        found = (await store.users.find(ann.key), await store.users.find(bo.key))
        assert found == (replace(ann, name="Anna <b>"), bo)

    async def test_a_password_changes(self, store: AccountStore) -> None:
        """Only the person whose password changes has the new hash, in their log-ins as well."""
        ann, bo = await add_user(store), await add_user(store, "bo")
        await add_login(store, ann)
        await store.users.change_password(ann.key, "new")
        changed = replace(ann, password_hash="new")
        assert await store.users.find_to_change(ann.key) == changed
        assert await store.users.find(bo.key) == bo
        assert (await find_token(store, "first")).login.user == changed

    async def test_who_is_nowhere_has_no_membership(self, store: AccountStore) -> None:
        """A new person belongs to no organization."""
        ann = await add_user(store)
        assert list(await store.users.list_memberships(ann.key)) == []


class LoginContract(AccountContract):
    """Log-ins and their tokens."""

    async def test_a_token_is_found_with_its_login(self, store: AccountStore) -> None:
        """A token is found by its hash, unused, with the log-in and the person."""
        login = await add_login(store, await add_user(store))
        token = await find_token(store, "first")
        assert token == RefreshToken(token.key, login, LATER, None)
        assert await store.logins.find_token(hash_secret("other")) is None

    async def test_a_token_is_used_once(self, store: AccountStore) -> None:
        """The first use of a token counts, and stays; others do not."""
        await add_login(store, await add_user(store))
        token = await find_token(store, "first")
        used = [await store.logins.use_token(token.key, used_at=NOW + n * SECOND) for n in (0, 1)]
        assert used == [True, False]
        assert (await find_token(store, "first")).used_at == NOW

    async def test_a_login_is_prolonged(self, store: AccountStore) -> None:
        """A log-in that has not ended lives as long as it is told to."""
        login = await add_login(store, await add_user(store))
        assert await store.logins.prolong(login.key, expires_at=LATER + SECOND)
        prolonged = replace(login, expires_at=LATER + SECOND)
        assert (await find_token(store, "first")).login == prolonged

    async def test_a_login_ends_once(self, store: AccountStore) -> None:
        """An ended log-in keeps its end, and cannot be prolonged."""
        login = await add_login(store, await add_user(store))
        await store.logins.end(login.key, ended_at=NOW)
        await store.logins.end(login.key, ended_at=NOW + SECOND)
        assert not await store.logins.prolong(login.key, expires_at=LATER + SECOND)
        assert (await find_token(store, "first")).login == replace(login, ended_at=NOW)

    async def test_only_ones_own_login_ends(self, store: AccountStore) -> None:
        """Somebody else's log-in, an ended and an unknown one cannot be ended by its id."""
        ann, bo = await add_user(store), await add_user(store, "bo")
        login = await add_login(store, ann)
        tried = [(bo.key, login.public_id), (ann.key, "0" * 32)]
        tried += [(ann.key, login.public_id)] * 2
        ended = [await store.logins.end_of_user(*one, ended_at=NOW) for one in tried]
        assert ended == [False, False, True, False]
        assert (await find_token(store, "first")).login.ended_at == NOW

    async def test_an_expired_login_cannot_be_ended(self, store: AccountStore) -> None:
        """A log-in that has expired is not there any more for whoever had it."""
        ann = await add_user(store)
        login = await add_login(store, ann)
        assert not await store.logins.end_of_user(ann.key, login.public_id, ended_at=LATER)

    async def test_all_but_one_end(self, store: AccountStore) -> None:
        """Of a person's log-ins all but one end; other people's do not."""
        ann, bo = await add_user(store), await add_user(store, "bo")
        kept = await add_login(store, ann, "kept")
        for word in ("second", "third"):
            await add_login(store, ann, word)
        others = await add_login(store, bo, "other")
        await store.logins.end_all(ann.key, ended_at=NOW, but=kept.key)
        assert list(await store.logins.list_alive(ann.key, now=NOW)) == [kept]
        assert list(await store.logins.list_alive(bo.key, now=NOW)) == [others]

    async def test_living_logins_are_listed_newest_first(self, store: AccountStore) -> None:
        """The list has what has neither ended nor expired, of one person."""
        ann, bo = await add_user(store), await add_user(store, "bo")
        first, ended, second, brief = [
            await add_login(store, ann, "first"),
            await add_login(store, ann, "ended"),
            await add_login(store, ann, "second"),
            await add_login(store, ann, "brief", expires_at=NOW + SECOND),
        ]
        await add_login(store, bo, "other")
        await store.logins.end(ended.key, ended_at=NOW)
        assert list(await store.logins.list_alive(ann.key, now=NOW)) == [brief, second, first]
        assert list(await store.logins.list_alive(ann.key, now=NOW + SECOND)) == [second, first]

    async def test_what_is_over_is_deleted(self, store: AccountStore) -> None:
        """Ended and expired log-ins go with their tokens, and expired tokens of living ones go."""
        ann = await add_user(store)
        alive = await add_login(store, ann, "alive")
        ended = await add_login(store, ann, "ended")
        await add_login(store, ann, "expired", expires_at=NOW)
        old = NewRefreshToken(alive.key, hash_secret("old"), NOW, NOW)
        await store.logins.add_token(old)
        await store.logins.end(ended.key, ended_at=NOW)
        assert await store.logins.delete_expired(NOW - SECOND) == 0
        assert await store.logins.delete_expired(NOW) == 2
        left = [
            word
            for word in ("alive", "ended", "expired", "old")
            if await store.logins.find_token(hash_secret(word)) is not None
        ]
        assert left == ["alive"]


class FailureContract(AccountContract):
    """Attempts that failed."""

    async def test_notes_are_listed_oldest_first(self, store: AccountStore) -> None:
        """Notes of those who are asked for, after a moment, come by their time."""
        await store.failures.note([ANN_HASH, BO_HASH], NOW + SECOND)
        await store.failures.note([ANN_HASH], NOW)
        await store.failures.note([hash_secret("other")], NOW)
        wanted = (ANN_HASH, BO_HASH)
        earlier = NOW - SECOND
        assert sorted(
            await store.failures.list_since(wanted, earlier), key=lambda one: one.subject_hash
        ) == sorted(
            [
                Failure(ANN_HASH, NOW),
                Failure(ANN_HASH, NOW + SECOND),
                Failure(BO_HASH, NOW + SECOND),
            ],
            key=lambda one: one.subject_hash,
        )
        assert list(await store.failures.list_since([ANN_HASH], earlier)) == [
            Failure(ANN_HASH, NOW),
            Failure(ANN_HASH, NOW + SECOND),
        ]

    async def test_a_moment_itself_is_not_after_it(self, store: AccountStore) -> None:
        """Notes at the moment that is asked for are left out."""
        await store.failures.note([ANN_HASH], NOW)
        assert list(await store.failures.list_since([ANN_HASH], NOW)) == []

    async def test_notes_are_forgotten_by_key(self, store: AccountStore) -> None:
        """Exactly the notes with these keys go."""
        first = await store.failures.note([ANN_HASH, BO_HASH], NOW)
        await store.failures.note([ANN_HASH], NOW + SECOND)
        await store.failures.forget(first)
        left = await store.failures.list_since([ANN_HASH, BO_HASH], NOW - SECOND)
        assert list(left) == [Failure(ANN_HASH, NOW + SECOND)]

    async def test_all_notes_of_one_are_cleared(self, store: AccountStore) -> None:
        """Clearing takes every note of one, and of nobody else."""
        await store.failures.note([ANN_HASH, BO_HASH], NOW)
        await store.failures.note([ANN_HASH], NOW + SECOND)
        await store.failures.clear(ANN_HASH)
        left = await store.failures.list_since([ANN_HASH, BO_HASH], NOW - SECOND)
        assert list(left) == [Failure(BO_HASH, NOW)]

    async def test_old_notes_are_deleted(self, store: AccountStore) -> None:
        """Notes as old as a moment go, whoever they are of; younger ones stay."""
        await store.failures.note([ANN_HASH, BO_HASH], NOW)
        await store.failures.note([ANN_HASH], NOW + SECOND)
        await store.failures.delete_until(NOW)
        left = await store.failures.list_since([ANN_HASH, BO_HASH], NOW - SECOND)
        assert list(left) == [Failure(ANN_HASH, NOW + SECOND)]

    async def test_locking_again_does_not_wait_for_oneself(self, store: AccountStore) -> None:
        """One transaction may lock the same ones more than once."""
        for _ in range(2):
            await store.failures.lock([BO_HASH, ANN_HASH])
        assert list(await store.failures.list_since([ANN_HASH], NOW)) == []


class TransactionContract(AccountContract):
    """Transactions."""

    async def test_what_a_block_changed_stays(self, stores: AccountStores) -> None:
        """What was changed in a block that ended is there in the next one."""
        async with stores.writing() as store:
            ann = await add_user(store)
        async with stores.reading() as store:
            assert await store.users.find(ann.key) == ann

    async def test_a_block_that_fails_leaves_nothing(self, stores: AccountStores) -> None:
        """An error undoes what its block changed."""
        with pytest.raises(LogInRefusedError, match="wrong"):
            await _add_and_fail(stores, LogInRefusedError("wrong"))
        async with stores.reading() as store:
            assert await store.users.find_by_address("ann@example.org") is None

    async def test_an_error_may_keep_what_was_written(self, stores: AccountStores) -> None:
        """What an error says that it keeps is kept."""
        with pytest.raises(RefreshRefusedError, match="twice"):
            await _add_and_fail(stores, RefreshRefusedError("twice"))
        async with stores.reading() as store:
            assert await store.users.find_by_address("ann@example.org") is not None
