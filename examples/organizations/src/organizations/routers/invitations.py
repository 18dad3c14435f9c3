"""Invitations, for those who send them and those who get them."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, status

from organizations.dependencies import CurrentUser, InvitationRules
from organizations.models import Invitation, Membership
from organizations.schemas import InvitationAnswer, NewInvitation, OwnMembershipAnswer, Token

router = APIRouter(tags=["invitations"])


@router.post(
    "/organizations/{slug}/invitations",
    status_code=status.HTTP_201_CREATED,
    response_model=InvitationAnswer,
)
def invite(slug: str, new: NewInvitation, user: CurrentUser, rules: InvitationRules) -> Invitation:
    """Invite an address."""
    return rules.invite(user, slug, new.email, new.role)


@router.get("/organizations/{slug}/invitations", response_model=list[InvitationAnswer])
def list_pending(slug: str, user: CurrentUser, rules: InvitationRules) -> Sequence[Invitation]:
    """List the invitations that nobody has accepted or withdrawn."""
    return rules.list_pending(user, slug)


@router.delete(
    "/organizations/{slug}/invitations/{invitation_id}", status_code=status.HTTP_204_NO_CONTENT
)
def withdraw(slug: str, invitation_id: int, user: CurrentUser, rules: InvitationRules) -> None:
    """Withdraw an invitation."""
    rules.withdraw(user, slug, invitation_id)


@router.post("/invitations/accept", response_model=OwnMembershipAnswer)
def accept(body: Token, user: CurrentUser, rules: InvitationRules) -> Membership:
    """Accept an invitation by the token that was sent to one's address."""
    return rules.accept(user, body.token)
