"""What a project's token is for: whoever has one can ask, and need not be told beside it."""

from __future__ import annotations

from layerproof.history.errors.access import ProjectNotFoundError
from layerproof.history.records.access import LocalActor, Scope, TokenActor
from layerproof.history.records.own_token import TokenPlace
from layerproof.history.services.access import scope_of
from layerproof.history.services.ports.identity import IdentityRepository
from layerproof.history.services.ports.runs import LocalProjectRepository
from layerproof.history.services.signing import unauthenticated


class OwnTokenService:
    """The place of a token.

    :param identities: where the project of a token is found.
    :param local: the projects of a server without accounts.
    """

    def __init__(self, identities: IdentityRepository, local: LocalProjectRepository) -> None:
        self._identities = identities
        self._local = local

    async def describe(self, actor: TokenActor | LocalActor, name: str | None) -> TokenPlace:
        """Return the project of a token; without accounts, the one that reports call ``name``.

        :raises ProjectNotFoundError: without accounts, there is none of that name.
        :raises UnauthenticatedError: the token's project is gone.
        """
        if isinstance(actor, LocalActor):
            return await self._describe_local(name)
        project = await self._identities.find_project(actor.project_key)
        if project is None:
            raise unauthenticated()
        return TokenPlace(scope_of(project), actor.scopes)

    async def _describe_local(self, name: str | None) -> TokenPlace:
        project = None if name is None else await self._local.find_by_name(name)
        if project is None:
            told = "no project was named" if name is None else f"no project {name[:64]!r} is here"
            raise ProjectNotFoundError(told, advice="name one of which a run was pushed: ?project=")
        return TokenPlace(scope_of(project), frozenset(Scope))
