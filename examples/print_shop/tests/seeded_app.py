"""The application with an endpoint for scenarios: ``uvicorn tests.seeded_app:app``.

The endpoint is here and not in ``print_shop.main``, so that production does not know of it.
"""

from __future__ import annotations

from layerproof.testing import with_seeding
from print_shop.main import app as shop

app = with_seeding(shop, database=shop.state.settings.database_url)
