"""What makes each library hash fast, by the module that has it. None is imported here.

A hash tells its cost, so only making one has to change, and asking whether one is due for a new
one: a login that found every hash too cheap would make another and write it, each time.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any, Final

from layerproof.testing.passwords.changes import Changes

#: The least that bcrypt allows: 2 to the power of 4 rounds.
_BCRYPT_ROUNDS: Final = 4
#: The least that Argon2 allows: one pass over 8 KiB (RFC 9106, section 3.1).
_ARGON2: Final = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
_ARGON2_MARK: Final = "$m=8,t=1,p=1$"


def _change_bcrypt(bcrypt: Any, changes: Changes) -> None:
    original = bcrypt.gensalt

    def gensalt(rounds: int = 12, prefix: bytes = b"2b") -> Any:
        return original(_BCRYPT_ROUNDS if changes.active else rounds, prefix)

    changes.replace_function(original, gensalt)


def _change_argon2(low_level: Any, changes: Changes) -> None:
    original = low_level.hash_secret
    signature = inspect.signature(original)

    # Wraps, so that a block within this one finds the signature.
    @functools.wraps(original)
    def hash_secret(*args: Any, **kwargs: Any) -> Any:
        given = signature.bind(*args, **kwargs).arguments
        return original(**{**given, **_ARGON2} if changes.active else given)

    changes.replace_function(original, hash_secret)


def _change_argon2_hasher(module: Any, changes: Changes) -> None:
    original = module.PasswordHasher.check_needs_rehash

    def check_needs_rehash(self: Any, hash: str | bytes) -> Any:  # noqa: A002 - as it is called
        text = hash.decode() if isinstance(hash, bytes) else hash
        return _ARGON2_MARK not in text and original(self, hash)

    changes.replace_method(module.PasswordHasher, "check_needs_rehash", check_needs_rehash)


def _change_pwdlib_bcrypt(module: Any, changes: Changes) -> None:
    original = module.BcryptHasher.check_needs_rehash

    def check_needs_rehash(self: Any, hash: str | bytes) -> Any:  # noqa: A002 - as it is called
        text = hash.decode() if isinstance(hash, bytes) else hash
        cheap = f"${self.prefix.decode()}${_BCRYPT_ROUNDS:02}$"
        return not text.startswith(cheap) and original(self, hash)

    changes.replace_method(module.BcryptHasher, "check_needs_rehash", check_needs_rehash)


def _change_passlib(handlers: Any, changes: Changes) -> None:
    has_rounds = handlers.HasRounds
    original = has_rounds._calc_needs_update  # noqa: SLF001 - what every scheme asks

    def _generate_rounds(cls: Any) -> int:
        return _least_rounds(cls)

    def _calc_needs_update(self: Any, **kwargs: Any) -> Any:
        if self.rounds == _least_rounds(type(self)):
            return super(has_rounds, self)._calc_needs_update(**kwargs)
        return original(self, **kwargs)

    changes.replace_method(has_rounds, "_generate_rounds", classmethod(_generate_rounds))
    changes.replace_method(has_rounds, "_calc_needs_update", _calc_needs_update)


def _change_passlib_argon2(module: Any, changes: Changes) -> None:
    common = module._Argon2Common  # noqa: SLF001 - what every backend derives from
    original = common._calc_needs_update  # noqa: SLF001 - what every backend asks

    def _calc_needs_update(self: Any, **kwargs: Any) -> Any:
        return self.memory_cost != _ARGON2["memory_cost"] and original(self, **kwargs)

    changes.replace_method(common, "_calc_needs_update", _calc_needs_update)


def _least_rounds(scheme: Any) -> int:
    return max(1, int(scheme.min_rounds))


#: The module whose import brings what is to be changed, and what changes it.
LIBRARIES: dict[str, Callable[[ModuleType, Changes], None]] = {
    "bcrypt": _change_bcrypt,
    "argon2.low_level": _change_argon2,
    "argon2._password_hasher": _change_argon2_hasher,
    "pwdlib.hashers.bcrypt": _change_pwdlib_bcrypt,
    "passlib.utils.handlers": _change_passlib,
    "passlib.handlers.argon2": _change_passlib_argon2,
}
