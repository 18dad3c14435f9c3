import pytest
from fastapi import HTTPException

from bookings import settings
from bookings.routes.security import require_key


async def test_right_key():
    assert await require_key(settings.API_KEY) is None


@pytest.mark.parametrize('key', [None, '', 'let me in', 'let-me-in '])
async def test_wrong_key(key):
    with pytest.raises(HTTPException) as caught:
        await require_key(key)
    assert caught.value.status_code == 401
