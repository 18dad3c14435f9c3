"""Organizations as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, status

from organizations.dependencies import CurrentUser, OrganizationRules
from organizations.models import Membership
from organizations.schemas import NewName, NewOrganization, OwnMembershipAnswer

router = APIRouter(prefix="/organizations", tags=["organizations"])


@router.post("", status_code=status.HTTP_201_CREATED, response_model=OwnMembershipAnswer)
def found(new: NewOrganization, user: CurrentUser, rules: OrganizationRules) -> Membership:
    """Found an organization and be its owner."""
    return rules.found(user, new.slug, new.name)


@router.get("", response_model=list[OwnMembershipAnswer])
def list_own(user: CurrentUser, rules: OrganizationRules) -> Sequence[Membership]:
    """List the organizations that one is in."""
    return rules.list_own(user)


@router.get("/{slug}", response_model=OwnMembershipAnswer)
def show(slug: str, user: CurrentUser, rules: OrganizationRules) -> Membership:
    """Show an organization that one is in."""
    return rules.show(user, slug)


@router.patch("/{slug}", response_model=OwnMembershipAnswer)
def rename(slug: str, new: NewName, user: CurrentUser, rules: OrganizationRules) -> Membership:
    """Give an organization another name."""
    return rules.rename(user, slug, new.name)


@router.delete("/{slug}", status_code=status.HTTP_204_NO_CONTENT)
def dissolve(slug: str, user: CurrentUser, rules: OrganizationRules) -> None:
    """Remove an organization."""
    rules.dissolve(user, slug)
