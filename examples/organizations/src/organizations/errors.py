"""What the services refuse, and why. ``routers.problems`` turns the kinds into statuses."""

from __future__ import annotations

from typing import ClassVar


class DomainError(Exception):
    """A request that the rules do not allow. ``code`` is for programs, ``text`` for people."""

    code: ClassVar[str]
    text: ClassVar[str]

    def __str__(self) -> str:
        return self.text


class UnauthenticatedError(DomainError):
    """Nobody is known by that key."""

    code = "unauthenticated"
    text = "Give a valid access key."


class NotFoundError(DomainError):
    """It is not there, or not for this user to know."""


class ForbiddenError(DomainError):
    """It is there, and this user may not do that."""


class ConflictError(DomainError):
    """What is there already does not allow it."""


class GoneError(DomainError):
    """It was there once."""


class OrganizationNotFoundError(NotFoundError):
    code = "organization-not-found"
    text = "You are in no organization of that name."


class MemberNotFoundError(NotFoundError):
    code = "member-not-found"
    text = "The organization has no such member."


class InvitationNotFoundError(NotFoundError):
    code = "invitation-not-found"
    text = "There is no such invitation."


class VerificationNotFoundError(NotFoundError):
    code = "verification-not-found"
    text = "The address was not verified: the token is unknown."


class NotVerifiedError(ForbiddenError):
    code = "not-verified"
    text = "Verify your e-mail address first."


class RoleTooLowError(ForbiddenError):
    code = "role-too-low"
    text = "Your role in the organization does not allow it."


class RoleAboveOwnError(ForbiddenError):
    code = "role-above-own"
    text = "Nobody decides over a role above their own."


class WrongAddressError(ForbiddenError):
    code = "wrong-address"
    text = "The invitation is for another address."


class EmailTakenError(ConflictError):
    code = "email-taken"
    text = "There is a user with that address."


class SlugTakenError(ConflictError):
    code = "slug-taken"
    text = "Another organization has that slug."


class AlreadyMemberError(ConflictError):
    code = "already-member"
    text = "The user is a member already."


class AlreadyVerifiedError(ConflictError):
    code = "already-verified"
    text = "The address is verified already."


class LastOwnerError(ConflictError):
    code = "last-owner"
    text = "An organization keeps at least one owner."


class VerificationExpiredError(GoneError):
    code = "verification-expired"
    text = "The token has expired; ask for a new one."


class VerificationUsedError(GoneError):
    code = "verification-used"
    text = "The token was used already."


class InvitationExpiredError(GoneError):
    code = "invitation-expired"
    text = "The invitation has expired."


class InvitationWithdrawnError(GoneError):
    code = "invitation-withdrawn"
    text = "The invitation was withdrawn."


class InvitationAcceptedError(GoneError):
    code = "invitation-accepted"
    text = "The invitation was accepted already."
