"""Getting an account, and changing one's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from layerproof.history.errors.access import UnauthenticatedError
from layerproof.history.errors.accounts import (
    InvitationNeededError,
    TooManyAttemptsError,
    WrongPasswordError,
)
from layerproof.history.records.access import Role, UserActor
from layerproof.history.records.logins import Account, Credentials, Registration
from layerproof.history.records.people import User
from layerproof.history.services.accounts import AccountService, RegistrationService
from layerproof.history.services.login_attempts import LoginAttempts
from layerproof.history.services.login_check import PasswordCheck
from layerproof.history.services.logins import LoginService
from layerproof.history.services.signing import Signer
from tests.support.history_fakes.accounts import (
    WITHDRAWN_LATE,
    FakeAccountStores,
    FakePasswords,
    make_invitation,
)
from tests.support.history_fakes.memory import NOW, SetClock

WORD = "correct horse"
HERE = "192.0.2.1"
ANN = Registration("Ann@Example.org", "Ann", WORD, None, HERE)
INVITED = replace(ANN, invitation="lpi_ann")


class Place:
    """A server on which nobody is yet; ``ann`` is invited."""

    def __init__(self) -> None:
        self.clock = SetClock()
        self.stores = FakeAccountStores()
        self.memory = self.stores.memory
        self.memory.invitations["lpi_ann"] = make_invitation("ann@example.org")
        self.passwords = FakePasswords(self.stores)
        self.attempts = LoginAttempts(self.stores, self.clock)
        self.check = PasswordCheck(self.stores, self.attempts, self.passwords)
        self.accounts = AccountService(self.stores, self.check, self.passwords, self.clock)
        signer = Signer("a secret of thirty-two characters")
        self.logins = LoginService(self.stores, self.check, signer, self.clock)

    def registrations(self, *, open_registration: bool) -> RegistrationService:
        """Return what makes accounts."""
        return RegistrationService(
            self.stores,
            self.attempts,
            self.passwords,
            self.clock,
            open_registration=open_registration,
        )

    @property
    def user(self) -> User:
        """The only person that there is."""
        (user,) = self.memory.users.values()
        return user

    async def log_in(self) -> UserActor:
        """Log the only person in."""
        await self.logins.log_in(Credentials(self.user.address, WORD, HERE))
        login = list(self.memory.logins.values())[-1]
        return UserActor(self.user.key, self.user.public_id, login.key)


@pytest.fixture
def place() -> Place:
    """Give a server on which nobody is."""
    return Place()


@pytest.fixture
def closed(place: Place) -> RegistrationService:
    """Give registering by invitation."""
    return place.registrations(open_registration=False)


@pytest.fixture
def opened(place: Place) -> RegistrationService:
    """Give registering for everybody."""
    return place.registrations(open_registration=True)


async def test_an_invitation_makes_account_and_membership(
    place: Place, closed: RegistrationService
) -> None:
    """Who was invited gets an account and belongs where the invitation says; it is used up."""
    await closed.register(INVITED)
    user = place.user
    assert user == User(user.key, user.public_id, "Ann@Example.org", "Ann", "1:esroh tcerroc", NOW)
    assert len(user.public_id) == 32
    (membership,) = place.memory.memberships
    assert (membership.user_key, membership.role) == (user.key, Role.MEMBER)
    assert membership.organization.slug == "acme"
    assert place.memory.invitations["lpi_ann"].accepted_at == NOW


@pytest.mark.parametrize(
    "registration",
    [
        ANN,
        replace(INVITED, invitation="lpi_other"),
        replace(INVITED, address="bo@example.org"),
        replace(INVITED, invitation="lpi_used"),
        replace(INVITED, invitation="lpi_expired"),
    ],
)
async def test_without_an_open_invitation(
    place: Place, closed: RegistrationService, registration: Registration
) -> None:
    """None, an unknown one, another address's, a used and an expired one get one refusal."""
    known = place.memory.invitations["lpi_ann"]
    place.memory.invitations["lpi_used"] = replace(known, accepted_at=NOW)
    place.memory.invitations["lpi_expired"] = replace(known, expires_at=NOW)
    with pytest.raises(InvitationNeededError, match=r"^registering needs an open invitation"):
        await closed.register(registration)
    assert (place.memory.users, place.passwords.hashed) == ({}, 0)


async def test_open_registration_needs_no_invitation(
    place: Place, opened: RegistrationService
) -> None:
    """Where registering is open anybody gets an account, and belongs nowhere."""
    await opened.register(ANN)
    assert (place.user.name, place.memory.memberships) == ("Ann", [])


async def test_open_registration_takes_an_invitation(
    place: Place, opened: RegistrationService
) -> None:
    """Where registering is open an invitation is used all the same, and has to be a good one."""
    with pytest.raises(InvitationNeededError, match="open invitation"):
        await opened.register(replace(ANN, invitation="lpi_other"))
    await opened.register(INVITED)
    assert [one.role for one in place.memory.memberships] == [Role.MEMBER]


@pytest.mark.parametrize("registration", [ANN, INVITED])
async def test_an_address_with_an_account(
    place: Place, opened: RegistrationService, registration: Registration
) -> None:
    """Nothing changes for who has an account, and as much is hashed as for others."""
    await opened.register(ANN)
    user = place.user
    again = replace(registration, address="ANN@example.org", name="Other", password="other word")
    await opened.register(again)
    assert place.user == user
    assert place.memory.memberships == []
    assert place.memory.invitations["lpi_ann"].accepted_at is None
    assert place.passwords.hashed == 2


async def test_an_invitation_that_is_taken_back_meanwhile(
    place: Place, closed: RegistrationService
) -> None:
    """There is no account without the membership: both are made, or neither."""
    late = make_invitation("ann@example.org", WITHDRAWN_LATE)
    place.memory.invitations["lpi_ann"] = late
    with pytest.raises(InvitationNeededError, match="open invitation"):
        await closed.register(INVITED)
    assert place.memory.users == {}


async def test_registering_too_often(place: Place, closed: RegistrationService) -> None:
    """A client that was refused often is refused before anything is looked at or hashed."""
    for _ in range(50):
        with pytest.raises(InvitationNeededError, match="open invitation"):
            await closed.register(ANN)
    with pytest.raises(TooManyAttemptsError, match="too many attempts"):
        await closed.register(INVITED)
    assert (place.memory.users, place.passwords.hashed) == ({}, 0)


async def test_ones_own_account(place: Place, closed: RegistrationService) -> None:
    """A person sees themselves and what they are where."""
    await closed.register(INVITED)
    actor = await place.log_in()
    account = await place.accounts.show(actor)
    assert account == Account(place.user, tuple(place.memory.memberships))


async def test_an_account_that_is_gone(place: Place) -> None:
    """Whoever is no more is nobody."""
    actor = UserActor(1, "0" * 32, 1)
    with pytest.raises(UnauthenticatedError, match="no valid credential"):
        await place.accounts.show(actor)


async def test_changing_ones_name(place: Place, opened: RegistrationService) -> None:
    """A person gets the name that they want."""
    await opened.register(ANN)
    actor = await place.log_in()
    account = await place.accounts.rename(actor, "Anna")
    assert account.user == place.user
    assert place.user.name == "Anna"


async def test_changing_ones_password(place: Place, opened: RegistrationService) -> None:
    """The new password counts, all other log-ins have ended, and the one that asked has not."""
    await opened.register(ANN)
    other, actor = await place.log_in(), await place.log_in()
    place.clock.pass_by(timedelta(minutes=1))
    await place.accounts.change_password(actor, current=WORD, new="another word", client=HERE)
    assert place.user.password_hash == "1:drow rehtona"
    ends = {key: login.ended_at for key, login in place.memory.logins.items()}
    assert ends == {other.login_key: NOW + timedelta(minutes=1), actor.login_key: None}
    assert await place.check.check(Credentials("ann@example.org", WORD, HERE)) is None


async def test_a_wrong_present_password(place: Place, opened: RegistrationService) -> None:
    """Without the present password nothing changes, and it counts as a failed attempt."""
    await opened.register(ANN)
    actor, other = await place.log_in(), await place.log_in()
    for _ in range(5):
        with pytest.raises(WrongPasswordError, match="another one"):
            await place.accounts.change_password(
                actor, current="wrong", new="another word", client=HERE
            )
    with pytest.raises(TooManyAttemptsError, match="too many attempts"):
        await place.accounts.change_password(actor, current=WORD, new="another word", client=HERE)
    assert place.user.password_hash == "1:esroh tcerroc"
    assert place.memory.logins[other.login_key].ended_at is None
    assert place.passwords.hashed == 1


async def test_two_changes_at_once(place: Place, opened: RegistrationService) -> None:
    """A change that was overtaken by another one is refused: its present password is none now."""
    await opened.register(ANN)
    actor = await place.log_in()
    rival = FakePasswords(place.stores)
    hash_one = rival.hash

    async def hash_and_be_overtaken(password: str) -> str:
        place.memory.users[place.user.key] = replace(place.user, password_hash="1:drow")
        return await hash_one(password)

    rival.hash = hash_and_be_overtaken  # type: ignore[method-assign]  # a rival's moment
    accounts = AccountService(place.stores, place.check, rival, place.clock)
    with pytest.raises(WrongPasswordError, match="another one"):
        await accounts.change_password(actor, current=WORD, new="another word", client=HERE)
    assert place.user.password_hash == "1:drow"
