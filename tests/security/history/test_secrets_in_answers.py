"""What no answer may hold: hashes, other people's secrets, and the numbers of rows."""

from __future__ import annotations

import re

import pytest

from layerproof.history.services.secrets import hash_secret
from tests.support.history_copies import Worlds
from tests.support.history_document import operations
from tests.support.history_rows import KEYS
from tests.support.history_world import SECRET, World, cheap_hash

#: Who asks for everything.
ACTORS = ("owner", "push", "read", "viewer", None)


def _secrets(world: World) -> dict[str, str]:
    """Return everything that must stay where it is, by what it is called."""
    kept = {
        **{f"token {name}": secret for name, secret in world.credentials.items()},
        **{f"invitation {name}": secret for name, secret in world.invitation_secrets.items()},
        **{f"refreshing {name}": secret for name, secret in world.refresh_secrets.items()},
    }
    hashes = {f"hash of {name}": hash_secret(secret) for name, secret in kept.items()}
    return kept | hashes | {"password's hash": cheap_hash(), "the server's": SECRET}


def _numbers(text: str) -> list[str]:
    return [found for found in re.findall(r"\b7\d{6}\b", text) if int(found) in KEYS]


@pytest.mark.timeout(240)
async def test_no_answer_holds_a_secret_or_the_number_of_a_row(worlds: Worlds) -> None:
    """Nothing that is stored as a secret, hashed or not, and no row's number, is ever answered."""
    cases = [(operation, actor) for operation in operations() for actor in ACTORS]
    answers = await worlds.ask_each(cases)
    secrets = _secrets(worlds.model)
    told = {}
    for (operation, actor), answer in zip(cases, answers, strict=True):
        whole = f"{answer.headers} {answer.text}"
        found = [name for name, secret in secrets.items() if secret in whole] + _numbers(whole)
        if found or "argon2" in whole:
            told[operation.name, actor] = found
    assert told == {}
    assert any(answer.is_success for answer in answers)
