"""The real engine behind ``container``: Docker, found and spoken to as testcontainers does it.

Testcontainers itself has no containers that outlive the process which started them, so only its
client is used: it knows contexts, remote hosts, registries' credentials and Docker in Docker.
"""

from __future__ import annotations

import contextlib
import gc
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from docker.errors import (  # type: ignore[import-untyped] # no types come with it
    DockerException,
    NotFound,
)
from testcontainers.core.docker_client import DockerClient

from layerproof.database.servers.container_engine import EngineError, Found, Spec

if TYPE_CHECKING:
    from docker.models.containers import (  # type: ignore[import-untyped] # no types come with it
        Container,
    )

_PORT = 5432
_LABEL = "layerproof.mark"
_LOCAL = ("localhost", "127.0.0.1", "::1")


class DockerEngine:
    """Docker, or what answers in its place.

    :raises EngineError: it does not answer.
    """

    def __init__(self) -> None:
        failure = ""
        with warnings.catch_warnings():
            # An engine that is not there leaves the client's half-open socket to the collector.
            warnings.simplefilter("ignore", ResourceWarning)
            try:
                self._docker = DockerClient()
                self._docker.client.ping()
            except (DockerException, OSError) as error:
                failure = str(error) or type(error).__name__
            gc.collect()
        if failure:
            raise EngineError(f"no engine answers: {failure}")

    def find(self, name: str) -> Found | None:
        """Return the container of that name."""
        with _translated():
            try:
                container = self._docker.client.containers.get(name)
            except NotFound:
                return None
            running = container.status == "running"
            return Found(running=running, mark=str(container.labels.get(_LABEL, "")))

    def create(self, spec: Spec) -> None:
        """Make and start a container, its image fetched if need be."""
        is_local = self._docker.host() in _LOCAL
        options: dict[str, Any] = {}
        with _translated():
            network = self._docker.find_host_network()
            if network:
                options["network"] = network
            self._docker.client.containers.run(
                spec.image,
                command=list(spec.command),
                name=spec.name,
                environment=spec.environment,
                labels={_LABEL: spec.mark},
                ports={f"{_PORT}/tcp": ("127.0.0.1", None) if is_local else None},
                shm_size="256m",
                detach=True,
                **options,
            )

    def start(self, name: str) -> None:
        """Start a container that was stopped."""
        with _translated():
            self._get(name).start()

    def stop(self, name: str) -> None:
        """Stop a container, keeping its data."""
        with _translated():
            self._get(name).stop(timeout=10)

    def remove(self, name: str) -> None:
        """Remove a container with its data."""
        with _translated():
            self._get(name).remove(force=True, v=True)

    def address(self, name: str) -> tuple[str, int]:
        """Return host and port under which a running container's server is reached."""
        with _translated():
            identity = str(self._get(name).id)
            if self._docker.get_connection_mode().use_mapped_port:
                return self._docker.host(), int(self._docker.port(identity, _PORT))
            return self._docker.bridge_ip(identity), _PORT

    def read_log(self, name: str) -> str:
        """Return the last lines that a container wrote."""
        with _translated():
            log: bytes = self._get(name).logs(tail=20)
            return log.decode(errors="replace")

    def _get(self, name: str) -> Container:
        return self._docker.client.containers.get(name)


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """Turn every way in which an engine fails into ours."""
    try:
        yield
    except (DockerException, OSError) as error:
        raise EngineError(str(error)) from error
