"""The rules for accounts, on fakes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.unit.world import World
from time_machine import Traveller

from layerproof.testing import freeze_time
from organizations.errors import (
    AlreadyVerifiedError,
    EmailTakenError,
    UnauthenticatedError,
    VerificationExpiredError,
    VerificationNotFoundError,
    VerificationUsedError,
)
from organizations.mail import Message

BOB = "bob@example.org"


def test_a_new_user_is_not_verified_and_gets_a_token(world: World) -> None:
    """One message goes to the address, with a token that is not the access key."""
    user, key = world.accounts.register(BOB, "Bob")

    assert (user.email, user.name, user.verified_at) == (BOB, "Bob", None)
    token = world.mailbox.token_for(BOB)
    assert world.mailbox.messages == [Message(BOB, "Verify your address", token)]
    assert token != key


def test_secrets_are_stored_as_digests(world: World) -> None:
    """Who reads the tables learns neither the access key nor the token."""
    user, key = world.accounts.register(BOB, "Bob")

    [verification] = world.users.verifications
    stored = {user.access_key_digest, verification.token_digest}
    assert {len(each) for each in stored} == {64}
    assert stored.isdisjoint({key, world.mailbox.token_for(BOB)})


def test_an_address_registers_once(world: World) -> None:
    """The second user of an address is refused, and nothing is sent."""
    world.add_user(email=BOB)

    with pytest.raises(EmailTakenError, match="There is a user with that address"):
        world.accounts.register(BOB, "Bob")
    assert world.mailbox.messages == []


def test_a_key_finds_its_user(world: World) -> None:
    """Everybody is found by the own key alone."""
    user, key = world.accounts.register(BOB, "Bob")
    world.accounts.register("cid@example.org", "Cid")

    assert world.accounts.authenticate(key) is user
    with pytest.raises(UnauthenticatedError, match="valid access key"):
        world.accounts.authenticate(f"{key}x")


@freeze_time("2026-05-01T12:00")
def test_a_token_verifies_its_user(world: World) -> None:
    """The moment is kept, with the user and with the token."""
    user, _key = world.accounts.register(BOB, "Bob")

    assert world.accounts.verify(world.mailbox.token_for(BOB)) is user

    moment = datetime(2026, 5, 1, 12, tzinfo=UTC)
    assert (user.verified_at, world.users.verifications[0].used_at) == (moment, moment)


def test_a_token_is_good_for_a_day_to_the_second(world: World, frozen_time: Traveller) -> None:
    """It verifies in the last second before 24 hours have passed."""
    user, _key = world.accounts.register(BOB, "Bob")
    frozen_time.shift(timedelta(hours=24, seconds=-1))

    world.accounts.verify(world.mailbox.token_for(BOB))

    assert user.verified_at is not None


def test_a_token_expires(world: World, frozen_time: Traveller) -> None:
    """After 24 hours it verifies nobody."""
    user, _key = world.accounts.register(BOB, "Bob")
    frozen_time.shift(timedelta(hours=24))

    with pytest.raises(VerificationExpiredError, match="has expired; ask for a new one"):
        world.accounts.verify(world.mailbox.token_for(BOB))
    assert user.verified_at is None


def test_a_token_works_once(world: World) -> None:
    """The second time it is refused as used."""
    world.accounts.register(BOB, "Bob")
    token = world.mailbox.token_for(BOB)
    world.accounts.verify(token)

    with pytest.raises(VerificationUsedError, match="used already"):
        world.accounts.verify(token)


def test_an_unknown_token_verifies_nobody(world: World) -> None:
    """A token that was never sent is not found."""
    world.accounts.register(BOB, "Bob")

    with pytest.raises(VerificationNotFoundError, match="token is unknown"):
        world.accounts.verify("made-up")


def test_a_new_token_ends_the_one_before(world: World) -> None:
    """Only the latest token verifies."""
    user, _key = world.accounts.register(BOB, "Bob")
    first = world.mailbox.token_for(BOB)
    world.accounts.send_verification(user)

    with pytest.raises(VerificationNotFoundError, match="token is unknown"):
        world.accounts.verify(first)
    assert world.accounts.verify(world.mailbox.token_for(BOB)) is user


def test_who_is_verified_gets_no_token(world: World) -> None:
    """There is nothing left to prove."""
    with pytest.raises(AlreadyVerifiedError, match="verified already"):
        world.accounts.send_verification(world.add_user())
    assert world.mailbox.messages == []
