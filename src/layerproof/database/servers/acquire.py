"""Trying the providers in their order. The first server that answers is the one.

Below: ``borrowed``, ``owned`` and ``container``, each imported when its turn comes.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from layerproof.database.errors import ServerUnavailableError
from layerproof.database.ports import Lease, Say
from layerproof.database.values import RunningServer, Settings

#: Gives a use of a server, or raises ``ServerUnavailableError``.
Provider: TypeAlias = Callable[[Settings, Say], Lease]

#: The module of each provider; it has a function ``provide``.
PROVIDERS = {
    "url": "layerproof.database.servers.borrowed",
    "binaries": "layerproof.database.servers.owned",
    "container": "layerproof.database.servers.container",
}

ADVICE = (
    'pip install "layerproof[postgres]" brings a server along; or set TEST_DATABASE_URL to one '
    'that runs; or, with a Docker engine, pip install "layerproof[container]" and '
    'providers = ["container"] in [tool.layerproof.database]'
)


@dataclass(frozen=True, slots=True)
class _SecondChoice:
    """A use of a server whose provider was not the first to be tried."""

    lease: Lease
    passed_over: tuple[str, ...]

    @property
    def server(self) -> RunningServer:
        return replace(self.lease.server, passed_over=self.passed_over)

    def release(self) -> None:
        self.lease.release()


def acquire_server(settings: Settings, say: Say) -> Lease:
    """Return a use of the first server that the settings' providers give.

    The use lasts until it is released, or until this process and its forks have ended. An
    owned server that does not run is started, and stopped after its last use.

    :param say: told what takes longer than a second, and what the user should know.

    Raises ``ServerUnavailableError`` with every attempt in ``tried``, ``DatabaseUnfitError`` for a
    server that is not as it was asked for, and ``ConfigError`` for settings that cannot be.
    """
    tried: list[str] = []
    failures: list[ServerUnavailableError] = []
    for name in settings.providers:
        if name not in PROVIDERS:
            tried.append(f"{name}: has no server")
            continue
        try:
            lease = _use(name, settings, say)
        except ServerUnavailableError as error:
            failures.append(error)
            tried.append(f"{name}: {error.problem}")
            tried += [f"{name}: {step}" for step in error.tried]
        else:
            return _SecondChoice(lease, tuple(tried)) if tried else lease
    raise _explain(settings, tried, failures)


def _use(name: str, settings: Settings, say: Say) -> Lease:
    """Return a use of a provider's server; a file that the system refuses is its failure."""
    try:
        return _load(name)(settings, say)
    except OSError as error:
        if error.filename is None:
            raise
        raise ServerUnavailableError(
            f"{error.filename}: {error.strerror}",
            advice="make .layerproof a folder that this user may write, on a disk with room",
        ) from error


def _load(name: str) -> Provider:
    provide: Provider = importlib.import_module(PROVIDERS[name]).provide
    return provide


def _explain(
    settings: Settings, tried: list[str], failures: list[ServerUnavailableError]
) -> ServerUnavailableError:
    """Return one error over all attempts; a single failure keeps its own advice."""
    advice = failures[0].advice if len(failures) == 1 else ""
    return ServerUnavailableError(
        "the tests need a PostgreSQL server, and no provider of "
        f"{', '.join(settings.providers) or 'an empty list'} gave one",
        tried=tuple(tried),
        advice=advice or ADVICE,
    )
