"""Pages for people: the same services as the API's, answered as HTML.

``refusals`` makes pages of errors, ``answers`` sends them; each other module has some routes. None
of them is in the OpenAPI document.
"""

from fastapi import APIRouter

from layerproof.history.routers.pages import (
    accounts,
    home,
    making,
    members,
    questions,
    runs,
    static,
    tokens,
)

router = APIRouter(include_in_schema=False)
for routes in (static, home, accounts, making, members, tokens, questions, runs):
    router.include_router(routes.router)

__all__ = ["router"]
