import secrets

from fastapi import HTTPException, Security
from fastapi.security import APIKeyHeader

from bookings import settings

api_key = APIKeyHeader(name='X-API-Key', auto_error=False)


async def require_key(key: str | None = Security(api_key)) -> None:
    if key is None or not secrets.compare_digest(key, settings.API_KEY):
        raise HTTPException(401, 'wrong key')
