"""What comes in and goes out about accounts and log-ins."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from layerproof.history.records.logins import Account, Tokens
from layerproof.history.records.people import Login
from layerproof.history.schemas.addresses import ADDRESS_LENGTH, Address
from layerproof.history.schemas.fields import WITHOUT_NUL, Name

#: As NIST SP 800-63B-4, 3.1.1.2 has it: length, and no rule about what kinds of characters.
NewPassword = Annotated[str, StringConstraints(min_length=12, max_length=1024), Field(repr=False)]
Password = Annotated[str, StringConstraints(max_length=1024), Field(repr=False)]
Secret = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class RegistrationIn(_Body):
    """Who wants an account."""

    address: Address
    name: Name
    password: NewPassword
    invitation: Secret | None = Field(
        default=None, repr=False, description="The invitation's token"
    )


class RegistrationOut(BaseModel):
    """The one answer, whether or not the address had an account already."""

    detail: str = "if the address had no account, it has one now: log in"


class LoginForm(BaseModel):
    """The form of OAuth2's password grant (RFC 6749, 4.3.2); what else it has is passed over."""

    grant_type: Literal["password"] = "password"
    username: Annotated[str, StringConstraints(max_length=ADDRESS_LENGTH, pattern=WITHOUT_NUL)] = (
        Field(description="The mail address")
    )
    password: Password


class RefreshIn(_Body):
    """A refresh token, good for one time."""

    refresh_token: Secret = Field(repr=False)


class TokensOut(BaseModel):
    """What opens the API, and what prolongs the log-in (RFC 6749, 5.1)."""

    model_config = ConfigDict(from_attributes=True)

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105  (a kind of token is no secret)
    expires_in: int = Field(description="Seconds for which the access token is good")
    refresh_token: str


class MembershipOut(BaseModel):
    """What somebody is in an organization."""

    organization: str = Field(description="The organization's name in addresses")
    name: str
    role: str


class MeOut(BaseModel):
    """One's own account."""

    id: str
    address: str
    name: str
    created_at: datetime
    memberships: list[MembershipOut]


class MeIn(_Body):
    """What can be changed of one's own account."""

    name: Name


class PasswordIn(_Body):
    """A change of one's password."""

    current: Password
    new: NewPassword


class LoginOut(BaseModel):
    """A living log-in of one's own."""

    id: str
    kind: Literal["api", "browser"]
    created_at: datetime
    expires_at: datetime
    current: bool = Field(description="Whether this request belongs to it")


class LoginsOut(BaseModel):
    """Living log-ins of one's own, newest first."""

    items: list[LoginOut]


def show_tokens(tokens: Tokens) -> TokensOut:
    """Return tokens as they are sent."""
    return TokensOut.model_validate(tokens)


def show_account(account: Account) -> MeOut:
    """Return somebody's own account as it is sent."""
    user = account.user
    return MeOut(
        id=user.public_id,
        address=user.address,
        name=user.name,
        created_at=user.created_at,
        memberships=[
            MembershipOut(
                organization=membership.organization.slug,
                name=membership.organization.name,
                role=membership.role.value,
            )
            for membership in account.memberships
        ],
    )


def show_login(login: Login, *, current: int) -> LoginOut:
    """Return a log-in as it is sent; ``current`` is the key of the one that asks."""
    return LoginOut(
        id=login.public_id,
        kind=login.kind.value,
        created_at=login.created_at,
        expires_at=login.expires_at,
        current=login.key == current,
    )
