"""Libraries that are imported after the switch, in a process of their own."""

from __future__ import annotations

import subprocess
import sys
import textwrap


def run(code: str) -> list[str]:
    """Return the lines that a program prints."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_nothing_is_imported_by_the_switch() -> None:
    """A project without any of the libraries pays for none."""
    assert run("""
        import sys
        from layerproof.testing import fast_passwords
        with fast_passwords():
            known = {"bcrypt", "argon2", "pwdlib", "passlib"}
            print(sorted(known & set(sys.modules)))
    """) == ["[]"]


def test_later_imports_are_reached() -> None:
    """A backend that is imported inside the block hashes fast, and not after it."""
    lines = run("""
        from layerproof.testing import fast_passwords
        with fast_passwords():
            from pwdlib import PasswordHash
            from pwdlib.hashers.argon2 import Argon2Hasher
            from pwdlib.hashers.bcrypt import BcryptHasher
            from passlib.hash import pbkdf2_sha256
            hashers = [PasswordHash((one,)) for one in (Argon2Hasher(), BcryptHasher(5))]
            for hasher in hashers:
                made = hasher.hash("secret")
                renewed = hasher.verify_and_update("secret", made)[1]
                print(made[:7], made[7:27] * ("argon2" in made), renewed)
            print(pbkdf2_sha256.hash("secret")[:17])
        print(hashers[1].hash("secret")[:7], hashers[0].hash("secret")[:30])
    """)
    assert lines[:2] == ["$argon2 id$v=19$m=8,t=1,p=1$ None", "$2b$04$  None"]
    assert lines[2:] == ["$pbkdf2-sha256$1$", "$2b$05$ $argon2id$v=19$m=65536,t=3,p=4"]
