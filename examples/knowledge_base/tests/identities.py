"""How tests become somebody: a token as the application itself makes it."""

from __future__ import annotations

from knowledge_base.models import User
from knowledge_base.settings import Settings
from knowledge_base.tokens import Claims, TokenSigner


def make_token(user: User) -> str:
    """Return a token for a stored user; ``[tool.layerproof.auth]`` names this function."""
    settings = Settings.from_environment()
    signer = TokenSigner(settings.secret, settings.token_lifetime)
    return signer.issue(Claims(user.id, user.tenant_id))
