"""Lines that a tracer without greenlet support loses: those after an ``await`` into a greenlet.

The three levels stand for a router, a service and a repository on async SQLAlchemy. The
switching itself lies in ``layerproof.greenlet_bridge``, as it lies in SQLAlchemy for them.
"""

from __future__ import annotations

from layerproof.greenlet_bridge import drive, nest, spawn


def run(steps: list[str]) -> None:
    """Drive the three levels to their end, adding a step before and after each await."""
    drive(nest(run_router(steps)))
    steps.append("after all of it")


async def run_router(steps: list[str]) -> None:
    """Await the service and go on."""
    steps.append("router, before")
    await run_service(steps)
    steps.append("router, after")


async def run_service(steps: list[str]) -> None:
    """Await the repository twice and go on."""
    steps.append("service, before")
    await run_repository(steps)
    steps.append("service, between")
    await run_repository(steps)
    steps.append("service, after")


async def run_repository(steps: list[str]) -> None:
    """Await two statements and go on after each."""
    steps.append("repository, before")
    await spawn()
    steps.append("repository, between")
    await spawn()
    steps.append("repository, after")
