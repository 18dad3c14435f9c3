"""The project's environment: which interpreter is its own, and what is installed there."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

from packaging.utils import canonicalize_name

from layerproof.adoption.doctor.memory import remember
from layerproof.adoption.doctor.values import Patient
from layerproof.errors import EnvironmentUnfitError

#: Seconds in which an interpreter has to say what is installed.
_LIMIT = 60

#: Run isolated, so that no file of the project is in its way.
_QUESTION = """
import json, sys
from importlib import metadata
packages = {}
for each in metadata.distributions():
    name = each.metadata["Name"] if each.metadata else None
    if name and name not in packages:
        packages[name] = [each.version or "", list(each.requires or ())]
json.dump({
    "version": list(sys.version_info[:3]),
    "prefix": sys.prefix,
    "virtual": sys.prefix != sys.base_prefix,
    "packages": packages,
    "provides": metadata.packages_distributions() if sys.version_info >= (3, 10) else {},
    "standard": sorted(getattr(sys, "stdlib_module_names", ())),
}, sys.stdout)
"""


@dataclass(frozen=True, slots=True)
class Environment:
    """What an interpreter says of itself.

    ``packages`` are the versions of what is installed, ``requires`` its requirements, both by
    normalised name (PEP 503). ``provides`` are normalised names by what is imported.
    """

    version: tuple[int, ...]
    prefix: str
    virtual: bool
    packages: Mapping[str, str]
    requires: Mapping[str, tuple[str, ...]]
    provides: Mapping[str, frozenset[str]]
    standard: frozenset[str]

    def has(self, name: str) -> bool:
        """Whether a distribution is installed."""
        return canonicalize_name(name) in self.packages

    def release(self, name: str) -> tuple[int, ...]:
        """Return the installed release as numbers; nothing where it is not installed."""
        return read_release(self.packages.get(canonicalize_name(name), ""))


def read_release(version: str) -> tuple[int, ...]:
    """Return the numbers that a version begins with: ``(2, 1)`` of ``2.1b1``."""
    found = re.match(r"v?(?:\d+!)?(\d+(?:\.\d+)*)", version)
    return tuple(int(part) for part in found[1].split(".")) if found else ()


def look_at_environment(patient: Patient) -> Environment:
    """Return what the project's interpreter says; asked once an examination.

    Raises ``EnvironmentUnfitError`` where it does not answer.
    """
    return remember(patient, _ask)


def _ask(patient: Patient) -> Environment:
    command = [patient.python, "-I", "-c", _QUESTION]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_LIMIT, check=False, encoding="utf-8"
        )
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise _unfit(patient, f"did not answer within {_LIMIT} s") from None
    except OSError as error:
        raise _unfit(patient, f"cannot be started: {error.strerror}") from error
    except ValueError as error:
        raise _unfit(patient, "does not say what is installed there") from error
    return _read(answer)


def _unfit(patient: Patient, problem: str) -> EnvironmentUnfitError:
    return EnvironmentUnfitError(
        f"the project's interpreter, {patient.python}, {problem}",
        advice="make the environment anew, or activate another",
    )


def _read(answer: Mapping[str, dict[str, list[str]]]) -> Environment:
    packages: dict[str, str] = {}
    requires: dict[str, tuple[str, ...]] = {}
    for name, (version, needs) in answer["packages"].items():
        packages[canonicalize_name(name)] = version
        requires[canonicalize_name(name)] = tuple(needs)
    return Environment(
        version=tuple(int(part) for part in answer["version"]),
        prefix=str(answer["prefix"]),
        virtual=bool(answer["virtual"]),
        packages=packages,
        requires=requires,
        provides={
            module: frozenset(map(canonicalize_name, names))
            for module, names in answer["provides"].items()
        },
        standard=frozenset(answer["standard"]),
    )
