"""Whether several workers are safe."""

from __future__ import annotations

import pytest

from layerproof.adoption.discovery.backend.parallel import ParallelRuling, is_parallel_safe
from layerproof.adoption.findings import Found, Place
from layerproof.adoption.survey import (
    AddressVariable,
    BackendSurvey,
    DatabaseWay,
    HardAddress,
    Shared,
)

HERE = (Place("tests/conftest.py", 3),)
URL = Found(AddressVariable("DATABASE_URL", "{url}"), HERE)
HOST = Found(AddressVariable("DB_HOST", "{host}"), HERE)
NAME = Found(AddressVariable("DB_NAME", "{name}"), HERE)


def _way(way: str, detail: str = "", *, fixed: bool = False) -> Found[DatabaseWay]:
    return Found(DatabaseWay(way, detail, fixed), HERE)


def _shared(kind: str, detail: str) -> Found[Shared]:
    return Found(Shared(kind, detail, "something"), HERE)


def _address(url: str, *, in_tests: bool = False) -> Found[HardAddress]:
    return Found(HardAddress(url, url.partition(":")[0], in_tests), HERE)


@pytest.mark.parametrize(
    ("backend", "ruling"),
    [
        (BackendSurvey(), ParallelRuling(safe=True)),
        (BackendSurvey(variables=(URL,), ways=(_way("create_all"),)), ParallelRuling(safe=True)),
        (
            BackendSurvey(
                variables=(URL,),
                ways=(_way("create_database", "shop_test", fixed=True),),
                shared=(_shared("database", "shop_test"),),
            ),
            ParallelRuling(safe=True, needs_server_per_worker=True),
        ),
        (
            BackendSurvey(
                ways=(_way("create_database", "shop_test", fixed=True),),
                shared=(_shared("database", "shop_test"),),
            ),
            ParallelRuling(
                safe=False,
                reasons=("database shop_test is shared by all workers (tests/conftest.py:3)",),
            ),
        ),
        (
            BackendSurvey(variables=(HOST, NAME), ways=(_way("override", "DB_NAME", fixed=True),)),
            ParallelRuling(safe=True, needs_server_per_worker=True),
        ),
        (
            BackendSurvey(variables=(URL,), ways=(_way("override", "DATABASE_URL", fixed=True),)),
            ParallelRuling(
                safe=False,
                reasons=("the tests set DATABASE_URL to one fixed database (tests/conftest.py:3)",),
            ),
        ),
        (
            BackendSurvey(variables=(URL,), shared=(_shared("port", "8000"),)),
            ParallelRuling(
                safe=False,
                reasons=("port 8000 is shared by all workers (tests/conftest.py:3)",),
            ),
        ),
        (
            BackendSurvey(addresses=(_address("postgresql://db/shop"),)),
            ParallelRuling(
                safe=False,
                reasons=("postgresql://db/shop stands in the code (tests/conftest.py:3)",),
            ),
        ),
        (
            BackendSurvey(
                addresses=(_address("postgresql://db/shop"), _address("sqlite://", in_tests=True)),
                ways=(_way("memory", "sqlite://"), _way("dependency_override", "shop.db:get_db")),
            ),
            ParallelRuling(safe=True),
        ),
    ],
    ids=[
        "nothing",
        "variable",
        "fixed name on a led server",
        "fixed name on its own server",
        "name set by tests",
        "address set by tests",
        "port",
        "address in code",
        "memory instead",
    ],
)
def test_workers_are_safe_where_each_has_its_own(
    backend: BackendSurvey, ruling: ParallelRuling
) -> None:
    """Safe is what a variable leads or a process has for itself; each hindrance is a reason."""
    assert is_parallel_safe(backend) == ruling


def test_a_path_below_the_temporary_folder_is_freed_by_tmpdir() -> None:
    """It keeps workers from running, unless each is given a temporary folder of its own."""
    found = Found(Shared("path", "/tmp/shop", "something", temporary=True), HERE)
    backend = BackendSurvey(variables=(URL,), shared=(found,))
    reason = "path /tmp/shop is shared by all workers (tests/conftest.py:3)"
    assert is_parallel_safe(backend) == ParallelRuling(
        safe=False, reasons=(reason,), needs_folder_per_worker=True
    )
    assert is_parallel_safe(backend, own_temporary_folders=True) == ParallelRuling(
        safe=True, needs_folder_per_worker=True
    )
