"""The way in for the first owner, which only the server's operator opens."""

from __future__ import annotations

import re

from pydantic import TypeAdapter, ValidationError

from layerproof.errors import UsageError
from layerproof.history.records.access import Role
from layerproof.history.records.tenants import Organization
from layerproof.history.schemas.addresses import Address
from layerproof.history.schemas.fields import SLUG, Name
from layerproof.history.services.clock import Clock, read_clock
from layerproof.history.services.invitations import InvitationService
from layerproof.history.services.ports.organizations import OrganizationRepository

_ADDRESS: TypeAdapter[str] = TypeAdapter(Address)
_NAME: TypeAdapter[str] = TypeAdapter(Name)


class FirstOwnerService:
    """Invites owners without being one: for a new server, and where every owner is gone.

    :param organizations: where organizations are stored.
    :param invitations: what invites.
    :param clock: what says when an organization was made.
    """

    def __init__(
        self,
        organizations: OrganizationRepository,
        invitations: InvitationService,
        clock: Clock = read_clock,
    ) -> None:
        self._organizations = organizations
        self._invitations = invitations
        self._clock = clock

    async def invite(self, organization_slug: str, organization_name: str, address: str) -> str:
        """Return the token of an owner's invitation; the organization is made if there is none.

        :param organization_name: what a new one is called; one that is there keeps its name.
        :raises UsageError: the slug, the name or the address cannot be one.
        """
        _refuse_unfit(organization_slug, organization_name, address)
        organization = await self._ensure(organization_slug, organization_name)
        issued = await self._invitations.issue(organization.key, address, Role.OWNER)
        return issued.token

    async def _ensure(self, slug: str, name: str) -> Organization:
        # Somebody else may make it at the same moment.
        while (found := await self._organizations.find_by_slug(slug)) is None:
            await self._organizations.add(slug, name, created_at=self._clock())
        return found


def _refuse_unfit(slug: str, name: str, address: str) -> None:
    if re.fullmatch(SLUG, slug) is None:
        raise UsageError(
            f"{slug[:64]!r} cannot be an organization's name in addresses",
            advice="use small letters, digits and hyphens, at most 64, such as `acme`",
        )
    for adapter, value, what in (
        (_NAME, name, "an organization's name"),
        (_ADDRESS, address, "a mail address"),
    ):
        try:
            adapter.validate_python(value)
        except ValidationError as error:
            raise UsageError(
                f"{value[:64]!r} cannot be {what}", advice="see `layerproof history invite --help`"
            ) from error
