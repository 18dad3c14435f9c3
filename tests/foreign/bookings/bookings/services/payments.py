import httpx

from bookings import settings


class PaymentError(Exception):
    pass


async def charge(guest: str, cents: int) -> str:
    async with httpx.AsyncClient(base_url=settings.PAYMENTS_URL, timeout=3, trust_env=False) as client:
        response = await client.post('/charges', json={'guest': guest, 'cents': cents})
    if response.status_code != 201:
        raise PaymentError(response.text)
    reference = response.json()['reference']
    return reference
