"""What is asked of a project's history; every route takes the scope to read its runs."""

from __future__ import annotations

from fastapi import APIRouter

from layerproof.history.routers.questions import branches, run_tests, tests, trends

router = APIRouter()
for _routes in (branches, run_tests, trends, tests):
    router.include_router(_routes.router)
