"""The members of an organization."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, status

from organizations.dependencies import CurrentUser, MemberRules
from organizations.models import Membership
from organizations.schemas import MemberAnswer, NewRole

router = APIRouter(prefix="/organizations/{slug}/members", tags=["members"])


@router.get("", response_model=list[MemberAnswer])
def list_members(slug: str, user: CurrentUser, rules: MemberRules) -> Sequence[Membership]:
    """List the members."""
    return rules.list_members(user, slug)


@router.patch("/{user_id}", response_model=MemberAnswer)
def change_role(
    slug: str, user_id: int, new: NewRole, user: CurrentUser, rules: MemberRules
) -> Membership:
    """Give a member another role."""
    return rules.change_role(user, slug, user_id, new.role)


@router.delete("/{user_id}", status_code=status.HTTP_204_NO_CONTENT)
def remove(slug: str, user_id: int, user: CurrentUser, rules: MemberRules) -> None:
    """Take out a member, or leave."""
    rules.remove(user, slug, user_id)
