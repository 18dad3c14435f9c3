"""Registration, verification, and one's own account."""

from __future__ import annotations

from fastapi import APIRouter, status

from organizations.dependencies import Accounts, CurrentUser
from organizations.models import User
from organizations.schemas import RegisteredAnswer, Registration, Token, UserAnswer

router = APIRouter(tags=["accounts"])


@router.post("/users", status_code=status.HTTP_201_CREATED)
def register(registration: Registration, accounts: Accounts) -> RegisteredAnswer:
    """Register; the access key is shown here and never again."""
    user, key = accounts.register(registration.email, registration.name)
    return RegisteredAnswer(user=UserAnswer.model_validate(user), access_key=key)


@router.get("/users/me", response_model=UserAnswer)
def show_me(user: CurrentUser) -> User:
    """Show who asks."""
    return user


@router.post("/users/me/verification", status_code=status.HTTP_202_ACCEPTED)
def send_verification(user: CurrentUser, accounts: Accounts) -> None:
    """Send a new token to one's own address."""
    accounts.send_verification(user)


@router.post("/verifications", response_model=UserAnswer)
def verify(body: Token, accounts: Accounts) -> User:
    """Prove an address by the token that was sent to it."""
    return accounts.verify(body.token)
