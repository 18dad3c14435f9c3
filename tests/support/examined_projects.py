"""Small projects as texts, and what one of the doctor's checks says of them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from layerproof.adoption.doctor import Diagnosis, Limits, Patient, State, environments, make_patient
from layerproof.adoption.doctor.catalogue import choose_checks, list_checks
from layerproof.adoption.doctor.environments import Environment
from layerproof.adoption.doctor.examination import examine_each

#: What stands in the project's environment where a test says nothing else.
PACKAGES = {"pytest": "9.2.0", "coverage": "7.17.3", "pytest-asyncio": "1.5.0"}


class Told(NamedTuple):
    """What a finding says, and where."""

    what: str
    places: tuple[str, ...] = ()


def write_project(root: Path, files: Mapping[str, str]) -> Path:
    """Write texts without their indentation; return the root."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    return root


def make_environment(
    packages: Mapping[str, str],
    *,
    version: tuple[int, ...] = (3, 12, 4),
    requires: Mapping[str, tuple[str, ...]] | None = None,
    provides: Mapping[str, str] | None = None,
) -> Environment:
    """Return an environment in which each package gives the module of its name."""
    named = {name.replace("-", "_"): name for name in packages} | dict(provides or {})
    return Environment(
        version=version,
        prefix="/env",
        virtual=True,
        packages=packages,
        requires=requires or {},
        provides={module: frozenset({name}) for module, name in named.items()},
        standard=frozenset({"os", "sys", "time", "asyncio", "subprocess", "typing"}),
    )


class Examined:
    """A project in a folder, with an environment that is told and not asked for."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self._monkeypatch = monkeypatch
        self.set_environment(make_environment(PACKAGES))

    def set_environment(self, environment: Environment) -> None:
        """Let the project's interpreter say this."""
        self._monkeypatch.setattr(environments, "_ask", lambda _patient: environment)

    def write(self, files: Mapping[str, str]) -> None:
        """Write files of the project."""
        write_project(self.root, files)

    def patient(self) -> Patient:
        """Return the project as checks see it now."""
        return make_patient(self.root, Limits(), lambda _: None, python="/env/bin/python")

    def ask(self, *checks: str) -> tuple[Diagnosis, ...]:
        """Return everything that those checks say."""
        chosen = choose_checks(list_checks(), quick=False, only=checks)
        return tuple(examine_each(self.patient(), chosen))

    def find(self, *checks: str) -> list[Told]:
        """Return what those checks find; nothing may be left unmeasured."""
        said = self.ask(*checks)
        lost = [one.what for one in said if one.state is State.NOT_MEASURED]
        assert lost == [], lost
        return [tell(one) for one in said if one.state is State.FOUND]


def tell(one: Diagnosis) -> Told:
    """Return what a diagnosis says, and where."""
    return Told(one.what, tuple(map(str, one.places)))


def list_problems(said: Sequence[Diagnosis]) -> list[str]:
    """Return the checks that broke."""
    return [f"{one.check}: {one.what}" for one in said if "broke" in one.what]
