"""The provider ``container``: one PostgreSQL in Docker for all workers and runs of a checkout.

The container is named after the checkout, found again by every process, and left running between
runs: `layerproof db stop` stops it, `layerproof db clean` removes it. ``docker_engine`` is the
real engine behind the port in ``container_engine``.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import time
from dataclasses import dataclass, field

from layerproof.adapters.records import make_home
from layerproof.database.errors import ServerUnavailableError
from layerproof.database.ports import Lease, Say
from layerproof.database.servers.binaries import OLDEST
from layerproof.database.servers.connect import Seen, check_durability, load_driver, look_at_server
from layerproof.database.servers.container_engine import Engine, EngineError, Spec
from layerproof.database.servers.home import ServerHome, write_private
from layerproof.database.servers.locks import EXCLUSIVE, SHARED, take_lock, try_lock
from layerproof.database.servers.postmaster import DURABILITY, choose_settings
from layerproof.database.values import PostgresPlace, RunningServer, Settings
from layerproof.errors import UsageError

ADVICE = (
    "start Docker (or Podman with DOCKER_HOST set to its socket), or leave `container` out of the "
    'providers: pip install "layerproof[postgres]" needs no engine'
)
_LIMIT = 120.0
_PAUSE = 0.2


@dataclass(slots=True)
class ContainerLease:
    """A use of the container's server; the container itself goes on after it."""

    server: RunningServer
    _lock: int | None = field(repr=False)

    def release(self) -> None:
        """End the use; nothing happens the second time."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def provide(settings: Settings, say: Say) -> Lease:
    """Return a use of the container's server, started if it does not run.

    Raises ``ServerUnavailableError``: there is no engine, or the server does not come up.
    """
    load_driver()
    try:
        return provide_from(open_engine(), settings, say)
    except EngineError as error:
        raise _explain(error) from error


def open_engine() -> Engine:
    """Return the machine's container engine.

    :raises ServerUnavailableError: testcontainers is not installed.
    :raises EngineError: it does not answer.
    """
    try:
        from layerproof.database.servers.docker_engine import DockerEngine
    except ImportError as error:
        raise ServerUnavailableError(
            f"the provider `container` needs {error.name}, which is not installed",
            advice='pip install "layerproof[container]"',
        ) from error
    return DockerEngine()


def provide_from(engine: Engine, settings: Settings, say: Say) -> ContainerLease:
    """Return a use of the checkout's container on an engine."""
    make_home(settings.root)
    home = container_home(settings)
    launch = take_lock(
        home.launch_lock,
        EXCLUSIVE,
        waiting=lambda: say("waiting for another process to start the container"),
    )
    try:
        # Users come only under this lock, so one who finds nobody here stays alone.
        password = _settle(engine, home, settings, say)
        seen = _wait_until_ready(engine, name_container(home), password)
        _check(seen, settings)
        lock = take_lock(home.users_lock, SHARED)
    finally:
        os.close(launch)
    server = RunningServer("container", seen.place, seen.version, owned=True)
    return ContainerLease(server, lock)


def find_place(settings: Settings) -> PostgresPlace | None:
    """Return the maintenance database of a checkout's container, if it runs."""
    home = container_home(settings)
    found = find_container(settings)
    if found is None or found[1] is None:
        return None
    host, _, port = found[1].rpartition(":")
    return PostgresPlace("postgres", host, int(port), password=_read_password(home))


def find_container(settings: Settings) -> tuple[str, str | None, str] | None:
    """Return name, address if it runs, and why nothing is known, of a checkout's container.

    ``None`` where there never was one.
    """
    home = container_home(settings)
    if not home.path.exists():
        return None
    name = name_container(home)
    try:
        engine = open_engine()
        found = engine.find(name)
        if found is None:
            return None
        if not found.running:
            return name, None, ""
        host, port = engine.address(name)
    except (EngineError, ServerUnavailableError) as error:
        return name, None, str(error)
    return name, f"{host}:{port}", ""


def stop_container(settings: Settings, *, force: bool) -> str | None:
    """Stop a checkout's container with its data kept; return its name if it ran.

    :param force: also under its users.

    Raises ``UsageError`` when it is used.
    """
    found = _open_idle(settings, force=force)
    if found is None:
        return None
    engine, name = found
    state = engine.find(name)
    if state is None or not state.running:
        return None
    engine.stop(name)
    return name


def remove_container(settings: Settings, *, force: bool) -> str | None:
    """Remove a checkout's container with its data; return its name if there was one.

    Raises ``UsageError`` when it is used and ``force`` is not given.
    """
    found = _open_idle(settings, force=force)
    if found is None:
        return None
    engine, name = found
    known = engine.find(name) is not None
    if known:
        engine.remove(name)
    shutil.rmtree(container_home(settings).path, ignore_errors=True)
    return name if known else None


def _open_idle(settings: Settings, *, force: bool) -> tuple[Engine, str] | None:
    home = container_home(settings)
    if not home.path.exists():
        return None
    if _is_used(home) and not force:
        raise UsageError(
            f"the container {name_container(home)} is in use",
            advice="wait for the tests to end, or add --force and let them fail",
        )
    try:
        return open_engine(), name_container(home)
    except EngineError as error:
        raise _explain(error) from error


def _explain(error: EngineError) -> ServerUnavailableError:
    return ServerUnavailableError(
        f"no container can be run: {' '.join(str(error).split())}", advice=ADVICE
    )


def container_home(settings: Settings) -> ServerHome:
    """Return the folder for the locks and the password of a checkout's container."""
    return ServerHome(settings.home / "container")


def name_container(home: ServerHome) -> str:
    """Return the name of a checkout's container."""
    return f"layerproof-{home.mark}"


def describe_container(home: ServerHome, settings: Settings, password: str) -> Spec:
    """Return what the container is to be made from, durability off by its arguments."""
    # Cloning by reflink depends on a file system that is not known here.
    chosen = choose_settings(OLDEST, settings.table.server_settings, cloning=False)
    command = ["postgres"]
    for name, value in chosen.items():
        command += ["-c", f"{name}={value}"]
    environment = {
        "POSTGRES_PASSWORD": password,
        "POSTGRES_INITDB_ARGS": "--no-sync --encoding=UTF8 --locale=C.UTF-8",
    }
    text = json.dumps([settings.table.image, command, environment])
    mark = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Spec(name_container(home), settings.table.image, tuple(command), environment, mark)


def _settle(engine: Engine, home: ServerHome, settings: Settings, say: Say) -> str:
    """See that the right container runs; return its password."""
    password = _read_password(home)
    spec = describe_container(home, settings, password)
    found = engine.find(spec.name)
    if found is not None and found.mark != spec.mark:
        if _is_used(home):
            say(f"the container {spec.name} was made with other settings; `layerproof db stop`")
            return password
        say(f"the container {spec.name} is made anew: image or settings have changed")
        engine.remove(spec.name)
        found = None
    if found is None:
        say(f"starting a container of {spec.image}; its image is fetched if it is not here")
        engine.create(spec)
    elif not found.running:
        engine.start(spec.name)
    return password


def _read_password(home: ServerHome) -> str:
    path = home.path / "password"
    try:
        return path.read_text(encoding="ascii")
    except OSError:
        write_private(path, secrets.token_urlsafe(24))
        return path.read_text(encoding="ascii")


def _is_used(home: ServerHome) -> bool:
    lock = try_lock(home.users_lock, EXCLUSIVE)
    if lock is not None:
        os.close(lock)
    return lock is None


def _wait_until_ready(engine: Engine, name: str, password: str) -> Seen:
    """Return what the server says once it answers.

    :raises ServerUnavailableError: it ended instead, or took too long.
    """
    import psycopg

    deadline = time.monotonic() + _LIMIT
    while True:
        found = engine.find(name)
        if found is None or not found.running:
            raise _give_up(engine, name, "ended")
        try:
            host, port = engine.address(name)
            return look_at_server(
                PostgresPlace("postgres", host, port, password=password),
                durability=tuple(DURABILITY),
            )
        except psycopg.Error as error:
            if time.monotonic() > deadline:
                raise _give_up(engine, name, f"does not answer ({error})") from error
        time.sleep(_PAUSE)


def _give_up(engine: Engine, name: str, what: str) -> ServerUnavailableError:
    said = engine.read_log(name).strip().splitlines()[-5:]
    return ServerUnavailableError(
        f"PostgreSQL in the container {name} {what}: {' / '.join(said)}",
        advice=f"`docker logs {name}` has more; `layerproof db clean` removes the container",
    )


def _check(seen: Seen, settings: Settings) -> None:
    if seen.version // 10_000 < OLDEST:
        raise ServerUnavailableError(
            f"{settings.table.image} is PostgreSQL {seen.version // 10_000}, older than {OLDEST}",
            advice="name another `image` in [tool.layerproof.database]",
        )
    check_durability(seen, {**DURABILITY, **settings.table.server_settings})
