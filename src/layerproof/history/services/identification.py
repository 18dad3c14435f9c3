"""From what a request shows to who asks. Every refusal is the same, and takes no hint with it."""

from __future__ import annotations

from layerproof.history.records.access import TokenActor, UserActor
from layerproof.history.records.people import Login
from layerproof.history.services.clock import Clock, read_clock
from layerproof.history.services.ports.identity import IdentityRepository
from layerproof.history.services.secrets import PROJECT_TOKEN_PREFIX, hash_secret
from layerproof.history.services.signing import Signer, unauthenticated


class IdentificationService:
    """Who asks.

    :param identities: where log-ins and tokens are found.
    :param signer: what reads access tokens.
    :param clock: what says whether they are still valid.
    """

    def __init__(
        self, identities: IdentityRepository, signer: Signer, clock: Clock = read_clock
    ) -> None:
        self._identities = identities
        self._signer = signer
        self._clock = clock

    async def identify(self, credential: str) -> UserActor | TokenActor:
        """Return who shows this credential.

        :raises UnauthenticatedError: it is none, or none that is still valid.
        """
        if credential.startswith(PROJECT_TOKEN_PREFIX):
            return await self._identify_token(credential)
        login = await self.find_login(credential)
        return UserActor(login.user.key, login.user.public_id, login.key)

    async def find_login(self, access_token: str) -> Login:
        """Return the living log-in that an access token stands for.

        :raises UnauthenticatedError: there is none.
        """
        now = self._clock()
        login = await self._identities.find_login(self._signer.read(access_token, now))
        if login is None or not login.is_alive(now):
            raise unauthenticated()
        return login

    async def _identify_token(self, credential: str) -> TokenActor:
        token = await self._identities.find_project_token(hash_secret(credential))
        if token is None or not token.is_alive(self._clock()):
            raise unauthenticated()
        project = token.project
        return TokenActor(token.key, project.key, project.organization_key, token.scopes)
