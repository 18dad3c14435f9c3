"""The container provider: with an engine of our own, without any, and with Docker where it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from layerproof.core.config.values import Database
from layerproof.database.errors import ServerUnavailableError
from layerproof.database.servers import acquire_server, container
from layerproof.database.servers.container import (
    container_home,
    name_container,
    open_engine,
    provide_from,
)
from layerproof.database.servers.container_engine import EngineError, Found, Spec
from layerproof.database.settings import read_settings
from layerproof.database.values import Settings
from layerproof.errors import UsageError
from tests.support.postgres import running_server


class FakeEngine:
    """An engine whose one container is the test server of this process."""

    def __init__(self) -> None:
        self.containers: dict[str, Found] = {}
        self.did: list[str] = []
        self.ends_at_once = False

    def find(self, name: str) -> Found | None:
        """Return what was made of that name."""
        return self.containers.get(name)

    def create(self, spec: Spec) -> None:
        """Remember a container."""
        self.did.append("create")
        self.containers[spec.name] = Found(running=not self.ends_at_once, mark=spec.mark)

    def start(self, name: str) -> None:
        """Let it run."""
        self.did.append("start")
        self.containers[name] = replace(self.containers[name], running=True)

    def stop(self, name: str) -> None:
        """Let it run no more."""
        self.did.append("stop")
        self.containers[name] = replace(self.containers[name], running=False)

    def remove(self, name: str) -> None:
        """Forget it."""
        self.did.append("remove")
        del self.containers[name]

    def address(self, name: str) -> tuple[str, int]:
        """Return where the test server is."""
        place = running_server().place
        return place.host, place.port

    def read_log(self, name: str) -> str:
        """Return what a server says that was given a wrong setting."""
        return 'FATAL:  unrecognized configuration parameter "wrong"'


def _settings(root: Path, image: str = "postgres:18") -> Settings:
    table = Database(engine="postgresql", providers=("container",), image=image)
    return read_settings(table, root, run="test", environment={})


def test_one_container_serves_all(tmp_path: Path) -> None:
    """The first use makes the container; later ones, also of other runs, find it."""
    engine, settings = FakeEngine(), _settings(tmp_path)
    servers = set[tuple[str, bool]]()
    for _ in range(3):
        lease = provide_from(engine, settings, lambda _: None)
        servers.add((lease.server.provider, lease.server.owned))
        lease.release()
        lease.release()
    assert (engine.did, servers) == (["create"], {("container", True)})


def test_stopped_container_is_started_with_its_data(tmp_path: Path) -> None:
    """A container that was stopped is started, not made again."""
    engine, settings = FakeEngine(), _settings(tmp_path)
    provide_from(engine, settings, lambda _: None).release()
    (name,) = engine.containers
    engine.stop(name)
    provide_from(engine, settings, lambda _: None).release()
    assert engine.did == ["create", "stop", "start"]


def test_other_image_means_another_container_unless_it_is_used(tmp_path: Path) -> None:
    """A container of another image is replaced, but never under somebody who uses it."""
    engine = FakeEngine()
    first = provide_from(engine, _settings(tmp_path), lambda _: None)
    other = _settings(tmp_path, image="postgres:17")
    provide_from(engine, other, lambda _: None).release()
    assert engine.did == ["create"]
    first.release()
    provide_from(engine, other, lambda _: None).release()
    assert engine.did == ["create", "remove", "create"]


def test_container_that_ends_is_explained_by_its_log(tmp_path: Path) -> None:
    """A server that ends at once is named with what it wrote, not waited for."""
    engine = FakeEngine()
    engine.ends_at_once = True
    with pytest.raises(ServerUnavailableError, match=r'ended: FATAL:  unrecognized .* "wrong"'):
        provide_from(engine, _settings(tmp_path), lambda _: None)


def test_checkouts_have_containers_of_their_own(tmp_path: Path) -> None:
    """Two checkouts on one engine do not share a container."""
    engine = FakeEngine()
    for name in ("one", "two"):
        provide_from(engine, _settings(tmp_path / name), lambda _: None).release()
    assert len(engine.containers) == 2


def test_stopping_and_removing_spare_those_who_use_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container in use is neither stopped nor removed unless forced; an idle one is, once."""
    engine, settings = FakeEngine(), _settings(tmp_path)
    monkeypatch.setattr(container, "open_engine", lambda: engine)
    assert container.stop_container(settings, force=False) is None
    lease = provide_from(engine, settings, lambda _: None)
    name = name_container(container_home(settings))
    for act in (container.stop_container, container.remove_container):
        with pytest.raises(UsageError, match=f"the container {name} is in use"):
            act(settings, force=False)
    assert container.stop_container(settings, force=True) == name
    lease.release()
    assert container.stop_container(settings, force=False) is None
    assert container.find_container(settings) == (name, None, "")
    assert container.remove_container(settings, force=False) == name
    assert (engine.containers, container.find_container(settings)) == ({}, None)


def test_missing_engine_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a Docker engine the error says so, with what was tried and what to do."""
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no-engine.sock")
    with pytest.raises(ServerUnavailableError, match="no provider of container") as raised:
        acquire_server(_settings(tmp_path), print)
    (tried,) = raised.value.tried
    assert tried.startswith("container: no container can be run: no engine answers: ")
    assert raised.value.advice.startswith("start Docker")


def test_real_engine_serves_postgresql(tmp_path: Path) -> None:
    """With Docker the container's server answers with durability off, and is removed again."""
    try:
        engine = open_engine()
    except EngineError as error:
        pytest.skip(f"not run: the container provider needs a Docker engine: {error}")
    lease = provide_from(engine, _settings(tmp_path), lambda _: None)
    name = name_container(container_home(_settings(tmp_path)))
    try:
        assert lease.server.version // 10_000 == 18
    finally:
        lease.release()
        engine.remove(name)
    assert engine.find(name) is None
