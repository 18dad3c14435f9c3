"""Judging a data directory by what lies in it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from layerproof.database.servers.cluster import Cluster, Note, judge_cluster, name_boot


@pytest.fixture
def cluster(tmp_path: Path) -> Cluster:
    """Give a directory that looks well."""
    cluster = Cluster(tmp_path, "/checkout/server-18", "layerproof-0", 18, None)
    (cluster.data / "global").mkdir(parents=True)
    (cluster.data / "global" / "pg_control").touch()
    (cluster.data / "PG_VERSION").write_text("18\n")
    cluster.write_note(Note(1, "/checkout/server-18", "secret", name_boot()))
    return cluster


def test_directory_that_looks_well_is_used(cluster: Cluster) -> None:
    """A directory of this checkout and version is used, even if its server was killed."""
    assert judge_cluster(cluster) is None
    (cluster.data / "postmaster.pid").touch()
    assert judge_cluster(cluster) is None


def test_copied_or_moved_directory_is_not_used(cluster: Cluster) -> None:
    """A directory that was made elsewhere may have been copied while its server wrote to it."""
    here = replace(cluster, home="/copy/server-18")
    assert judge_cluster(here) == "it was moved or copied from /checkout/server-18"


def test_directory_of_another_version_is_not_used(cluster: Cluster) -> None:
    """PostgreSQL cannot run on the data of another major version."""
    newer = replace(cluster, major=19)
    assert judge_cluster(newer) == "its PG_VERSION says '18', not 19"


def test_crash_of_the_machine_is_noticed(cluster: Cluster) -> None:
    """Without durability a directory is lost with the machine, unless its server had stopped."""
    cluster.write_note(Note(1, "/checkout/server-18", "secret", "another start"))
    assert judge_cluster(cluster) is None
    (cluster.data / "postmaster.pid").touch()
    reason = "the machine went down while its server ran, durability off"
    assert judge_cluster(cluster) == reason


def test_directory_that_the_machine_may_have_cleaned_is_not_used(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In /var/tmp files go that nobody used for long, and half a directory is worse than none."""
    monkeypatch.setattr("layerproof.database.servers.account.SHARED", cluster.folder)
    assert judge_cluster(cluster) is None
    os.utime(cluster.data / "layerproof.json", (0, 0))
    reason = "nobody has used it for long, and the machine cleans that folder"
    assert judge_cluster(cluster) == reason
